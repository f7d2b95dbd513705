"""Which pages are there to work on, and what do they really say?

A `Sample` is a page with its optional truth. Samples come from the built-in pages, from a file's bytes, from a folder
and from a ZIP. Folders and ZIPs are listed first and loaded one by one, so a thousand scans cost no memory, and one
damaged file stops nobody but itself.

The truth of ``NAME.png`` stands beside it under the same name, see `ocrlab.truth.beside`. The truths of a file with
several pages (PDF, TIFF) are in one: a text with a form feed between pages, as pdftotext and Tesseract write it, or
markup of as many pages. The sub-folder a page lies in is its group.
"""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property, partial
from pathlib import Path, PurePosixPath

from ocrlab import samples
from ocrlab.errors import FileError, ImageError, TruthError
from ocrlab.image import EXTENSIONS, Image, check, decode, digest, freeze, page_count
from ocrlab.reading import Box
from ocrlab.truth import FORM_FEED, Truth, pages_of, parse_truth
from ocrlab.truth.beside import ENDINGS, the_one, truths_of

MAX_FILE_BYTES = 512 * 2**20
MAX_FILES = 20_000
MAX_ZIP_BYTES = 4 * 2**30  # unpacked, all files together
_PAGED = (".pdf", ".tif", ".tiff")


@dataclass(frozen=True, eq=False)
class Sample:
    """A page, where there is one its truth, and what to call it. Equal when name, pixels and truth are.

    ``ignored`` are boxes, in pixels of the page, whose text does not count; ``truth_notes`` is what there is to say
    about the truth, in sentences for a person.
    """

    name: str
    image: Image
    truth: str | None = None
    title: str = ""
    note: str = ""
    group: str = ""
    ignored: tuple[Box, ...] = ()
    truth_notes: tuple[str, ...] = ()

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
    """A page that can be loaded: what is known of it before anything is decoded."""

    name: str
    load: Callable[[], Sample] = field(repr=False, compare=False)
    title: str = ""
    note: str = ""
    group: str = ""
    has_truth: bool = False


def builtin_samples() -> tuple[Entry, ...]:
    """The pages the lab brings along; the first one is what a newcomer sees. Nothing is drawn before `Entry.load`."""
    return tuple(
        Entry(page.name, partial(builtin, page.name), page.title, page.note, has_truth=True) for page in samples.PAGES
    )


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

    ``page`` counts from 0; of a truth with form feeds only that page's part is taken. Raises
    `ImageError` or `TruthError` naming ``name``.
    """
    with _naming(name):
        image = decode(data, page, dpi)
    place = f"the truth of {name}"
    if truth is None:
        return Sample(name, image, title=name)
    known = parse_truth(truth, place) if isinstance(truth, bytes) else truth
    known = Truth(known) if isinstance(known, str) else known
    text = _of_page(known.text, page, page_count(data), place) if FORM_FEED in known.text else known.text
    return Sample(name, image, text, title=name, ignored=known.ignored, truth_notes=known.notes)


def load_sample(path: str | Path, *, truth: str | Path | None = None, page: int = 0, dpi: int = 200) -> Sample:
    """A page out of an image file; ``truth`` is the text file that holds its truth.

    The sample is called as the path is written. Raises `FileError`, `ImageError` or `TruthError` naming the file.
    """
    known = None if truth is None else parse_truth(read_file(truth), str(truth))
    return sample(read_file(path), str(path), truth=known, page=page, dpi=dpi)


def truth_in(folder: str | Path, image: str | Path) -> Path:
    """The truth file of ``image`` in a folder of truths; raises `TruthError` where there is none, or more than one."""
    stem = Path(image).stem
    found = truths_of(stem, lambda name: (Path(folder) / name).is_file())
    if not found:
        raise TruthError(
            f"{image}: {folder} holds none of {', '.join(stem + ending for ending in ENDINGS)}; add one, or leave the "
            "truth out"
        )
    return Path(folder) / the_one(str(image), found)


def dataset(path: str | Path) -> tuple[Entry, ...]:
    """The pages of a folder, of a ZIP, or of one image file, in order of their names."""
    path = Path(path)
    if path.is_dir():
        return folder(path)
    if path.suffix.lower() == ".zip":
        return archive(path, str(path))
    if not path.exists():
        raise FileError(f"{path}: there is no such file or folder; check the path")
    beside = truths_of(path.stem, lambda name: path.with_name(name).is_file())
    return _Files(str(path), [path.name], lambda name: read_file(path.parent / name), beside).entries()


def folder(path: str | Path) -> tuple[Entry, ...]:
    """Every image in a folder and its sub-folders, hidden ones left out.

    Raises `FileError` where there is no such folder, nothing in it to read, or more than `MAX_FILES` files.
    """
    root = Path(path)
    if not root.is_dir():
        raise FileError(f"{path}: there is no such folder; check the path")

    def refuse(error: OSError) -> None:
        raise FileError(f"{error.filename}: cannot be listed ({error.strerror}); check who may read it")

    names: list[str] = []
    for here, inner, files in os.walk(root, onerror=refuse):
        inner[:] = [name for name in inner if not name.startswith(".")]
        names += [(Path(here) / name).relative_to(root).as_posix() for name in files]
        if len(names) > MAX_FILES:
            raise FileError(f"{path}: over {MAX_FILES} files; split the folder and take one part at a time")
    return _Files(str(path), names, lambda name: read_file(root / name)).entries()


def archive(source: bytes | Path, name: str) -> tuple[Entry, ...]:
    """Every image in a ZIP, given as bytes or as a path; nothing is unpacked to disk.

    Raises `FileError`, naming ``name``, for a damaged or encrypted ZIP, entries that point outside it or are there
    twice, more than `MAX_FILES` entries, more than `MAX_ZIP_BYTES` unpacked, or nothing in it to read.
    """
    with _opened(source, name) as packed:
        infos = [info for info in packed.infolist() if not info.is_dir()]
    if len(infos) > MAX_FILES:
        raise FileError(f"{name}: over {MAX_FILES} files; split the ZIP and take one part at a time")
    if sum(info.file_size for info in infos) > MAX_ZIP_BYTES:
        raise FileError(f"{name}: over {MAX_ZIP_BYTES / 2**30:.0f} GB once unpacked; split the ZIP")
    places: dict[str, zipfile.ZipInfo] = {}
    for info in infos:
        place = PurePosixPath(info.filename.replace("\\", "/"))
        if place.is_absolute() or ".." in place.parts or ":" in place.parts[0]:
            raise FileError(
                f"{name}: the entry {info.filename!r} points outside the ZIP; pack it again from inside a folder"
            )
        if str(place) in places:
            raise FileError(f"{name}: the entry {info.filename!r} is there twice; pack it again")
        places[str(place)] = info

    def read(entry: str) -> bytes:
        with _opened(source, name) as packed:
            return _unpacked(packed, places[entry], name)

    return _Files(name, list(places), read).entries()


def read_file(path: str | Path) -> bytes:
    """The bytes of a file; raises `FileError` naming it where it cannot be read or is over `MAX_FILE_BYTES`."""
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except IsADirectoryError:
        raise FileError(f"{path}: is a folder; name the files in it") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileError(f"{path}: cannot be read ({reason.lower()}); check the path") from None
    if len(data) > MAX_FILE_BYTES:
        raise FileError(f"{path}: over {MAX_FILE_BYTES // 2**20} MB; no page is that large, save it smaller")
    return data


@dataclass(frozen=True)
class _Files:
    """Named files, wherever they lie, sorted into pages and their truths."""

    place: str
    names: Iterable[str]
    read: Callable[[str], bytes]
    others: Iterable[str] = ()

    def entries(self) -> tuple[Entry, ...]:
        known = {*self.names, *self.others}
        found = [entry for name in sorted(self.names) if _is_image(name) for entry in self._pages(name, known)]
        if not found:
            raise FileError(f"{self.place}: holds no images; the lab takes {', '.join(EXTENSIONS)}")
        return tuple(found)

    def _pages(self, name: str, known: set[str]) -> Iterator[Entry]:
        path = PurePosixPath(name)
        truths = truths_of(str(path.with_name(path.stem)), known.__contains__)
        group = "" if str(path.parent) == "." else str(path.parent)
        pages = self._count(name)
        for page in range(pages):
            title = name if pages == 1 else f"{name} page {page + 1}"
            load = partial(self._load, name, title, page, pages, truths, group)
            yield Entry(title, load, title=title, group=group, has_truth=bool(truths))

    def _count(self, name: str) -> int:
        if not name.lower().endswith(_PAGED):
            return 1
        try:
            return page_count(self.read(name))
        except (FileError, ImageError):
            return 1  # listed as one page, so that loading it says what is wrong and the others can go on

    def _load(self, name: str, title: str, page: int, pages: int, truths: tuple[str, ...], group: str) -> Sample:
        known, text = Truth(""), None
        if truths:
            truth = the_one(name, truths)
            known = parse_truth(self.read(truth), truth)
            text = _of_page(known.text, page, pages, truth) if pages > 1 or FORM_FEED in known.text else known.text
        with _naming(name):
            image = decode(self.read(name), page)
        return Sample(title, image, text, title=title, group=group, ignored=known.ignored, truth_notes=known.notes)


def _of_page(truth: str, page: int, pages: int, name: str) -> str:
    parts = pages_of(truth, pages)
    if len(parts) != pages:
        raise TruthError(
            f"{name}: has {len(parts)} page(s) of text for {pages} page(s) of image; put a form feed between pages"
        )
    return parts[page]


def _is_image(name: str) -> bool:
    path = PurePosixPath(name)
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return not hidden and path.suffix.lower().lstrip(".") in EXTENSIONS


@contextmanager
def _naming(name: str) -> Iterator[None]:
    """An `ImageError` from inside says the file's name where it said ``image``."""
    try:
        yield
    except ImageError as error:
        raise ImageError(f"{name}: {str(error).removeprefix('image: ')}") from error


@contextmanager
def _opened(source: bytes | Path, name: str) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source) as packed:
            yield packed
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError) as error:
        raise FileError(f"{name}: the ZIP is damaged or packed in an unknown way ({error}); pack it again") from None
    except OSError as error:
        raise FileError(f"{name}: cannot be read ({(error.strerror or str(error)).lower()}); check the path") from None


def _unpacked(packed: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
    if info.flag_bits & 1:
        raise FileError(f"{name}: the entry {info.filename!r} is encrypted; pack it without a password")
    # The size in the directory is only what the ZIP claims; the read below stops by itself.
    with packed.open(info) as file:
        data = file.read(MAX_FILE_BYTES + 1)
    if len(data) > MAX_FILE_BYTES:
        raise FileError(f"{name}: the entry {info.filename!r} is over {MAX_FILE_BYTES // 2**20} MB; save it smaller")
    return data
