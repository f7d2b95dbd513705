"""Pages: which pages does a batch go through, and what is each of them called when its files are written?"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from ocrlab import datasets
from ocrlab.datasets import Entry, Sample, groups
from ocrlab.datasets.model import of_page
from ocrlab.errors import FileError
from ocrlab.files import read_file
from ocrlab.truth import parse_truth
from ocrlab.wording import name_key, numbered, shown_name

SAMPLES = "samples"  # the pages the lab brings along
MAX_KEY = 400  # characters of a page's name in the database; a longer one is cut and told apart by its digest


@dataclass(frozen=True)
class BatchPage:
    """A page of a batch. ``key`` names it there, ``stem`` is what its files are called, without an ending.

    ``document`` is the stem of the whole file it is a page of; ``stamp`` tells one state of that file from another.
    """

    key: str
    name: str
    stem: str
    document: str
    stamp: str
    entry: Entry = field(repr=False, compare=False)
    number: int = 0
    pages: int = 1
    has_truth: bool = False

    @property
    def group(self) -> str:
        return self.entry.group


@dataclass(frozen=True)
class Inputs:
    """Where the pages of a batch come from: folders, ZIPs and files by their whole paths, or `SAMPLES`.

    ``truth`` is a folder of truths, where they do not lie beside the pages; ``dpi`` is what PDF pages are drawn at;
    ``group_by`` is a column of a folder's table, see `ocrlab.datasets.groups`; without one, sub-folders are groups.
    """

    places: tuple[str, ...]
    truth: str | None = None
    dpi: int = 200
    group_by: str | None = None

    @classmethod
    def of(cls, places: Sequence[str], truth: str | None = None, dpi: int = 200, group_by: str | None = None) -> Inputs:
        """As a person names them, with ``~`` understood and paths made absolute."""
        whole = tuple(place if place == SAMPLES else _whole(place) for place in places)
        return cls(whole, None if truth is None else _whole(truth), dpi, group_by)

    def pages(self) -> tuple[BatchPage, ...]:
        """Raises `FileError` as `pages_of` does."""
        return pages_of(self.places, truth=self.truth, dpi=self.dpi, group_by=self.group_by)

    def to_dict(self) -> dict[str, Any]:
        grouped = {"group_by": self.group_by} if self.group_by else {}
        return {"places": list(self.places), "truth": self.truth, "dpi": self.dpi, **grouped}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Inputs:
        return cls(tuple(stored["places"]), stored["truth"], stored["dpi"], stored.get("group_by"))


def _whole(place: str) -> str:
    return str(Path(os.path.expanduser(place)).resolve())


def pages_of(
    places: Sequence[str], *, truth: str | None = None, dpi: int = 200, group_by: str | None = None
) -> tuple[BatchPage, ...]:
    """The pages of folders, ZIPs and files, in the order given; nothing is decoded.

    ``truth`` is a folder that holds the truths, where they do not lie beside the pages. Two files of one name are told
    apart by their endings, then by a number. Raises `FileError` for a place that is not there or holds no page.
    """
    pages: list[tuple[str, Entry]] = []
    for place in places:
        entries = datasets.builtin_samples() if place == SAMPLES else datasets.dataset(place, dpi)
        if group_by is not None:
            entries = groups.by_column(entries, place, group_by)
        root = str(Path(place).resolve()) if Path(place).is_dir() or place.lower().endswith(".zip") else ""
        for entry in entries:
            file = entry.file or entry.name
            where = f"{root}/{file}" if root else str(Path(place).resolve())
            pages.append((where if place != SAMPLES else f"{SAMPLES}/{file}", entry))
    if truth is not None:
        pages = [(where, _with_truth(entry, truth)) for where, entry in pages]
    stems = _stems({where: entry.file or entry.name for where, entry in pages})
    return tuple(_page(where, entry, stems[where]) for where, entry in dict(_unique(pages)).values())


def _unique(pages: Iterable[tuple[str, Entry]]) -> list[tuple[str, tuple[str, Entry]]]:
    """A page once, however often it was named: ``scans scans/a.png`` has a.png twice."""
    return [(f"{where}#{entry.page}", (where, entry)) for where, entry in pages]


def _page(where: str, entry: Entry, stem: str) -> BatchPage:
    key = where if entry.pages == 1 else f"{where}#{entry.page + 1}"
    own = stem if entry.pages == 1 else f"{stem}-{entry.page + 1:04d}"
    return BatchPage(
        key=_bounded(shown_name(key)),
        name=entry.name,
        stem=own,
        document=stem,
        stamp=entry.stamp,
        number=entry.page,
        pages=entry.pages,
        has_truth=entry.has_truth,
        entry=entry,
    )


def _bounded(key: str) -> str:
    return key if len(key) <= MAX_KEY else key[:MAX_KEY] + hashlib.sha256(key.encode()).hexdigest()


def _stems(named: Mapping[str, str]) -> dict[str, str]:
    """What each file's results are called: its name without the ending, unless another would be called the same."""
    short = {where: str(PurePosixPath(shown_name(file)).with_suffix("")) for where, file in named.items()}
    times = Counter(map(name_key, short.values()))
    stems: dict[str, str] = {}
    taken: set[str] = set()
    for where, file in named.items():
        stem = short[where] if times[name_key(short[where])] == 1 else shown_name(file)
        stems[where] = name = numbered(stem, taken, "{} ({})", name_key)
        taken.add(name_key(name))
    return stems


def _with_truth(entry: Entry, folder: str) -> Entry:
    if not Path(folder).is_dir():
        raise FileError(f"{shown_name(folder)}: is no folder; name the one that holds NAME.gt.txt for each page")
    return replace(entry, load=partial(_load, entry, folder), has_truth=True)


def _load(entry: Entry, folder: str) -> Sample:
    sample, file = entry.load(), datasets.truth_in(folder, entry.file or entry.name)
    known = parse_truth(read_file(file), shown_name(file))
    text = of_page(known.text, entry.page, entry.pages, shown_name(file))
    return replace(sample, truth=text, ignored=known.ignored, truth_notes=known.notes)
