"""Output: which files come out of a batch, and which of them are there already?

A file is written whole or not at all and never over another. That it is there is written down after it is: a batch that
was killed in between compares what lies there with what it would write, and takes its own file for its own.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from ocrlab.batch.pages import SAMPLES, BatchPage
from ocrlab.batch.plan import Plan
from ocrlab.batch.results import RESULTS, ResultWriter
from ocrlab.delivery import WRITERS, OutputPage, Writer
from ocrlab.delivery.placing import place, unwritable
from ocrlab.delivery.writers import PICTURES
from ocrlab.errors import FileError, ParamError
from ocrlab.wording import listed, shown_name

FORMATS = (*WRITERS, *RESULTS)
Pages = Callable[[], Iterable[OutputPage]]


class Output:
    """A folder and the formats that go into it."""

    def __init__(self, folder: str | Path, formats: Sequence[str] = ("text",)) -> None:
        """Raises `ParamError` for a format that is not known."""
        if unknown := [name for name in formats if name not in FORMATS]:
            raise ParamError(f"write: must be among {', '.join(FORMATS)}, got {unknown[0]!r}")
        self.folder = Path(os.path.expanduser(folder)).resolve()
        self.formats = tuple(dict.fromkeys(formats))

    def to_dict(self) -> dict[str, Any]:
        return {"folder": str(self.folder), "formats": list(self.formats)}

    @property
    def writers(self) -> tuple[Writer, ...]:
        return tuple(WRITERS[name] for name in self.formats if name in WRITERS)

    @property
    def results(self) -> tuple[ResultWriter, ...]:
        """Those that write one file of the whole batch."""
        return tuple(RESULTS[name] for name in self.formats if name in RESULTS)

    def refuse_readings(self) -> None:
        """Raises `ParamError` for a format that tells what was read."""
        if telling := [name for name in self.formats if name not in PICTURES]:
            raise ParamError(
                f"write: {telling[0]} tells what was read, and nothing is read here; choose among {listed(PICTURES)}"
            )

    def refuse(self, places: Sequence[str]) -> None:
        """Raises `FileError` where the folder lies among the pages, or cannot be written to."""
        for named in places:
            source = Path(os.path.expanduser(named)).resolve()
            if named != SAMPLES and source.is_dir() and (source == self.folder or source in self.folder.parents):
                raise FileError(
                    f"{shown_name(self.folder)}: lies inside the pages' folder {shown_name(source)}, so that the next "
                    "batch would read its results; choose a folder beside it"
                )
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.folder):
                pass
        except OSError as error:
            raise unwritable(self.folder, error) from None

    def of_page(self, page: BatchPage) -> tuple[Writer, ...]:
        """Those that write a file for this page alone."""
        return tuple(writer for writer in self.writers if page.pages == 1 or not writer.many)

    def of_document(self, page: BatchPage) -> tuple[Writer, ...]:
        """Those that write one file for all pages of this page's file."""
        return tuple(writer for writer in self.writers if page.pages > 1 and writer.many)

    def where(self, plan: Plan, setting: int) -> str:
        """The folder of a setting, where there are several."""
        return f"{_plain(plan.choices[setting].name)}/" if len(plan.choices) > 1 else ""

    def is_there(self, name: str | None) -> bool:
        return name is not None and (self.folder / name).is_file()

    def write(self, name: str, ending: str, fill: Callable[[BinaryIO], None], taken: Collection[str] = ()) -> str:
        """Write a file and return what it is called in the folder.

        A file of the same bytes that is there already is taken for it, unless it is among ``taken``, which are other
        pages' files. Raises `FileError` for a full or read-only disk.
        """

        def mine(path: Path) -> bool:
            return path.relative_to(self.folder).as_posix() not in taken

        return place(self.folder, name, ending, fill, mine).relative_to(self.folder).as_posix()


def _plain(name: str) -> str:
    """A setting's name as that of a folder."""
    return "".join(letter if letter.isalnum() or letter in " -_.=" else "_" for letter in name).strip(" .") or "setting"
