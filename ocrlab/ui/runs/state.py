"""Runs' state: what is listed, what is chosen, and what can be had back?"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ocrlab.store import RunFilter, RunOrder, SetName
from ocrlab.ui.session import of_session

PER_PAGE = 50
DAYS: dict[str, float | None] = {"Any time": None, "Today": 1, "Last 7 days": 7, "Last 30 days": 30}
RUNS, SETS = "Runs", "Batches and studies"
NO_SET = ("", "", 0)
LIMITS: dict[str, float | None] = {"Any": None, "1 %": 0.01, "2 %": 0.02, "5 %": 0.05, "10 %": 0.1, "50 %": 0.5}


@dataclass
class SetsState:
    """Batches and studies: ``words`` say which are listed, ``listed`` are those that stand there, ``chosen`` those that
    a person selected; ``deleted`` can be had back. ``turn`` numbers the table, as that of runs.
    """

    words: str = ""
    listed: tuple[SetName, ...] = ()
    chosen: tuple[SetName, ...] = ()
    deleted: tuple[SetName, ...] = ()
    turn: int = 0

    def find(self, words: str) -> None:
        """List those that hold these words."""
        self.words = words
        self._forget_choice()

    def choose(self, rows: list[int]) -> None:
        """The rows a person selected in the table that stands there."""
        self.chosen = tuple(self.listed[row] for row in rows if row < len(self.listed))

    def has_deleted(self, sets: tuple[SetName, ...]) -> None:
        self.deleted = sets
        self._forget_choice()

    def _forget_choice(self) -> None:
        self.chosen = ()
        self.turn += 1


@dataclass
class RunsState:
    """``which`` and ``order`` say what is listed, ``page`` counts from 0, ``listed`` are the runs that stand there.

    ``chosen`` are the runs a person selected, ``sides`` those of them that are compared; ``deleted`` can be had back.
    ``sets`` are the two settings over a set of pages that are compared: kind, name and number.
    ``turn`` numbers the table: a new one has nothing selected in it.
    """

    which: RunFilter = field(default_factory=RunFilter)
    days: str = "Any time"
    limit: str = "Any"
    order: RunOrder = "newest"
    page: int = 0
    listed: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    sides: tuple[str, str] = ("", "")
    deleted: tuple[str, ...] = ()
    kind: str = RUNS
    sets: tuple[tuple[str, str, int], tuple[str, str, int]] = (NO_SET, NO_SET)
    of_sets: SetsState = field(default_factory=SetsState)
    turn: int = 0

    def filter(self, **values: object) -> None:
        """List other runs, from their first page on."""
        self.which = replace(self.which, **values)  # type: ignore[arg-type]  # the widgets have the fields' types
        self._begin_again()

    def limit_days(self, name: str) -> None:
        self.days = name
        self._begin_again()

    def limit_cer(self, name: str) -> None:
        self.limit = name
        self._begin_again()

    def sort(self, order: RunOrder) -> None:
        self.order = order
        self._begin_again()

    def turn_page(self, page: int) -> None:
        self.page = page
        self._forget_choice()

    def choose(self, rows: list[int]) -> None:
        """The rows a person selected in the table that stands there."""
        self.chosen = tuple(self.listed[row] for row in rows if row < len(self.listed))

    def put_on_side(self, number: int, id: str) -> None:
        """Compare this run, as the first (0) or the second (1)."""
        first, second = self.sides
        self.sides = (id, second) if number == 0 else (first, id)

    def look_at(self, kind: str | None) -> None:
        """Go to runs or to sets; a click on what is looked at changes nothing."""
        self.kind = kind or self.kind

    def put_set(self, number: int, name: tuple[str, str, int]) -> None:
        """Compare this setting of a set, as the first (0) or the second (1)."""
        first, second = self.sets
        self.sets = (name, second) if number == 0 else (first, name)

    def has_deleted(self, ids: tuple[str, ...]) -> None:
        self.deleted = ids
        self._forget_choice()

    @property
    def is_filtered(self) -> bool:
        return (self.which, self.days, self.limit) != (RunFilter(), *list(DAYS)[:1], *list(LIMITS)[:1])

    def _begin_again(self) -> None:
        self.page = 0
        self._forget_choice()

    def _forget_choice(self) -> None:
        self.chosen = ()
        self.turn += 1


def runs_state() -> RunsState:
    """This session's state of the page."""
    return of_session("runs", RunsState)
