"""Pairs: which file beside an image is its truth?

``NAME.gt.txt`` comes first, then ``NAME.txt``; where there is neither, the one hOCR, ALTO, PAGE XML or line CSV that is
named like the image. Names count as alike whose letters are: ``é`` is one character on one system and two on another,
and ``.TXT`` is ``.txt`` on most. Where that would mix up files that are told apart on this disk, the exact name wins.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePosixPath

from ocrlab.errors import TruthError
from ocrlab.wording import listed, name_key, shown_name

PLAIN = (".gt.txt", ".txt")
MARKED = (".hocr", ".html", ".xml", ".boxes.csv", ".csv")
ENDINGS = (*PLAIN, *MARKED)


def _composed(stem: str) -> str:
    return unicodedata.normalize("NFC", stem)


# From the strictest to the loosest way in which two names are alike.
_ALIKE: tuple[Callable[[str], str], ...] = (str, _composed, name_key)


def truths_beside(images: Iterable[str], files: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each image the files that could be its truth: none, the one, or several of equal rank.

    Names may have folders before them, parted by ``/``. A truth goes to the images that are most nearly named like it:
    to ``page.png`` rather than to ``Page.png`` where both are there.
    """
    names = [*images]
    stems = {name: str(PurePosixPath(name).with_suffix("")) for name in names}
    named_like = [_grouped(alike, stems) for alike in _ALIKE]
    claims: defaultdict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for file in files:
        ending = ending_of(file)
        stem = file[: -len(ending)] if ending else ""
        if not stem or stem.endswith("/"):
            continue
        for distance, alike in enumerate(_ALIKE):
            if owners := named_like[distance].get(alike(stem)):
                for name in owners:
                    claims[name].append((distance, ending, file))
                break
    return {name: _best(claims[name]) for name in names}


def ending_of(name: str) -> str:
    """The ending by which a file is known as a truth, in lower case; empty for any other file."""
    lower = name.lower()
    return next((ending for ending in ENDINGS if lower.endswith(ending)), "")


def single_truth(image: str, truths: Sequence[str]) -> str:
    """The only one of `truths_beside`; raises `TruthError` naming all of several."""
    if len(truths) > 1:
        raise TruthError(
            f"{shown_name(image)}: {listed(shown_name(name) for name in truths)} could each be its truth; keep one, or "
            "save the right text as NAME.gt.txt"
        )
    return truths[0]


def _grouped(alike: Callable[[str], str], stems: dict[str, str]) -> dict[str, list[str]]:
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for name, stem in stems.items():
        groups[alike(stem)].append(name)
    return groups


def _best(claims: list[tuple[int, str, str]]) -> tuple[str, ...]:
    if not claims:
        return ()
    nearest = min(distance for distance, _, _ in claims)
    endings: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    for distance, ending, file in claims:
        if distance == nearest:
            endings[ENDINGS.index(ending), file[: -len(ending)]].append(file)
    # Of a.txt and a.TXT the one with the usual ending counts, where there is one.
    files = {
        place: [file for file in alike if file.endswith(ENDINGS[place[0]])] or alike for place, alike in endings.items()
    }
    first = min(rank for rank, _ in files)
    return tuple(
        file for place in sorted(files) if first >= len(PLAIN) or place[0] == first for file in sorted(files[place])
    )
