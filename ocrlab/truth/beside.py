"""Which file beside an image is its truth?

``NAME.gt.txt`` comes first, then ``NAME.txt``; where there is neither, the one hOCR, ALTO, PAGE XML or line CSV that is
named like the image.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ocrlab.errors import TruthError

PLAIN = (".gt.txt", ".txt")
MARKED = (".hocr", ".html", ".xml", ".boxes.csv", ".csv")
ENDINGS = (*PLAIN, *MARKED)


def truths_of(stem: str, there: Callable[[str], bool]) -> tuple[str, ...]:
    """The files that could be the truth of the image named ``stem``: none, the one, or several of equal rank.

    ``there`` says whether a file of that name exists.
    """
    plain = next((stem + ending for ending in PLAIN if there(stem + ending)), None)
    return (plain,) if plain else tuple(stem + ending for ending in MARKED if there(stem + ending))


def the_one(image: str, found: Sequence[str]) -> str:
    """The only one of `truths_of`; raises `TruthError` naming all of several."""
    if len(found) > 1:
        raise TruthError(
            f"{image}: {' and '.join(found)} could each be its truth; keep one, or save the right text as NAME.gt.txt"
        )
    return found[0]
