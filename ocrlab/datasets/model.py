"""Sample: what is a page with its truth, and where does a single one come from?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from pathlib import Path

from ocrlab import samples
from ocrlab.errors import FileError, ImageError, TruthError
from ocrlab.files import read_file
from ocrlab.image import Image, check, decode_page, digest, freeze
from ocrlab.reading import Box
from ocrlab.truth import FORM_FEED, Truth, pages_of, parse_truth
from ocrlab.wording import counted, shown_name


@dataclass(frozen=True, eq=False)
class Sample:
    """A page, where there is one its truth, and what to call it. Equal when name, pixels and truth are.

    ``note`` says what a built-in page is good for; ``notes`` say, a sentence each, what was made of a file that left
    something open. ``ignored`` are boxes, in pixels of the page, whose text does not count; ``truth_notes`` is what
    there is to say about the truth. ``dpi`` is the image's resolution, where it is known.
    """

    name: str
    image: Image
    truth: str | None = None
    title: str = ""
    note: str = ""
    group: str = ""
    notes: tuple[str, ...] = ()
    ignored: tuple[Box, ...] = ()
    truth_notes: tuple[str, ...] = ()
    dpi: float | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "image", freeze(check(self.image, self.name)))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the pixels, as `ocrlab.image.digest`."""
        return digest(self.image)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sample) and self._identity == other._identity

    def __hash__(self) -> int:
        return hash(self._identity)

    @property
    def _identity(self) -> tuple[str, str, str | None, tuple[Box, ...]]:
        return self.name, self.digest, self.truth, self.ignored


@dataclass(frozen=True)
class Entry:
    """A page that can be loaded: what is known of it before anything is decoded.

    ``file`` is the name of its file as the folder or ZIP has it, ``page`` its place in it, from 0, of ``pages``;
    ``stamp`` tells one state of the file from another.
    """

    name: str
    load: Callable[[], Sample] = field(repr=False, compare=False)
    title: str = ""
    note: str = ""
    group: str = ""
    has_truth: bool = False
    file: str = ""
    page: int = 0
    pages: int = 1
    stamp: str = ""


def builtin_samples() -> tuple[Entry, ...]:
    """The pages the lab brings along; the first one is what a newcomer sees. Nothing is drawn before `Entry.load`."""
    return tuple(
        Entry(page.name, partial(builtin, page.name), page.title, page.note, has_truth=True) for page in samples.PAGES
    )


def clean_documents() -> tuple[Entry, ...]:
    """The documents that the lab draws, set clean and without a fault: pages to be spoilt on purpose."""
    return tuple(
        Entry(name, partial(_clean_document, name), name.replace("_", " ").capitalize(), has_truth=True)
        for name in samples.DOCUMENTS
    )


@cache
def _clean_document(name: str) -> Sample:
    page = samples.DOCUMENTS[name]()
    return Sample(name, page.image, page.truth)


@cache
def builtin(name: str) -> Sample:
    """A built-in sample, drawn once a process. Raises `FileError` naming all of them where there is no such one."""
    for page in samples.PAGES:
        if page.name == name:
            image, truth = page.draw()
            return Sample(name, image, truth, page.title, page.note)
    raise FileError(f"sample: there is no {name!r}; choose one of {', '.join(page.name for page in samples.PAGES)}")


def sample(
    data: bytes, name: str, *, truth: bytes | str | Truth | None = None, page: int = 0, dpi: int = 200
) -> Sample:
    """A page out of a file's bytes; ``truth`` is its text, a truth that was read, or the bytes of a truth file.

    ``page`` counts from 0; of a truth with form feeds only that page's part is taken. Raises `ImageError` or
    `TruthError` naming ``name``.
    """
    name = shown_name(name)
    with naming(name):
        decoded = decode_page(data, page, dpi)
    if truth is None:
        return Sample(name, decoded.image, title=name, notes=decoded.notes, dpi=decoded.dpi)
    place = f"the truth of {name}"
    known = parse_truth(truth, place) if isinstance(truth, bytes) else truth
    known = Truth(known) if isinstance(known, str) else known
    text = of_page(known.text, page, decoded.pages, place) if FORM_FEED in known.text else known.text
    return Sample(
        name, decoded.image, text, title=name, notes=decoded.notes, ignored=known.ignored, truth_notes=known.notes,
        dpi=decoded.dpi,
    )  # fmt: skip


def load_sample(path: str | Path, *, truth: str | Path | None = None, page: int = 0, dpi: int = 200) -> Sample:
    """A page out of an image file; ``truth`` is the text file that holds its truth.

    The sample is called as the path is written. Raises `FileError`, `ImageError` or `TruthError` naming the file.
    """
    known = None if truth is None else parse_truth(read_file(truth), shown_name(truth))
    return sample(read_file(path), str(path), truth=known, page=page, dpi=dpi)


def of_page(truth: str, page: int, pages: int, name: str) -> str:
    """The part of a truth that belongs to a page; form feeds stand between pages, or behind each of them.

    Raises `TruthError` naming ``name`` where there are not as many parts as pages.
    """
    if FORM_FEED not in truth and pages == 1:
        return truth
    parts = pages_of(truth, pages)
    if len(parts) != pages:
        raise TruthError(
            f"{name}: has {counted(len(parts), 'page')} of text for {counted(pages, 'page')} of image; put a form feed "
            "between pages"
        )
    return parts[page]


@contextmanager
def naming(name: str) -> Iterator[None]:
    """An `ImageError` from inside says the file's name where it said ``image``."""
    try:
        yield
    except ImageError as error:
        raise ImageError(f"{name}: {str(error).removeprefix('image: ')}") from error
