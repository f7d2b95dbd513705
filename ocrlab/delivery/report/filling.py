"""Filling: how do values come into a report, none of them as markup?

The file holds its style and its pictures itself and runs no script. Whatever comes from outside is escaped by the
template engine; only `ocrlab.scoring.marking`, which escapes by itself, is handed on as HTML.
"""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any, BinaryIO

from ocrlab import __version__
from ocrlab.delivery.thumbnails import thumbnail
from ocrlab.image import Image
from ocrlab.machine import package_version
from ocrlab.wording import counted, percent, points, shown_name

if TYPE_CHECKING:
    from jinja2 import Environment

LIBRARIES = ("scikit-image", "scipy", "numpy", "opencv-python-headless", "pillow", "easyocr", "rapidocr", "openvino")
HEIGHT, WIDTH, QUALITY = 800, 640, 60  # px, and of WebP
BAR_WIDTHS, MOST_BARS = (1, 2, 5, 10, 20, 50, 100, 1000, 10_000, 100_000), 20


@dataclass(frozen=True)
class Bar:
    """A bar of a histogram: what it counts, how often, and how high it is drawn, 0..100."""

    label: str
    count: int
    height: float


def write(template: str, file: BinaryIO, created: float | None = None, **values: Any) -> None:
    """Write a report after a template of this folder, piece by piece: no iterator among the values is held whole."""
    day = "" if created is None else datetime.fromtimestamp(created, UTC).strftime("%d %B %Y")
    known = {"day": day, "versions": versions()}
    for piece in _environment().get_template(template).generate(**known, **values):
        file.write(piece.encode("utf-8", "replace"))


def histogram(shares: Sequence[float]) -> list[Bar]:
    """How often shares of 0..1 fall into bars of a width that is easy to read; no bars for fewer than two."""
    if len(shares) < 2:
        return []
    values = [100 * share for share in shares]
    step = next((width for width in BAR_WIDTHS if max(values) / width < MOST_BARS), BAR_WIDTHS[-1])
    counts = [0] * (int(max(values) // step) + 1)
    for value in values:
        counts[int(value // step)] += 1
    return [Bar(f"{at * step} %", count, 100 * count / max(counts)) for at, count in enumerate(counts)]


def picture(image: Image) -> str:
    """A page small enough for a report of dozens and large enough to be read, as an address that holds it itself."""
    return thumbnail(image, HEIGHT, WIDTH, QUALITY)


def settings(values: Mapping[str, Any]) -> list[str]:
    """An engine's settings as they are given on the command line; those without a value are left out."""
    shown = {
        name: "+".join(map(str, value)) if isinstance(value, list | tuple) else value for name, value in values.items()
    }
    return [f"{name}={value}" for name, value in shown.items() if value != ""]


def as_html(text: str) -> str:
    """Text that has been escaped already, so that it is not escaped again."""
    from markupsafe import Markup

    return Markup(text)


def versions() -> list[tuple[str, str]]:
    """What took part, each with its version."""
    installed = ((name, package_version(name)) for name in LIBRARIES)
    own = [("OCR Lab", __version__), ("Python", platform.python_version())]
    return own + [(name, version) for name, version in installed if version]


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("ocrlab.delivery", "report"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters |= {"percent": percent, "points": points, "name": shown_name, "listed": _listed}
    environment.globals |= {"counted": counted}
    return environment


def _listed(values: Iterable[Any]) -> str:
    return ", ".join(map(str, values))
