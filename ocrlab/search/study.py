"""Which setting reads these pages best, and is it really better than doing nothing?

Trial 0 is no filter, trial 1 the current setting; the others are proposed by a sampler. Each is read page by page and
given up once it is hopeless. At the end the winner is proved on pages the search never saw. Everything is in the store
the moment it is known, so a study can be stopped or killed at any time and goes on where it was, here or elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from ocrlab.errors import Cancelled, EngineError, FileError, InputError, OcrLabError, ParamError
from ocrlab.filters import get_filter
from ocrlab.pipeline import Pipeline
from ocrlab.scoring import Rate
from ocrlab.search import objective, racing
from ocrlab.search.pages import Page, Pages
from ocrlab.search.plan import Plan, digest_of
from ocrlab.search.proof import prove
from ocrlab.search.reader import PageReader, settings_tag
from ocrlab.search.steering import Steering
from ocrlab.search.trial import NO_FILTER, StudyProgress, Trial
from ocrlab.search.turns import Turns
from ocrlab.store import MAX_NAME, Store, StoredReading, StoredTrial, shared_store
from ocrlab.workers import WorkerPool

FAULTS = 3  # trials in a row that the engine fails before the study stops: then it is not the setting


class Study(Steering):
    """One search. `run` does all of it in the calling thread; `pause`, `resume` and `stop` may come from any other."""

    def __init__(
        self,
        plan: Plan,
        pages: Pages,
        pool: WorkerPool,
        store: Store | None = None,
        name: str | None = None,
        *,
        workers: int = 1,
        source: dict[str, Any] | None = None,
        watch: Callable[[Trial], None] = lambda trial: None,
    ) -> None:
        """``workers`` is how many pages are asked for ahead of the one waited for; it never changes what is found.

        Raises `ParamError` where a study of that name searches something else.
        """
        super().__init__()
        self.plan, self.pages, self.store, self.watch = plan, pages, store or shared_store(), watch
        self.name = name or f"study-{plan.fingerprint[:8]}-{_pages_tag(pages)[:4]}"
        self.space = plan.space
        self._tags = (settings_tag(plan.settings), settings_tag(plan.proof))
        if plan.locked:
            _refuse_bending(self.space)
        self._phase = "starting"
        self.at = (0, 0)  # pages read of those to read, in the present trial or in the proof
        self._faults = 0
        self._trials: dict[int, Trial] = {}
        self._stored: dict[int, StoredTrial] = {}
        self.summary: dict[str, Any] | None = None
        self._open(source)
        self.turns = Turns(plan, self.name, self.store)
        self.reader = PageReader(plan, self.name, self.store, pool, workers, self._check)
        self.reader.recall()

    def _open(self, source: dict[str, Any] | None) -> None:
        if not self.name.strip():
            raise ParamError(f"study: a name needs more than white space, got {self.name!r}; choose another")
        if len(self.name) > MAX_NAME:
            raise ParamError(f"study: a name has 1 to {MAX_NAME} characters, got {len(self.name)}; choose another")
        pages = [page.to_dict() for page in self.pages.pages]
        mark = {"fingerprint": self.plan.fingerprint, "pages": pages}
        spec = mark | {"plan": self.plan.to_dict(), "left_out": list(self.pages.left_out), "source": source}
        found = self.store.add_study(self.name, spec)
        if any(found.spec.get(key) != mark[key] for key in mark):
            what = "other pages" if found.spec.get("fingerprint") == mark["fingerprint"] else "something else"
            raise ParamError(f"study: {self.name!r} searches {what}; choose another name with --study")

    @property
    def trials(self) -> list[Trial]:
        """The trials finished so far, by number."""
        return [trial for _, trial in sorted(self._trials.copy().items())]

    @property
    def progress(self) -> StudyProgress:
        trials, counts = self.trials, self.reader.counts
        done, budget = len(trials), max(self.plan.budget, len(trials))
        to_go = left = None
        if done > 2 and self._phase == "searching":
            each = sum(trial.pages for trial in trials[2:]) / (done - 2)
            share = counts.read / max(1, counts.read + counts.saved)
            to_go = round((budget - done) * each * share) + 4 * len(self.pages.held)
            left = self.active_seconds / max(1, counts.read) * to_go if counts.read else None
        best = min((t for t in trials if t.state == "complete"), key=lambda t: (t.value, t.number), default=None)
        first = next((t for t in trials if t.origin == NO_FILTER), None)
        read, saved, seconds = counts.read, counts.saved, self.active_seconds
        page, pages = self.at
        if self._phase == "proving":
            to_go = pages - page
        return StudyProgress(self._phase, done, budget, read, saved, page, pages, to_go, seconds, left, best, first)

    # The search itself.

    def run(self) -> dict[str, Any]:
        """Search and prove; returns the summary, the same again where all is done already.

        Raises `Cancelled` once stopped, and what makes going on impossible: `EngineError`, `FileError`, `InputError`.
        What was finished by then is kept.
        """
        self._phase = "searching"
        try:
            self.store.set_state(self.name, "running")
            self.recall()
            while (trial := self.turns.next(self._look, self._is_enough)) is not None:
                self._timed(lambda trial=trial: self._carry_out(trial))
            self._phase, self.at = "proving", (0, 0)
            self.summary = self._timed(lambda: prove(self))
            self.store.set_state(self.name, "done", self.summary)
            self._phase = "done"
            return self.summary
        except BaseException as error:
            self._phase = "stopped" if isinstance(error, (Cancelled, KeyboardInterrupt)) else "failed"
            with suppress(OcrLabError):
                self.turns.release()
                self.store.set_state(self.name, self._phase)
            raise

    def _check(self) -> None:
        self._hold(self.turns.sign_of_life)

    def _look(self) -> list[StoredTrial]:
        self._check()
        stored = self.store.trials(self.name)
        self._take_in(stored)
        return stored

    def _is_enough(self) -> bool:
        return self._enough.is_set() and bool(self._trials)

    def _carry_out(self, stored: StoredTrial) -> None:
        pipeline = Pipeline.from_dict(stored.pipeline)
        notes = dict(stored.notes)
        try:
            if stored.origin == NO_FILTER:
                state, read = self._read_first(pipeline, notes)
            else:
                state, read = self._race(pipeline)
            self._faults = 0
        except (Cancelled, FileError):
            raise
        except InputError as error:  # the setting cannot be applied to one of the pages
            state, read, notes["why"] = "failed", [], str(error)
        except EngineError as error:
            self._faults += 1
            if self._faults >= FAULTS or stored.origin == NO_FILTER:
                raise
            state, read, notes["why"] = "failed", [], str(error)
        rates = self.rates(pipeline, read)
        value = None
        if state != "failed":
            value = racing.expected(rates, self.best_rates(but=stored.number) if state == "pruned" else {})
            value = racing.loss(Rate.total(rates.values())) if state == "complete" else value
        times = [self.reading(pipeline, page) for page in read]
        seconds = sum(one.filter_seconds + one.read_seconds for one in times) / max(1, len(times))
        notes["pages"] = len(read)
        self.turns.finish(state, value, seconds, notes)
        self._take_in(self.store.trials(self.name))

    def _read_first(self, pipeline: Pipeline, notes: dict[str, Any]) -> tuple[str, list[Page]]:
        """No filter on every page. A page that kills its worker twice is named and left out of the whole study."""
        lost: dict[str, str] = {}
        read = []
        for page in self.pages.search:
            self.at = (len(read) + len(lost), len(self.pages.search))
            try:
                read += [one for one, _ in self.reader.read(pipeline, [page], dict(self.plan.settings))]
            except EngineError as error:
                lost[page.key] = f"{page.name}: {error}"
                if len(lost) >= max(FAULTS, len(self.pages.search) // 2):
                    raise
        if not read:
            raise EngineError(next(iter(lost.values())))
        notes["lost"] = lost
        return "complete", read

    def _race(self, pipeline: Pipeline) -> tuple[str, list[Page]]:
        best = self.best_rates()
        pages, read = self.searched, []
        stream = self.reader.read(pipeline, pages, dict(self.plan.settings))
        try:
            self.at = (0, len(pages))
            for page, _ in stream:
                read.append(page)
                self.at = (len(read), len(pages))
                if best and len(read) < len(pages) and racing.hopeless(self.rates(pipeline, read), best):
                    return "pruned", read
        finally:
            stream.close()
        return "complete", read

    def finish_reading(self, pipeline: Pipeline) -> None:
        """Read a setting that was given up on the rest of the search pages."""
        for _ in self.reader.read(pipeline, self.searched, dict(self.plan.settings)):
            pass

    # What is known.

    @property
    def lost(self) -> dict[str, str]:
        """Pages no worker survived, by key, each with the reason."""
        stored = self._stored.get(0)
        return stored.notes.get("lost", {}) if stored else {}

    @property
    def searched(self) -> tuple[Page, ...]:
        """The pages of the search, in reading order."""
        lost = self.lost
        return tuple(page for page in self.pages.search if page.key not in lost)

    def rates(self, pipeline: Pipeline, pages: list[Page] | tuple[Page, ...], proof: bool = False) -> dict[str, Rate]:
        """The objective's rate of each page that was read under a setting, by page key."""
        found = ((page.key, self.reading(pipeline, page, proof)) for page in pages)
        metric = self.plan.metric
        return {key: objective.from_dict(one.rates)[metric] for key, one in found if one is not None}

    def best_rates(self, but: int | None = None) -> dict[str, Rate]:
        """The page rates of the best complete trial; empty while there is none."""
        complete = [trial for trial in self.trials if trial.state == "complete" and trial.number != but]
        if not complete:
            return {}
        best = min(complete, key=lambda trial: (trial.value, trial.number))
        return self.rates(best.pipeline, self.searched)

    def reading(self, pipeline: Pipeline, page: Page, proof: bool = False) -> StoredReading | None:
        """What is stored of a page under a setting; None where it was not read."""
        return self.reader.readings.get((pipeline.digest, page.key, self._tags[proof]))

    def recall(self) -> None:
        """Take in what the store knows of this study."""
        self._take_in(self.store.trials(self.name), quietly=True)

    def _take_in(self, stored: list[StoredTrial], quietly: bool = False) -> None:
        """Know what has been finished, here or by another process, and tell whoever watches."""
        fresh = [one for one in stored if one.state != "running" and one.number not in self._trials]
        if not fresh:
            return
        if any(one.owner != self.turns.owner for one in fresh):
            self.reader.recall()
        for one in fresh:
            self._stored = self._stored | {one.number: one}
            trial = self._told(one)
            self._trials[one.number] = trial
            if not quietly:
                self.watch(trial)

    def _told(self, one: StoredTrial) -> Trial:
        pipeline = Pipeline.from_dict(one.pipeline)
        pages = int(one.notes.get("pages", 0))
        rates = list(self.rates(pipeline, self.searched[:pages]).values())
        rate = Rate.total(rates) if rates else None
        why = one.notes.get("why", "")
        return Trial(one.number, one.origin, pipeline, one.point, one.state, one.value, one.seconds, pages, rate, why)


def _pages_tag(pages: Pages) -> str:
    return digest_of([page.key for page in pages.pages])


def _refuse_bending(space: Any) -> None:
    for slot in space.slots:
        for option in slot.options:
            if option.stage and get_filter(option.stage.filter).bends:
                raise ParamError(
                    f"locked: {option.stage.filter} bends the page, so regions found before cannot follow the text; "
                    "leave it out, or search without locked regions"
                )
