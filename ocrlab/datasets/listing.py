"""Listing: which of many files are pages, and which are their truths?

The truth of ``NAME.png`` stands beside it under the same name, see `ocrlab.truth.beside`. The truths of a file with
several pages (PDF, TIFF) are in one: a text with a form feed between pages, as pdftotext and Tesseract write it, or
markup of as many pages. The sub-folder a page lies in is its group.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

from ocrlab.datasets.model import Entry, Sample, naming, of_page
from ocrlab.errors import FileError, ImageError
from ocrlab.image import EXTENSIONS, decode_page, is_image, page_count
from ocrlab.truth import Truth, parse_truth
from ocrlab.truth.beside import ending_of, single_truth, truths_beside
from ocrlab.wording import counted, shown_name

MAX_FILES = 20_000
_PAGED = ("pdf", "tif", "tiff")


@dataclass(frozen=True)
class Files:
    """Named files, wherever they lie, to be sorted into pages and their truths.

    ``names`` may be pages, ``others`` only truths. ``head`` reads the first bytes of a file, for those whose ending
    says nothing; ``stamp`` tells one state of a file from another. ``dpi`` is what PDF pages are drawn at.
    """

    place: str
    names: Iterable[str]
    read: Callable[[str], bytes]
    head: Callable[[str], bytes]
    others: Iterable[str] = ()
    stamp: Callable[[str], str] = lambda name: ""
    dpi: int = 200

    def entries(self) -> tuple[Entry, ...]:
        """A page each, in order of the names. Raises `FileError` where there is none."""
        names = [*self.names]
        images = sorted(name for name in names if self._is_image(name))
        if not images:
            raise FileError(f"{shown_name(self.place)}: holds no images; the lab takes {', '.join(EXTENSIONS)}")
        others = [
            name for name in self.others if extension(name) in EXTENSIONS
        ]  # a truth may be theirs rather than ours
        truths = truths_beside([*images, *others], {*names, *self.others})
        titles = _told_apart(images)
        return tuple(entry for name in images for entry in self._pages(name, titles[name], truths[name]))

    def _is_image(self, name: str) -> bool:
        if any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts):
            return False
        if extension(name) in EXTENSIONS:
            return True
        if ending_of(name) or extension(name) in _OTHERS:
            return False
        try:
            return is_image(self.head(name))
        except FileError:
            return False  # it may have been no page of ours

    def _pages(self, name: str, title: str, truths: tuple[str, ...]) -> Iterator[Entry]:
        parent = str(PurePosixPath(name).parent)
        group = "" if parent == "." else shown_name(parent)
        pages, stamp = self._count(name), self.stamp(name)
        for page in range(pages):
            called = title if pages == 1 else f"{title} page {page + 1}"
            load = partial(self._load, name, called, page, pages, truths, group)
            yield Entry(
                called, load, title=called, group=group, has_truth=bool(truths), file=name, page=page, pages=pages,
                stamp=stamp,
            )  # fmt: skip

    def _count(self, name: str) -> int:
        if extension(name) in EXTENSIONS and extension(name) not in _PAGED:
            return 1
        try:
            return page_count(self.read(name))
        except (FileError, ImageError):
            return 1  # listed as one page, so that loading it says what is wrong and the others can go on

    def _load(self, name: str, title: str, page: int, pages: int, truths: tuple[str, ...], group: str) -> Sample:
        known, text = Truth(""), None
        if truths:
            truth = single_truth(name, truths)
            known = parse_truth(self.read(truth), shown_name(truth))
            text = of_page(known.text, page, pages, shown_name(truth))
        with naming(shown_name(name)):
            decoded = decode_page(self.read(name), page, self.dpi)
        notes = decoded.notes
        if decoded.pages > pages:
            more = counted(decoded.pages, "page")
            notes += (f"it has {more} though it is not named like a PDF or TIFF: only the first is taken",)
        return Sample(
            title,
            decoded.image,
            text,
            title=title,
            group=group,
            notes=notes,
            ignored=known.ignored,
            truth_notes=known.notes,
            dpi=decoded.dpi,
        )


# Endings of files that begin like a TIFF or PDF and are something else, or a copy of the page beside them.
_OTHERS = ("dng", "nef", "cr2", "arw", "pef", "srw", "thm", "ai", "lsm", "svs", "ndpi")


def extension(name: str) -> str:
    return PurePosixPath(name).suffix.lower().lstrip(".")


def _told_apart(names: list[str]) -> dict[str, str]:
    """What to call each file: its name as it can be shown.

    Composed and decomposed letters are two files and one picture on the screen: where both are there, the marks of the
    decomposed one are spelled out. What is still called alike is numbered.
    """
    titles = {name: shown_name(name) for name in names}
    looks = Counter(unicodedata.normalize("NFC", title) for title in titles.values())
    numbers: Counter[str] = Counter()
    for name, title in titles.items():
        if looks[composed := unicodedata.normalize("NFC", title)] > 1 and title != composed:
            title = "".join(ascii(letter)[1:-1] if unicodedata.combining(letter) else letter for letter in title)
        numbers[title] += 1
        titles[name] = title if numbers[title] == 1 else f"{title} ({numbers[title]})"
    return titles
