"""Trail: what was tried on each page, and which steps can be taken back, as a value that is kept with the work?

It changes with every reading, and who only looks leaves nothing. So it is written along with whatever a hand does; of
itself only what a hand did in the strip makes it be written: its ``marks``.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from ocrlab.ui.tune.history import MAX_STEPS, History
from ocrlab.ui.tune.setting import Setting
from ocrlab.ui.tune.state import TuneState
from ocrlab.ui.tune.tried import PageKey, Tried, Tries, Try

Marks = tuple[object, ...]  # what is pinned, named and compared: equal where it is the same


@dataclass(frozen=True)
class TriedOn:
    """The tries of one page; see `ocrlab.ui.tune.tried.Tries`."""

    page: PageKey
    tries: tuple[Try, ...]
    original: Try | None = None
    against: int | None = None
    spot: tuple[float, float] | None = None
    made: int = 0


@dataclass(frozen=True)
class StepsOn:
    """The history of one page, by `Lab.page_key`; see `ocrlab.ui.tune.history.History`."""

    page: str
    present: Setting
    past: tuple[Setting, ...] = ()
    future: tuple[Setting, ...] = ()


@dataclass(frozen=True)
class Trail:
    """Of every page that was looked at, the one looked at last standing last."""

    tried: tuple[TriedOn, ...] = ()
    steps: tuple[StepsOn, ...] = ()

    @property
    def marks(self) -> Marks:
        """What a hand did in the strip of each page where it did anything."""
        of_pages = (
            (on.page, on.against, tuple((t.setting, t.pinned, t.name) for t in on.tries if t.pinned or t.name))
            for on in self.tried
        )
        return tuple(sorted((marks for marks in of_pages if marks[1:] != (None, ())), key=lambda marks: str(marks[0])))


def trail_of(tune: TuneState) -> Trail:
    """The trail as it now is. Settings and texts are shared with the page."""
    return Trail(
        tuple(
            TriedOn(page, tuple(on.tries), on.original, on.against, on.spot, on.made)
            for page, on in tune.tried.pages.items()
            if on.tries
        ),
        tuple(
            StepsOn(page, history.present, tuple(history.past), tuple(history.future))
            for page, history in tune.histories.items()
        ),
    )


def put_trail(trail: Trail, tune: TuneState) -> None:
    """Have strip and history as this trail says, and nothing of what was there before."""
    tune.tried = Tried(
        {on.page: Tries(list(on.tries), on.original, on.against, on.spot, on.made) for on in trail.tried}
    )
    tune.histories = {
        on.page: History(on.present, deque(on.past, maxlen=MAX_STEPS), list(on.future)) for on in trail.steps
    }
