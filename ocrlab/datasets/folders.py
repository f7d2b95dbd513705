"""Folders: which pages lie in a folder, in a ZIP, or beside a single file?"""

from __future__ import annotations

import os
from pathlib import Path

from ocrlab.datasets.archives import archive
from ocrlab.datasets.listing import MAX_FILES, Files, extension
from ocrlab.datasets.model import Entry
from ocrlab.errors import FileError, TruthError
from ocrlab.files import read_file, read_head
from ocrlab.image import EXTENSIONS, HEAD_BYTES
from ocrlab.truth.beside import ENDINGS, single_truth, truths_beside
from ocrlab.wording import shown_name


def dataset(path: str | Path, dpi: int = 200) -> tuple[Entry, ...]:
    """The pages of a folder, of a ZIP, or of one image file, in order of their names; ``dpi`` is for those of PDFs."""
    path = Path(path)
    if path.is_dir():
        return folder(path, dpi)
    if path.suffix.lower() == ".zip":
        return archive(path, str(path), dpi)
    if not path.exists():
        raise FileError(f"{shown_name(path)}: there is no such file or folder; check the path")
    return Files(
        str(path),
        [path.name],
        lambda name: read_file(path.parent / name),
        lambda name: read_head(path.parent / name, HEAD_BYTES),
        _beside(path),
        lambda name: _stamp(path.parent / name),
        dpi,
    ).entries()


def folder(path: str | Path, dpi: int = 200) -> tuple[Entry, ...]:
    """Every image in a folder and its sub-folders, hidden ones left out.

    A file whose ending says nothing is looked into. Raises `FileError` where there is no such folder, nothing in it to
    read, or more than `MAX_FILES` files.
    """
    root = Path(path)
    if not root.is_dir():
        raise FileError(f"{shown_name(path)}: there is no such folder; check the path")

    def refuse(error: OSError) -> None:
        place = shown_name(str(error.filename))
        raise FileError(f"{place}: cannot be listed ({error.strerror}); check who may read it")

    names: list[str] = []
    for here, inner, files in os.walk(root, onerror=refuse):
        inner[:] = [name for name in inner if not name.startswith(".")]
        names += [(Path(here) / name).relative_to(root).as_posix() for name in files]
        if len(names) > MAX_FILES:
            raise FileError(f"{shown_name(path)}: over {MAX_FILES} files; split the folder and take one part at a time")
    return Files(
        str(path),
        names,
        lambda name: read_file(root / name),
        lambda name: read_head(root / name, HEAD_BYTES),
        (),
        lambda name: _stamp(root / name),
        dpi,
    ).entries()


def _stamp(path: Path) -> str:
    """Size and time of a file; empty where it cannot be looked at, which is told when it is read."""
    try:
        status = path.stat()
    except OSError:
        return ""
    return f"{status.st_size} {status.st_mtime_ns}"


def truth_in(folder: str | Path, image: str | Path) -> Path:
    """The truth file of ``image`` in a folder of truths; raises `TruthError` where there is none, or more than one."""
    name = Path(image).name
    beside = _beside(Path(folder) / name)
    images = [
        other for other in beside if extension(other) in EXTENSIONS
    ]  # a truth may be theirs rather than this one's
    truths = truths_beside([name, *images], beside)[name]
    if not truths:
        stem = shown_name(Path(image).stem)
        raise TruthError(
            f"{shown_name(image)}: {shown_name(folder)} holds none of "
            f"{', '.join(stem + ending for ending in ENDINGS)}; add one, or leave the truth out"
        )
    return Path(folder) / single_truth(str(image), truths)


def _beside(path: Path) -> list[str]:
    """The names of all files in the folder of this one."""
    try:
        with os.scandir(path.parent) as entries:
            return [entry.name for entry in entries if entry.is_file()]
    except OSError as error:
        raise FileError(
            f"{shown_name(path.parent)}: cannot be listed ({error.strerror}); check who may read it"
        ) from None
