"""SearchState: what has one visitor chosen and opened on the Search page?

Controls forget what they hold when their page is left; it is here that it lasts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

import streamlit as st

from ocrlab.search import CURATED, Plan, Source, Study
from ocrlab.search.plan import TRIALS
from ocrlab.ui.session import of_session

T = TypeVar("T")


@dataclass
class ParamRange:
    """How one parameter of a stage on Tune varies, if it does: between two numbers, or among choices."""

    varies: bool = False
    span: tuple[Any, ...] = ()


@dataclass
class StageRange:
    """How one stage on Tune varies: left out or not, replaced by others, its parameters by name."""

    optional: bool = False
    others: tuple[str, ...] = ()
    params: dict[str, ParamRange] = field(default_factory=dict)


@dataclass
class SearchForm:
    """What is chosen for a new search. ``held_out`` is in per cent; stages and orders are by name."""

    pages: str = "samples"
    folder: str = ""
    group_by: str | None = None
    uploaded: Source | None = None
    upload_label: str = ""
    tune_page: tuple[str, Source] | None = None  # where the page on Tune was put, by what is on it
    space: str = "ready"
    ready: str = next(iter(CURATED))
    written: str = ""
    stages: dict[str, StageRange] = field(default_factory=dict)
    orders: dict[str, bool] = field(default_factory=dict)
    metric: str = Plan.metric
    sampler: str = Plan.sampler
    trials: int = TRIALS
    held_out: int = round(100 * Plan.hold_out)
    draft: bool = True
    locked: bool = False
    engines: list[str] = field(default_factory=list)  # beside the one on Tune
    name: str = ""
    _starts: dict[str, object] = field(default_factory=dict, init=False, repr=False)

    def start(self, key: str, value: T) -> T:
        """What the control ``key`` begins with: ``value``, as it was left.

        It stays the same for as long as the control stands on the page; one that begins otherwise is a new control, and
        a person who types in it would lose the cursor.
        """
        if key not in st.session_state or key not in self._starts:
            self._starts[key] = value
        return cast(T, self._starts[key])


@dataclass
class SearchState:
    """What one visitor looks at: a study or, where that is None, the form for a new one."""

    form: SearchForm = field(default_factory=SearchForm)
    study: str | None = None
    trial: int | None = None
    came_by_address: bool = False
    was_running: bool = False
    _row: int | None = field(default=None, init=False)
    _opened: Study | None = field(default=None, init=False, repr=False)

    def look_at(self, study: str | None) -> None:
        """Show this study, or the form for a new one."""
        self.study, self.trial, self._row = study, None, None

    def arrive(self, study: str | None) -> None:
        """Take up, once, the study that the page's address names."""
        self.came_by_address = True
        self.look_at(study)

    def open_trial(self, number: int) -> None:
        """Show the setting of a trial."""
        self.trial = number

    def choose_row(self, number: int) -> bool:
        """Open a trial by its row in the list; False where that row was chosen already.

        A row stays chosen while another trial is opened in a plot, and must not open again by itself.
        """
        if number == self._row:
            return False
        self._row = number
        self.open_trial(number)
        return True

    def opened(self, name: str, proved: bool) -> Study | None:
        """The study of that name as it was opened before; None where it has been ``proved`` since."""
        study = self._opened
        return study if study and study.name == name and (study.summary is not None) == proved else None

    def keep_open(self, study: Study) -> None:
        """Keep a study that nobody here runs: reading it anew on every click would be slow."""
        self._opened = study

    def begin_again(self, study: str) -> None:
        """Look at a study that goes on from here: what was opened of it grows old."""
        self.look_at(study)
        self._opened = None

    def notice_running(self, running: bool) -> bool:
        """Has the search ended since the last look?"""
        ended = self.was_running and not running
        self.was_running = running
        return ended


def search_state() -> SearchState:
    """This session's state of the Search page."""
    return of_session("search", SearchState)
