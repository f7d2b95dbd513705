"""Study: which setting reads these pages best, and is it really better than doing nothing?

Trial 0 is no filter, trial 1 the current setting; the others are proposed by a sampler. Each is read page by page and
given up once it is hopeless. At the end the winner is proved on pages the search never saw. Everything is in the store
the moment it is known, so a study can be stopped or killed at any time and goes on where it was, here or elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import cast

from ocrlab.errors import Cancelled, EngineError, FileError, InputError, OcrLabError, ParamError
from ocrlab.filters import get_filter
from ocrlab.pipeline import Pipeline
from ocrlab.scoring import Rate
from ocrlab.search import racing
from ocrlab.search.known import Known
from ocrlab.search.pages import Page, Pages
from ocrlab.search.plan import Plan, digest_of
from ocrlab.search.proving.finals import FINALISTS
from ocrlab.search.proving.proof import prove
from ocrlab.search.proving.summary import Summary
from ocrlab.search.reader import PageReader
from ocrlab.search.source import Source
from ocrlab.search.space.space import ENGINE, Space
from ocrlab.search.trial import NO_FILTER, StudyProgress, Trial
from ocrlab.search.turns import Turns
from ocrlab.store import MAX_NAME, Store, StoredTrial, shared_store
from ocrlab.workers import WorkerPool
from ocrlab.workers.steering import Steering

MAX_FAULTS = 3  # trials in a row that the engine fails before the study stops: then it is not the setting
PROOF_SETTINGS = 4  # about as many are read on the pages held out: the winner, no filter, the current one, a recipe's


class Study(Steering):
    """One search. `run` does all of it in the calling thread; `pause`, `resume` and `stop` may come from any other.

    ``known`` is what it knows so far, ``summary`` what came out once it is done.
    """

    def __init__(
        self,
        plan: Plan,
        pages: Pages,
        pool: WorkerPool | None,
        store: Store | None = None,
        name: str | None = None,
        *,
        workers: int = 1,
        source: Source | None = None,
        watch: Callable[[Trial], None] = lambda trial: None,
    ) -> None:
        """``workers`` is how many pages are asked for ahead of the one waited for; it never changes what is found.

        Without a ``pool`` the study can be looked at and not run. Raises `ParamError` where a study of that name
        searches something else.
        """
        super().__init__()
        self.plan, self.pages, self.store, self.watch = plan, pages, store or shared_store(), watch
        self.name = name or f"study-{plan.fingerprint[:8]}-{digest_of([page.key for page in pages.pages])[:4]}"
        self.source = source
        self.space = plan.space
        if plan.locked:
            _refuse_bending(self.space)
        self.summary: Summary | None = None
        self._phase = "starting"
        self._at = (0, 0)  # pages read of those to read, in the present trial, in the final round or in the proof
        self._faults = 0
        self._open()
        self.turns = Turns(plan, self.name, self.store)
        # A study that is only looked at has no pool, and its reader is not asked to read.
        self.reader = PageReader(plan, self.name, self.store, cast(WorkerPool, pool), workers, self._check)
        self.reader.recall()
        self.known = Known(plan, pages, self.reader.readings)

    def _open(self) -> None:
        if not self.name.strip():
            raise ParamError(f"study: a name needs more than white space, got {self.name!r}; choose another")
        if len(self.name) > MAX_NAME:
            raise ParamError(f"study: a name has 1 to {MAX_NAME} characters, got {len(self.name)}; choose another")
        pages = [page.to_dict() for page in self.pages.pages]
        mark = {"fingerprint": self.plan.fingerprint, "pages": pages}
        source = self.source.to_dict() if self.source else None
        spec = mark | {"plan": self.plan.to_dict(), "left_out": list(self.pages.left_out), "source": source}
        spec["notes"] = list(self.pages.notes)
        stored = self.store.add_study(self.name, spec)
        if any(stored.spec.get(key) != mark[key] for key in mark):
            what = "other pages" if stored.spec.get("fingerprint") == mark["fingerprint"] else "something else"
            raise ParamError(f"study: {self.name!r} searches {what}; choose another name with --study")

    @property
    def trials(self) -> list[Trial]:
        """The trials that have ended, by number."""
        return self.known.trials

    @property
    def progress(self) -> StudyProgress:
        known, counts = self.known, self.reader.counts
        trials = known.trials
        done, budget = len(trials), max(self.plan.budget, len(trials))
        page, pages = self._at
        to_go = left = None
        if done > 2 and self._phase == "searching":
            each = sum(trial.pages for trial in trials[2:]) / (done - 2)
            share = counts.read / max(1, counts.read + counts.saved)
            finals = FINALISTS * len(self.pages.search) if self.plan.drafted else 0
            to_go = round((budget - done) * each * share) + finals + PROOF_SETTINGS * len(self.pages.held)
            left = self.active_seconds / max(1, counts.read) * to_go if counts.read else None
        elif self._phase in ("finals", "proving"):
            to_go = pages - page
        return StudyProgress(
            phase=self._phase,
            trials=done,
            budget=budget,
            read=counts.read,
            saved=counts.saved,
            page=page,
            pages=pages,
            to_go=to_go,
            seconds=self.active_seconds,
            seconds_left=left,
            best=next(iter(known.complete), None),
            no_filter=known.no_filter,
        )

    # The search itself.

    def run(self) -> Summary:
        """Search and prove; returns the summary, the same again where all is done already.

        Raises `Cancelled` once stopped, and what makes going on impossible: `EngineError`, `FileError`, `InputError`.
        What was finished by then is kept.
        """
        self._phase = "searching"
        try:
            self.store.set_state(self.name, "running")
            self.recall()
            while (stored := self.turns.next(self._look, self._is_enough)) is not None:
                with self._timed():
                    self._carry_out(stored)
            with self._timed():
                summary = prove(self.name, self.known, self.reader, self.turns.apart, self._report)
            self.summary = replace(summary, seconds=round(self.active_seconds, 1))
            self.store.set_state(self.name, "done", self.summary.to_dict())
            self._phase = "done"
            return self.summary
        except BaseException as error:
            stopped = isinstance(error, (Cancelled, KeyboardInterrupt))
            self._phase = "stopped" if stopped else "failed"
            with suppress(OcrLabError):
                self.turns.release()
                self.store.set_state(self.name, "stopped" if stopped else "failed")
            raise

    def _check(self) -> None:
        self._hold(self.turns.sign_of_life)

    def _report(self, phase: str, done: int, total: int) -> None:
        self._phase, self._at = phase, (done, total)

    def _look(self) -> list[StoredTrial]:
        self._check()
        stored = self.store.trials(self.name)
        self._take_in(stored)
        return stored

    def _is_enough(self) -> bool:
        return self._enough.is_set() and bool(self.known.trials)

    def _carry_out(self, stored: StoredTrial) -> None:
        pipeline = Pipeline.from_dict(stored.pipeline)
        notes = dict(stored.notes)
        engine = notes.get(ENGINE, "")
        read: list[Page] = []
        try:
            if stored.number == 0:
                read, notes["lost"] = self._read_first(pipeline)
                state = "complete"
            else:
                read, given_up = self._race(pipeline, engine, to_the_end=stored.origin == NO_FILTER)
                state = "pruned" if given_up else "complete"
            self._faults = 0
        except (Cancelled, FileError):
            raise
        except InputError as error:  # the setting cannot be applied to one of the pages
            state, notes["why"] = "failed", str(error)
        except EngineError as error:
            self._faults += 1
            if self._faults >= MAX_FAULTS or stored.number == 0:
                raise
            state, notes["why"] = "failed", str(error)
        rates = self.known.rates(pipeline, read, engine=engine)
        value = None
        if state == "pruned":
            value = racing.expected(rates, self.known.best_rates(but=stored.number))
        elif state == "complete":
            value = racing.loss(Rate.total(rates.values()))
        notes["pages"] = len(read)
        self.turns.finish(state, value, self._seconds_a_page(pipeline, read, engine), notes)
        self._take_in(self.store.trials(self.name))

    def _seconds_a_page(self, pipeline: Pipeline, read: list[Page], engine: str) -> float:
        readings = [reading for page in read if (reading := self.known.reading(pipeline, page, engine=engine))]
        seconds = sum(reading.filter_seconds + reading.read_seconds for reading in readings)
        return seconds / max(1, len(readings))

    def _read_first(self, pipeline: Pipeline) -> tuple[list[Page], dict[str, str]]:
        """No filter on every page. A page that kills its worker twice is named and left out of the whole study."""
        lost: dict[str, str] = {}
        read: list[Page] = []
        for page in self.pages.search:
            self._at = (len(read) + len(lost), len(self.pages.search))
            try:
                for _ in self.reader.read(pipeline, [page], self.plan.reads()):
                    read.append(page)
            except EngineError as error:
                lost[page.key] = f"{page.name}: {error}"
                if len(lost) >= max(MAX_FAULTS, len(self.pages.search) // 2):
                    raise
        if not read:
            raise EngineError(next(iter(lost.values())))
        return read, lost

    def _race(self, pipeline: Pipeline, engine: str, to_the_end: bool) -> tuple[list[Page], bool]:
        """Against the best so far; ``to_the_end`` is for what all others are measured by, and is never given up."""
        pages = self.known.searched
        best = {} if to_the_end else self.known.best_rates()

        def report(done: int) -> None:
            self._at = (done, len(pages))

        def rates_of(read: list[Page]) -> dict[str, Rate]:
            return self.known.rates(pipeline, read, engine=engine)

        return racing.race(self.reader.read(pipeline, pages, self.plan.reads(engine)), rates_of, best, report)

    # What is known.

    def recall(self) -> None:
        """Take in what the store knows of this study."""
        self._take_in(self.store.trials(self.name), quietly=True)

    def _take_in(self, stored: list[StoredTrial], quietly: bool = False) -> None:
        """Know what has been finished, here or by another process, and tell whoever watches."""
        fresh = [trial for trial in stored if trial.state != "running" and trial.number not in self.known]
        if any(trial.owner != self.turns.owner for trial in fresh):
            self.reader.recall()
        for ended in fresh:
            trial = self.known.add(ended)
            if not quietly:
                self.watch(trial)


def _refuse_bending(space: Space) -> None:
    for slot in space.slots:
        for option in slot.options:
            if option.stage and get_filter(option.stage.filter).bends:
                raise ParamError(
                    f"locked: {option.stage.filter} bends the page, so text boxes found before cannot follow the text; "
                    "leave it out, or search without locked text boxes"
                )
