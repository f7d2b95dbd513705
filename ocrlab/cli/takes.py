"""Takes: which pages does a person name by files, folders, ZIPs and -, and what are their results called?"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ocrlab import datasets
from ocrlab.batch import BatchPage, pages_of
from ocrlab.cli.arguments import naming, truths_of
from ocrlab.cli.console import say
from ocrlab.cli.options import ALL_PAGES
from ocrlab.datasets import Sample
from ocrlab.errors import FileError, InputError
from ocrlab.files import MAX_FILE_BYTES, read_file
from ocrlab.image import page_count
from ocrlab.truth import parse_truth
from ocrlab.wording import shown_name

STDIN = "-"
TruthOf = Callable[[str], str | None]


@dataclass(frozen=True)
class Take:
    """A page that is named: what it is called, what its results are called, and how to get it.

    ``document`` is what the results of its whole file are called, where that has several pages; ``file`` tells that
    file from another of the same name; ``data`` are the file's bytes, where it is no part of a ZIP, and ``page`` is the
    page's place in it, from 0. ``unasked`` says that nobody chose this page among those of its file.
    """

    name: str
    stem: str
    sample: Callable[[], Sample]
    document: str = ""
    file: str = ""
    unasked: bool = False
    data: Callable[[], bytes] | None = None
    page: int = 0

    def load(self) -> Sample:
        """The page; what was made of a file that left something open is said."""
        sample = self.sample()
        for note in sample.notes:
            say(f"{sample.name}: {note}")
        for note in sample.truth_notes:
            say(note)
        if self.unasked and (pages := page_count(read_file(self.name))) > 1:
            name = shown_name(self.name)
            say(f"{name}: has {pages} pages, this is the first; choose another with --page N, or all")
        return sample


def takes_of(
    names: Sequence[str], page: int | None, dpi: int = 200, truth: str | None = None
) -> Iterator[Take | InputError]:
    """The pages in the order they are named; an error in the place of what cannot be listed.

    Of a folder or ZIP all pages are taken, with the truths beside them where ``truth`` names no other place.
    """
    truth_of = truths_of(truth, [*names])
    for name in names:
        try:
            if name == STDIN:
                yield from _stdin(page, dpi, truth_of)
            elif Path(name).is_dir() or name.lower().endswith(".zip"):
                yield from (_of_folder(each, Path(name)) for each in pages_of([name], truth=truth, dpi=dpi))
            elif page == ALL_PAGES:
                yield from _pages(name, read_file(name), Path(name).stem, dpi, truth_of)
            else:
                number, data = (page or 1) - 1, partial(read_file, name)
                sample = partial(_sample, name, data, number, dpi, truth_of)
                yield Take(name, Path(name).stem, sample, unasked=page is None, data=data, page=number)
        except InputError as error:
            yield type(error)(naming("stdin" if name == STDIN else name, error))


def for_each_take(
    takes: Iterable[Take | InputError],
    work: Callable[[Take], None],
    failed: Callable[[Take | None], None] = lambda take: None,
) -> bool:
    """Do the work for every page and return whether all went well; what cannot be used is said, the others go on.

    ``failed`` hears which page that was, if it was known of.
    """
    complete = True
    for take in takes:
        try:
            if isinstance(take, InputError):
                raise take
            work(take)
        except InputError as error:
            say(naming(take.name, error) if isinstance(take, Take) else str(error))
            failed(take if isinstance(take, Take) else None)
            complete = False
    return complete


def _pages(name: str, data: bytes, stem: str, dpi: int, truth_of: TruthOf) -> Iterator[Take]:
    """Every page of a file, numbered where there are several."""
    pages = page_count(data)
    for page in range(pages):
        called = name if pages == 1 else f"{name} page {page + 1}"
        own = stem if pages == 1 else f"{stem}-{page + 1:04d}"
        sample = partial(_sample, name, lambda: data, page, dpi, truth_of)
        yield Take(called, own, sample, stem if pages > 1 else "", name, data=lambda: data, page=page)


def _sample(name: str, read: Callable[[], bytes], page: int, dpi: int, truth_of: TruthOf) -> Sample:
    """The page of a file, counted from 0, with its truth."""
    truth = truth_of(name)
    known = None if truth is None else parse_truth(read_file(truth), shown_name(truth))
    return datasets.sample(read(), name, truth=known, page=page, dpi=dpi)


def _stdin(page: int | None, dpi: int, truth_of: TruthOf) -> Iterator[Take]:
    data = sys.stdin.buffer.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise FileError(f"stdin: over {MAX_FILE_BYTES // 2**20} MB; no page is that large, save it smaller")
    takes = list(_pages("stdin", data, "stdin", dpi, truth_of))
    if page is None and len(takes) > 1:
        say(f"stdin: has {len(takes)} pages, this is the first; choose another with --page")
    if page in (None, ALL_PAGES):
        yield from takes[:1] if page is None else takes
    elif page is not None and page <= len(takes):
        yield takes[page - 1]
    else:
        raise FileError(f"stdin: there is no page {page}; the file has {len(takes)}")


def _of_folder(page: BatchPage, folder: Path) -> Take:
    document, entry = page.document if page.pages > 1 else "", page.entry
    data = partial(read_file, folder / entry.file) if folder.is_dir() and entry.file else None
    file = page.key.rpartition("#")[0]
    return Take(page.name, page.stem, entry.load, document, file, data=data, page=entry.page)
