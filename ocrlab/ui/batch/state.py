"""BatchState: what has one visitor chosen and opened on the Batch page?

Controls forget what they hold when their page is left; it is here that it lasts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ocrlab.batch import Batch, Inputs
from ocrlab.batch.plan import Setting
from ocrlab.engines import changed, effective, get_engine
from ocrlab.search.plan import Reads
from ocrlab.ui.session import of_session
from ocrlab.wording import listed

ON_TUNE = "The setting on Tune"


@dataclass(frozen=True)
class Listed:
    """How many pages there were, and how many with a truth, at a moment of `time.monotonic`."""

    inputs: Inputs
    pages: int
    truths: int
    at: float


@dataclass(frozen=True)
class Reader:
    """An engine and what of it was set; ``origin`` says where that was, as the end of a sentence."""

    engine: str
    settings: Mapping[str, Any]
    origin: str

    @classmethod
    def proved(cls, study: str, reads: Reads) -> Reader:
        """What the best setting of a search was proved with."""
        return cls(reads.engine, reads.settings, f"as in the proof of {study}")

    @property
    def title(self) -> str:
        """Its name, with what is not as the engine comes."""
        own = changed(self.engine, effective(get_engine(self.engine), self.settings))
        return f"{get_engine(self.engine).title}{f' ({listed(own)})' if own else ''}"


@dataclass(frozen=True)
class Choice:
    """A setting to choose; ``reader`` is what it was found with, where that is known."""

    setting: Setting
    reader: Reader | None = None


@dataclass
class BatchForm:
    """What is chosen for a new batch. ``ready`` are settings that were handed over, by what they are called.

    ``reader`` is the title of the one that a person chose where the settings were found with several.

    ``pictures`` are the formats of pages that are filtered and not ``read``.
    """

    pages: str = "files"
    folder: str = ""
    inputs: Inputs | None = None
    label: str = ""
    choices: list[str] = field(default_factory=lambda: [ON_TUNE])
    ready: dict[str, Choice] = field(default_factory=dict)
    reader: str = ""
    formats: list[str] = field(default_factory=lambda: ["text"])
    results: list[str] = field(default_factory=list)
    read: bool = True
    pictures: list[str] = field(default_factory=lambda: ["png"])
    into_folder: bool = False
    out: str = ""
    listed: Listed | None = None

    def set_pages(self, kind: str) -> None:
        if kind != self.pages:
            self.pages, self.inputs, self.label = kind, None, ""

    def set_folder(self, folder: str) -> None:
        self.folder = folder.strip()

    def set_choices(self, choices: list[str]) -> None:
        self.choices = list(choices)

    def set_formats(self, formats: list[str]) -> None:
        self.formats = list(formats)

    def set_results(self, results: list[str]) -> None:
        self.results = list(results)

    def set_read(self, read: bool) -> None:
        self.read = read

    def set_pictures(self, pictures: list[str]) -> None:
        self.pictures = list(pictures)

    @property
    def written(self) -> list[str]:
        """The formats of what comes out."""
        return [*self.formats, *self.results] if self.read else self.pictures

    def set_into_folder(self, into: bool) -> None:
        self.into_folder = into

    def set_out(self, out: str) -> None:
        self.out = out.strip()

    def choose_reader(self, title: str | None) -> None:
        self.reader = title or ""

    def add(self, setting: Setting, reader: Reader | None = None) -> None:
        """Have a setting among those to choose from, and chosen."""
        self.ready[setting.name] = Choice(setting, reader)
        if setting.name not in self.choices:
            self.choices = [*self.choices, setting.name]


@dataclass
class BatchState:
    """What one visitor looks at: a batch or, where that is None, the form for a new one.

    ``listed`` are the rows as the table shows them, by page and setting; ``row`` is the one that was chosen there.
    """

    form: BatchForm = field(default_factory=BatchForm)
    batch: str | None = None
    came_by_address: bool = False
    was_running: bool = False
    shown: str = "all"
    setting: str = ""
    listed: tuple[tuple[str, int], ...] = ()
    row: tuple[str, int] | None = None
    _opened: Batch | None = field(default=None, init=False, repr=False)

    def look_at(self, batch: str | None) -> None:
        """Show this batch, or the form for a new one."""
        self.batch, self._opened, self.shown, self.setting = batch, None, "all", ""
        self.listed, self.row = (), None

    def arrive(self, batch: str | None) -> None:
        """Take up, once, the batch that the page's address names."""
        self.came_by_address = True
        if batch is not None:
            self.look_at(batch)

    def show(self, shown: str | None) -> None:
        self.shown = shown or "all"

    def choose_setting(self, setting: str | None) -> None:
        self.setting = setting or ""

    def choose_rows(self, places: list[int]) -> None:
        """A row of the table was chosen, or let go of."""
        self.row = next((self.listed[place] for place in places if place < len(self.listed)), None)

    def opened(self, name: str) -> Batch | None:
        return self._opened if self._opened is not None and self._opened.name == name else None

    def hold_open(self, batch: Batch) -> None:
        """Hold on to a batch that nobody here runs: reading it anew on every click would be slow."""
        self._opened = batch

    def notice_running(self, running: bool) -> bool:
        """Has the batch ended since the last look?"""
        ended = self.was_running and not running
        self.was_running = running
        return ended


def batch_state() -> BatchState:
    """This session's state of the Batch page."""
    return of_session("batch", BatchState)
