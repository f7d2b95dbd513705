"""Tune's state: what does the page remember between two runs, beside the lab's setting?

One `TuneState` a browser session. Its methods are named for what happens on the page; nothing is read from a value that
is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ocrlab.engines import TextBoxes
from ocrlab.errors import OcrLabError
from ocrlab.reading import Reading
from ocrlab.ui.newest import Newest
from ocrlab.ui.session import of_session
from ocrlab.ui.tune import lock
from ocrlab.ui.tune.contest import Contest
from ocrlab.ui.tune.diagnosis import Diagnosed
from ocrlab.ui.tune.draft_first import DraftFirst
from ocrlab.ui.tune.history import History
from ocrlab.ui.tune.lock import Lock
from ocrlab.ui.tune.minute import Minute
from ocrlab.ui.tune.readings import Known, Pair, Read, SideReading
from ocrlab.ui.tune.recipe_here import RecipeHere
from ocrlab.ui.tune.tried import Tried
from ocrlab.ui.tune.true_page import TruePages
from ocrlab.ui.tune.tuned import SIDES, PageKey, TunedPage
from ocrlab.ui.tune.upright import Upright
from ocrlab.ui.viewer import Side
from ocrlab.workers import Job

WordAt = tuple[Side, int]  # a side, and the number of a word of its reading


@dataclass
class TuneState:
    """The page as last computed, its readings, and what is marked and switched on.

    ``fault`` is why the present setting could not be computed, ``refused`` why nothing can be read. ``lock_to`` is the
    side whose text boxes a person wants read on both, ``lock`` what has come of it. ``selected`` is the word marked in
    picture and text, ``pointed_at`` what each table last marked. ``touched`` is the slider last moved, as "uid:name";
    ``newest`` knows which of two runs may still write here. ``histories`` are the steps on each page, by
    `Lab.page_key`. ``drafts`` are truths half written in the editor: the lines that were corrected, by the reading they
    were begun from.
    """

    page: TunedPage | None = None
    fault: Exception | None = None
    refused: OcrLabError | None = None
    readings: dict[Side, SideReading] = field(default_factory=lambda: {side: SideReading() for side in SIDES})
    tried: Tried = field(default_factory=Tried)
    histories: dict[str, History] = field(default_factory=dict)
    draft_first: DraftFirst = field(default_factory=DraftFirst)
    lock_to: Side | None = None
    lock: Lock | None = None
    waits_for_boxes: bool = False
    contest: Contest = field(default_factory=Contest)
    selected: WordAt | None = None
    pointed_at: dict[str, WordAt | None] = field(default_factory=dict)
    mark_differences: bool = True
    show_truth_boxes: bool = False
    touched: str = ""
    newest: Newest = field(default_factory=Newest, repr=False)
    files_opened: int = 0
    settings_opened: int = 0
    drafts: dict[str, dict[int, str]] = field(default_factory=dict)
    upright: Upright = field(default_factory=Upright)
    diagnosed: Diagnosed = field(default_factory=Diagnosed)
    minute: Minute = field(default_factory=Minute)
    recipe: RecipeHere = field(default_factory=RecipeHere)
    true_pages: TruePages = field(default_factory=TruePages)
    _read_page: PageKey | None = None
    _pair: tuple[Read, Read] | None = None
    _find_again: bool = False

    # Readings

    def turn_to(self, page: TunedPage) -> None:
        """What was read on another page, or on another part of this one, is no old reading of it."""
        if self._read_page != page.key:
            self._read_page = page.key
            self._pair = None
            self.upright.leave()
            self.draft_first.forget()
            for reading in self.readings.values():
                reading.forget()

    def forget_original(self) -> None:
        """Another setting takes the place of the page without filters, or gives it back: what was read there goes."""
        self._pair = None
        self.readings["original"].forget()
        self.draft_first.forget()

    def known(self, normalise: str) -> Known:
        """What is known at this moment, scored under a normalisation."""
        shown = {side: reading.shown(self._search_for(side)) for side, reading in self.readings.items()}
        original, filtered = (shown[side].read for side in SIDES)
        old = any(side.old for side in shown.values())
        if original and filtered and not old:
            self._pair = original, filtered
        shown = self.draft_first.instead(shown)
        if drafts := self.draft_first.pair(shown):
            return Known(shown, self._scored(drafts, normalise, is_draft=True))
        if self._pair is None or self.page is None:
            return Known(shown)
        return Known(shown, self._scored(self._pair, normalise, old=old))

    def _scored(self, reads: tuple[Read, Read], normalise: str, old: bool = False, is_draft: bool = False) -> Pair:
        assert self.page is not None, "nothing is read without a page"
        before, after = (read.run(self.page.sample, normalise) for read in reads)
        return Pair(before, after, old, is_draft)

    def _search_for(self, side: Side) -> Job[TextBoxes] | None:
        """The search for text on this side that the readings wait for, or that has come to nothing."""
        waits = self.lock is not None and self.lock_to == side and self.lock.search.state != "done"
        return self.lock.search if waits and self.lock else None

    @property
    def is_reading(self) -> bool:
        """Whether anything is under way for the two readings of the page."""
        return any(not job.finished for job in self.jobs_of_page)

    @property
    def jobs(self) -> Iterator[Job[Reading] | Job[TextBoxes]]:
        """All that is read for what stands above the texts: the two readings, and what is asked beside them."""
        yield from self.jobs_of_page
        yield from self.upright.jobs
        yield from self.recipe.jobs

    @property
    def jobs_of_page(self) -> Iterator[Job[Reading] | Job[TextBoxes]]:
        """What the two readings come of: their drafts, themselves, and the search for text that they wait for."""
        yield from self.draft_first.jobs
        yield from (reading.job for reading in self.readings.values() if reading.job is not None)
        if self.lock is not None:
            yield self.lock.search

    def stop_reading(self) -> None:
        """Read no further; what was read before stays."""
        for job in self.jobs_of_page:
            job.cancel()

    def ask_again(self, side: Side) -> None:
        """Have a side read again whose reading was stopped or failed, with the search for its text if it was that."""
        self.readings[side].ask_again()
        if self.lock is not None and self.lock.side == side and self.lock.has_failed:
            self._find_again = True

    def leave(self) -> None:
        """Read nothing more for a window that was closed; if it comes back, what was under way is asked for again."""
        self.draft_first.stop()
        for reading in self.readings.values():
            if reading.job is not None and not reading.job.finished:
                reading.job.cancel()
                reading.ask_again()
        if self.lock is not None and self.lock.is_searching:
            lock.stop(self.lock)
            self._find_again = True
        self.contest.leave()
        self.upright.leave()
        self.recipe.leave()
        self.minute.leave()

    # Locked text boxes

    def lock_boxes(self, side: Side | None) -> None:
        """Read the boxes found on this side on both, or (None) look for text on each side by itself again."""
        self.lock_to = side

    def find_again(self) -> None:
        """Look for the text boxes anew, on the page as it now is."""
        self._drop_lock()

    def hold_lock(self, page: TunedPage, owner: str) -> Lock | None:
        """The lock that is wanted on this page, its text looked for where it was not yet; None where none is wanted.

        Raises `PipelineError` where the filtered page cannot be locked to, `EngineError` as `WorkerPool.detect` does.
        """
        if self.lock_to is None:
            self._drop_lock()
            return None
        again, self._find_again = self._find_again, False
        if self.lock is not None and (self.lock.side, self.lock.page) != (self.lock_to, page.key):
            self._drop_lock()
        self.lock = lock.renewed(self.lock, self.lock_to, page, owner, again)
        return self.lock

    def _drop_lock(self) -> None:
        if self.lock is not None:
            lock.stop(self.lock)
        self.lock = None

    # What is marked and switched on

    def select(self, word: WordAt | None) -> None:
        """Mark a word in picture and text."""
        self.selected = word

    def point_at(self, table: str, word: WordAt | None) -> bool:
        """Mark what a table points at; False where that is no news, so that a word clicked since stays marked."""
        if self.pointed_at.get(table) == word:
            return False
        self.pointed_at[table] = self.selected = word
        return True

    def set_mark_differences(self, on: bool) -> None:
        self.mark_differences = on

    def set_show_truth_boxes(self, on: bool) -> None:
        self.show_truth_boxes = on

    def corrections(self, draft: str) -> dict[int, str]:
        """The lines of a truth in the making that differ from what was read."""
        return self.drafts.setdefault(draft, {})

    def correct(self, draft: str, line: int, text: str) -> None:
        """A person has corrected a line in the editor."""
        self.corrections(draft)[line] = text

    def touch(self, slider: str) -> None:
        """A slider was moved: it is the one that stands in the viewer from now on."""
        self.touched = slider


def tune_state() -> TuneState:
    """This session's state of the Tune page."""
    return of_session("tune", TuneState)
