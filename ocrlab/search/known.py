"""Known: what is known of a study so far?

Its trials, its searched pages, and the reading and rate of each page under each setting. The study takes in, the proof
and the tables look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ocrlab.pipeline import Pipeline
from ocrlab.scoring import Rate
from ocrlab.search import objective
from ocrlab.search.pages import Page, Pages
from ocrlab.search.plan import Plan
from ocrlab.search.space.space import ENGINE
from ocrlab.search.trial import NO_FILTER, Trial
from ocrlab.store import StoredReading, StoredTrial

Readings = Mapping[tuple[str, str, str], StoredReading]  # by the pipeline's digest, the page's key, the settings' tag


class Known:
    """What one study knows. One thread takes trials in; any other may look meanwhile."""

    def __init__(self, plan: Plan, pages: Pages, readings: Readings) -> None:
        """``readings`` is looked at whenever a page is asked for, and may grow."""
        self.plan, self.pages, self.space = plan, pages, plan.space
        self.lost: dict[str, str] = {}  # pages no worker survived, by key, each with the reason
        self._readings = readings
        self._tags = {
            (engine, proof): plan.reads(engine, proof).tag for engine in ("", *plan.engines) for proof in (False, True)
        }
        self._trials: dict[int, Trial] = {}

    def __contains__(self, number: int) -> bool:
        return number in self._trials

    def add(self, stored: StoredTrial) -> Trial:
        """Take in a trial that has ended; the readings of its pages must be known by then."""
        if stored.number == 0:
            self.lost = stored.notes.get("lost", {})
        pipeline, engine = Pipeline.from_dict(stored.pipeline), stored.notes.get(ENGINE, "")
        pages = int(stored.notes.get("pages", 0))
        rates = list(self.rates(pipeline, self.searched[:pages], engine=engine).values())
        trial = Trial(
            number=stored.number,
            origin=stored.origin,
            pipeline=pipeline,
            point=stored.point,
            state=stored.state,
            value=stored.value,
            seconds=stored.seconds,
            pages=pages,
            rate=Rate.total(rates) if rates else None,
            why=stored.notes.get("why", ""),
            engine=engine,
        )
        self._trials[trial.number] = trial
        return trial

    @property
    def unfiltered(self) -> Pipeline:
        """No filter: nothing at all, or what spoils the pages on purpose before any setting is tried on them."""
        return self.space.base.spoiling

    @property
    def trials(self) -> list[Trial]:
        """The trials that have ended, by number."""
        return [trial for _, trial in sorted(self._trials.copy().items())]

    @property
    def complete(self) -> list[Trial]:
        """The trials that have read every page, the best first."""
        return sorted((trial for trial in self.trials if trial.is_complete), key=lambda trial: trial.rank)

    @property
    def no_filter(self) -> Trial | None:
        """No filter, read by the first engine."""
        return next((trial for trial in self.trials if trial.origin == NO_FILTER), None)

    @property
    def best_unfiltered(self) -> Trial | None:
        """No filter, read by the engine that reads so best."""
        return next((trial for trial in self.complete if trial.origin == NO_FILTER), None)

    @property
    def searched(self) -> tuple[Page, ...]:
        """The pages of the search, in reading order."""
        return tuple(page for page in self.pages.search if page.key not in self.lost)

    @property
    def proof_pages(self) -> tuple[Page, ...]:
        """The pages the winner is proved on: those held out, or where there are none, those searched."""
        return self.pages.held or self.searched

    def reading(self, pipeline: Pipeline, page: Page, proof: bool = False, engine: str = "") -> StoredReading | None:
        """What a page was read as under a setting, in the search or in the proof; None where it was not read.

        By the first engine where none is named.
        """
        return self._readings.get((pipeline.digest, page.key, self._tags[engine, proof]))

    def rates(
        self, pipeline: Pipeline, pages: Sequence[Page], proof: bool = False, engine: str = ""
    ) -> dict[str, Rate]:
        """The objective's rate of each of these pages that was read under a setting, by page key; see `reading`."""
        readings = ((page.key, self.reading(pipeline, page, proof, engine)) for page in pages)
        metric = self.plan.metric
        return {key: objective.from_dict(reading.rates)[metric] for key, reading in readings if reading is not None}

    def best_rates(self, but: int | None = None) -> dict[str, Rate]:
        """The page rates of the best complete trial (other than number ``but``); empty while there is none."""
        best = next((trial for trial in self.complete if trial.number != but), None)
        return self.rates(best.pipeline, self.searched, engine=best.engine) if best else {}

    def fully_read(self) -> dict[int, list[Rate]]:
        """Of every trial that was read on all pages, given up at first or not: its rate of each, by trial number."""
        searched = self.searched
        by_trial = {
            trial.number: list(self.rates(trial.pipeline, searched, engine=trial.engine).values())
            for trial in self.trials
        }
        return {number: rates for number, rates in by_trial.items() if len(rates) == len(searched)}
