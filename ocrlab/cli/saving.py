"""Saving: which files come of the pages that a command takes, and where do they go?

The formats are those of a batch. Into a folder go a file a page and, in formats that hold several pages, one for all
pages of a document; or all pages go into one file that is named. Each is there whole or not at all, never over another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ocrlab.cli.console import say
from ocrlab.cli.options import ALL_PAGES
from ocrlab.cli.takes import Take
from ocrlab.delivery import WRITERS, OutputPage, Writer, place
from ocrlab.delivery.writers import formats_of
from ocrlab.errors import InputError, ParamError
from ocrlab.wording import listed, shown_name

Make = Callable[[], OutputPage]
Told = Callable[[Path, Sequence[Take]], None]
_ALSO = {".tiff": "tiff"}  # endings that are not what the lab itself writes


@dataclass(frozen=True)
class Target:
    """A folder and what is written there; or one file, where ``stem`` names it, with the ``ending`` it was given."""

    folder: Path
    writers: tuple[Writer, ...]
    stem: str = ""
    ending: str = ""

    def pages(self, page: int | None) -> int | None:
        """All pages, where none was chosen and a format holds them all."""
        return ALL_PAGES if page is None and any(writer.many for writer in self.writers) else page

    def fitting(self, takes: Iterable[Take | InputError]) -> Iterator[Take | InputError]:
        """The same pages. Raises `ParamError` where one file is named, and cannot hold as many."""
        if not self.stem or self.writers[0].many:
            return iter(takes)
        if len(pages := list(takes)) > 1:
            raise ParamError(
                f"out: {shown_name(self.stem + self.ending)} holds 1 page, and there are {len(pages)}; name a folder, "
                "or a file that ends in .pdf or .tif"
            )
        return iter(pages)


def target_of(out: str, write: str | None, known: Sequence[str], default: str) -> Target:
    """What ``--out`` and ``--write`` mean; ``known`` are the formats that the command has.

    Raises `ParamError` for an unknown format, and for a file's name beside formats that are not its own.
    """
    path, names = Path(out), formats_of(write or default, known)
    endings = {WRITERS[name].ending: name for name in known} | {end: name for end, name in _ALSO.items()}
    for ending, name in endings.items():
        stem = path.name[: -len(ending)]
        if name in known and stem and path.name.lower().endswith(ending) and not path.is_dir():
            if write is not None and names != (name,):
                raise ParamError(
                    f"out: {shown_name(out)} is one file, as {name}; leave --write out, or name a folder for "
                    f"{listed(names)}"
                )
            return Target(path.parent, (WRITERS[name],), stem, path.name[-len(ending) :])
    return Target(path, tuple(WRITERS[name] for name in names))


class Saver:
    """Writes the pages of a command as they come. ``told`` hears of each document that is written, with its pages.

    ``complete`` says whether every document was written; one that lacks a page is not.
    """

    def __init__(self, target: Target, told: Told = lambda path, takes: None) -> None:
        self.target, self.told, self.complete = target, told, True
        self._document, self._file = "", ""
        self._pages: list[tuple[Take, Make]] = []
        self._missing: list[str] = []

    def add(self, take: Take, make: Make, page: OutputPage | None = None) -> list[Path]:
        """Write what comes of this page alone, and return where.

        ``make`` gives it, and gives it again for its document; ``page`` is what it would give, where that is at hand.
        """
        self._turn_to(take)
        paths = []
        for writer in self.target.writers:
            if not self._is_shared(writer):
                page = page or make()
                paths.append(self._write(self.target.stem or take.stem, writer, [page].__iter__))
        self._pages.append((take, make))
        return paths

    def lacks(self, take: Take | None) -> None:
        """A page could not be used, or, for None, what should hold pages could not be looked into."""
        if take is not None:
            self._turn_to(take)
        if take is not None or self.target.stem:
            self._missing.append(take.name if take else "a page")

    def end(self) -> None:
        """Write what the pages that were added last become together."""
        pages, missing, document = self._pages, self._missing, self._document
        self._pages, self._missing = [], []
        for writer in self.target.writers if pages and document else ():
            if not self._is_shared(writer):
                continue
            try:
                if missing:
                    raise ParamError(f"{shown_name(missing[0])} cannot be put in; mend that page, or leave it out")
                path = self._write(document, writer, lambda: (make() for _, make in pages))
            except InputError as error:
                self.complete = False
                say(f"{shown_name(document)}{self.target.ending or writer.ending}: not written; {error}")
            else:
                self.told(path, [take for take, _ in pages])

    def _write(self, stem: str, writer: Writer, pages: Callable[[], Iterable[OutputPage]]) -> Path:
        ending = self.target.ending or writer.ending
        return place(self.target.folder, stem, ending, lambda file: writer.write(pages(), file))

    def _turn_to(self, take: Take) -> None:
        document, file = (self.target.stem, "") if self.target.stem else (take.document, take.file)
        if (document, file) != (self._document, self._file):
            self.end()
        self._document, self._file = document, file

    def _is_shared(self, writer: Writer) -> bool:
        """Whether this format has the page that came last in one file with others."""
        return writer.many and bool(self._document)
