"""Proof: is the winner really better than doing nothing, and by how much?

Everything here is said of pages the search never saw, read with the proof's settings, and every difference comes with
its paired 95 % interval. Where no page was held out the search pages themselves are used, and the summary says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ocrlab.diagnose import measure
from ocrlab.errors import Cancelled, EngineError, FileError, InputError
from ocrlab.pipeline import Pipeline
from ocrlab.recipe import Seen
from ocrlab.scoring import Rate, difference, interval
from ocrlab.search.known import Known
from ocrlab.search.pages import Page
from ocrlab.search.proving.finals import Report, final_round, finish_specialists
from ocrlab.search.proving.learning import MAX_SETTINGS, few_best, learn
from ocrlab.search.proving.summary import (
    BestPerPage,
    EnginesProved,
    Group,
    GroupProved,
    Proved,
    RecipeProved,
    Searched,
    Summary,
    TurnedDown,
    Unfiltered,
)
from ocrlab.search.reader import PageReader
from ocrlab.search.trial import Trial
from ocrlab.store import StoredReading

MAX_FAULTS = 3  # pages in all that may fail in the proof before it is given up


def prove(
    name: str, known: Known, reader: PageReader, order: Callable[[Sequence[Page]], list[Page]], report: Report
) -> Summary:
    """Prove the winner and tell everything worth telling.

    ``order`` says on which of several pages this process begins, so that processes share them; ``report`` hears how far
    it is. Raises what reading raises once too many pages cannot be read.
    """
    finish_specialists(known, reader)
    winner = final_round(known, reader, report)
    fully_read = known.fully_read()
    # Groups and recipe stay with the winner's engine: one for all pages is what a person sets up.
    trials = [trial for trial in known.trials if trial.number in fully_read and trial.engine == winner.engine]
    table = [fully_read[trial.number] for trial in trials]
    few = _few(winner.pipeline, [trials[place].pipeline for place in few_best(table)])
    groups = _best_by_group(known, trials, table)

    pages = ProofPages(known, reader, order, report, winner.engine)
    every = list(dict.fromkeys([winner.pipeline, known.unfiltered, known.space.base, *few]))
    pages.read(every)
    for engine in known.plan.engines if winner.engine else ():
        pages.read([known.unfiltered], engine=engine)
    for group, trial in groups.items():
        pages.read([trial.pipeline], group)

    best, turned_down = _answer(known, winner, pages)
    searched = known.searched
    return Summary(
        study=name,
        metric=known.plan.metric,
        best=best.pipeline,
        best_trial=best.number,
        turned_down=turned_down,
        engine=best.engine,
        engines=_engines(known, best, pages),
        proved=_proved(known, best, pages),
        groups=tuple(_group(known, group, trial, best, pages) for group, trial in groups.items()),
        best_per_page=BestPerPage(_bound(table), _bound([pages.rates(pipeline) for pipeline in every]), len(every)),
        recipe=_recipe(known, reader, _few(best.pipeline, few), pages),
        searched=Searched(Rate.total(fully_read[best.number]), Rate.total(fully_read[0]), len(searched)),
        left_out=(*known.pages.left_out, *known.lost.values(), *pages.lost),
        trials=len(known.trials),
        failed=sum(trial.state == "failed" for trial in known.trials),
        readings=reader.counts.read,
        readings_saved=reader.counts.saved,
        readings_naive=len(known.trials) * len(searched) + len(every) * len(pages.pages),
    )


class ProofPages:
    """The pages the proof is read on; one that cannot be read under every setting is left out and named.

    They are read by ``engine``, the winner's, where no other is named.
    """

    def __init__(
        self,
        known: Known,
        reader: PageReader,
        order: Callable[[Sequence[Page]], list[Page]],
        report: Report,
        engine: str = "",
    ) -> None:
        self.engine = engine
        self.pages: list[Page] = list(known.proof_pages)
        self.lost: list[str] = []
        self._known, self._reader, self._order, self._report = known, reader, order, report

    def read(self, settings: Sequence[Pipeline], group: str | None = None, engine: str | None = None) -> None:
        """Read every page (of a group) under each setting. Raises what reading raises once too many have failed."""
        engine = self.engine if engine is None else engine
        reads = self._known.plan.reads(engine, proof=True)
        done, total = 0, sum(len(self._unread(pipeline, group, engine)) for pipeline in settings)
        for pipeline in settings:
            while unread := self._order(self._unread(pipeline, group, engine)):
                try:
                    for _ in self._reader.read(pipeline, unread, reads):
                        done += 1
                        self._report("proving", done, total)
                except (Cancelled, FileError):
                    raise
                except (InputError, EngineError) as error:
                    bad = next(page for page in unread if not self._known.reading(pipeline, page, True, engine))
                    if len(self.lost) + 1 >= max(MAX_FAULTS, len(self.pages)):
                        raise
                    self.lost.append(f"{bad.name}: {error}")
                    self.pages.remove(bad)

    def _unread(self, pipeline: Pipeline, group: str | None, engine: str) -> list[Page]:
        pages = (page for page in self.pages if group in (None, page.group))
        return [page for page in pages if not self._known.reading(pipeline, page, True, engine)]

    def rates(self, pipeline: Pipeline, pages: Sequence[Page] | None = None, engine: str | None = None) -> list[Rate]:
        """The rate of each page (or of each of these) under a setting."""
        engine = self.engine if engine is None else engine
        pages = self.pages if pages is None else pages
        return list(self._known.rates(pipeline, pages, proof=True, engine=engine).values())


def _few(best: Pipeline, others: Sequence[Pipeline]) -> list[Pipeline]:
    """The settings of a recipe, the best for all first."""
    return list(dict.fromkeys([best, *others]))[:MAX_SETTINGS]


def _answer(known: Known, winner: Trial, pages: ProofPages) -> tuple[Trial, TurnedDown | None]:
    """The winner, or no filter where the winner makes no fewer errors on the pages of the proof.

    Where the engine varied, no filter is read by the engine that reads best so.
    """
    nothing = known.best_unfiltered
    if nothing is None or not winner.pipeline.filtering.stages:
        return winner, None
    before, after = pages.rates(known.unfiltered, engine=nothing.engine), pages.rates(winner.pipeline)
    rate = Rate.total(after)
    if rate.errors < Rate.total(before).errors:
        return winner, None
    return nothing, TurnedDown(winner.pipeline, winner.number, rate, difference(before, after), winner.engine)


def _engines(known: Known, best: Trial, pages: ProofPages) -> EnginesProved | None:
    """What each engine is worth by itself; None where only one was searched with."""
    nothing = known.best_unfiltered
    if not best.engine or nothing is None:
        return None
    rates = {engine: pages.rates(known.unfiltered, engine=engine) for engine in known.plan.engines}
    each = tuple(Unfiltered(engine, Rate.total(own), interval(own)) for engine, own in rates.items())
    return EnginesProved(
        each, nothing.engine, difference(rates[nothing.engine], pages.rates(best.pipeline, engine=best.engine))
    )


def _proved(known: Known, best: Trial, pages: ProofPages) -> Proved:
    nothing, current, after = (
        pages.rates(pipeline, engine=engine)
        for pipeline, engine in (
            (known.unfiltered, best.engine),
            (known.space.base, pages.engine),
            (best.pipeline, best.engine),
        )
    )
    return Proved(
        best=Rate.total(after),
        no_filter=Rate.total(nothing),
        current=Rate.total(current),
        gain=difference(nothing, after),
        against_current=difference(current, after),
        interval_best=interval(after),
        interval_no_filter=interval(nothing),
        pages=len(pages.pages),
        seen_in_search=not known.pages.held,
    )


def _best_by_group(known: Known, trials: Sequence[Trial], table: list[list[Rate]]) -> dict[str, Trial]:
    """The best trial of each group of pages; empty where there is one group only."""
    groups = dict.fromkeys(page.group for page in known.searched)
    if len(groups) < 2:
        return {}
    best = {}
    for group in groups:
        places = [place for place, page in enumerate(known.searched) if page.group == group]
        errors = [sum(row[place].errors for place in places) for row in table]
        best[group] = trials[min(range(len(errors)), key=lambda at: (errors[at], trials[at].number))]
    return best


def _group(known: Known, name: str, trial: Trial, best: Trial, proof: ProofPages) -> Group:
    pages = [page for page in proof.pages if page.group == name]
    proved = None
    if pages:
        nothing, own = proof.rates(known.unfiltered, pages), proof.rates(trial.pipeline, pages)
        for_all = Rate.total(proof.rates(best.pipeline, pages))
        proved = GroupProved(Rate.total(own), for_all, Rate.total(nothing), difference(nothing, own))
    searched = sum(page.group == name for page in known.searched)
    return Group(name, trial.pipeline, trial.number, searched, len(pages), proved)


def _bound(table: list[list[Rate]]) -> Rate:
    """The rate if each page had the setting that reads it best; ``table`` by setting, then by page."""
    return Rate.total(min(page, key=lambda rate: rate.errors) for page in zip(*table, strict=True))


def _recipe(known: Known, reader: PageReader, few: list[Pipeline], proof: ProofPages) -> RecipeProved:
    """Learn the rule on the search pages, and see what it makes of the proof's."""
    engine = proof.engine
    rates = [list(known.rates(pipeline, known.searched, engine=engine).values()) for pipeline in few]
    seen = [[_seen(known.reading(pipeline, page, engine=engine)) for page in known.searched] for pipeline in few]
    qualities = [measure(known.unfiltered.apply(reader.load(page).image)) for page in known.searched]
    recipe = learn(few, rates, seen, qualities)
    chosen = []
    for page in proof.pages:
        each = [_seen(known.reading(pipeline, page, True, engine)) for pipeline in few]
        measured = measure(known.unfiltered.apply(reader.load(page).image)) if recipe.rule == "measured" else None
        chosen += proof.rates(few[recipe.choose(each, measured)], [page])
    for_all = proof.rates(few[0])
    return RecipeProved(
        recipe=recipe,
        chosen=Rate.total(chosen),
        best_for_all=Rate.total(for_all),
        best_per_page=_bound([proof.rates(pipeline) for pipeline in few]),
        gain=difference(for_all, chosen),
    )


def _seen(reading: StoredReading | None) -> Seen:
    return Seen(reading.text, reading.confidence) if reading else Seen("", None)
