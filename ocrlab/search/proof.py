"""Is the winner really better, for which pages, and would choosing page by page be better still?

Everything here is said of pages the search never saw, read with the proof's settings, and every difference comes with
its paired 95 % interval. Where no page was held out the search pages themselves are used, and the summary says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ocrlab.diagnose import measure
from ocrlab.errors import Cancelled, EngineError, FileError, InputError
from ocrlab.pipeline import Pipeline
from ocrlab.scoring import Difference, Rate, difference, interval
from ocrlab.search import auto, objective
from ocrlab.search.pages import Page

if TYPE_CHECKING:
    from ocrlab.search.study import Study
    from ocrlab.search.trial import Trial

FAULTS = 3  # pages in all that may fail in the proof before it is given up
SPECIALISTS = 2  # settings given up that are read to their end because they were better on some pages
WORTH_READING = 0.02  # share of the best setting's errors such a setting must have saved on the pages it was read on


def prove(study: Study) -> dict[str, Any]:
    """Prove the winner and tell everything worth telling; plain JSON types."""
    _finish_specialists(study)
    read = {trial.number: study.rates(trial.pipeline, study.searched) for trial in study.trials}
    trials = [trial for trial in study.trials if len(read[trial.number]) == len(study.searched)]
    winner = min((t for t in trials if t.state == "complete"), key=lambda t: (t.value, t.number))
    table = [list(read[trial.number].values()) for trial in trials]
    few = _few(trials, table, winner)
    groups = _best_by_group(study, trials, table)
    nothing, current = Pipeline(), study.space.base

    pages = _Proof(study)
    every = dict.fromkeys([winner.pipeline, nothing, current, *few])
    pages.read(list(every))
    for group, trial in groups.items():
        pages.read([trial.pipeline], group)

    recipe, told = _recipe(study, few, pages)
    before, after = pages.rates(nothing), pages.rates(winner.pipeline)
    proof = _proved(before, after)
    counts = study.reader.counts
    searched, held = len(study.searched), len(pages.pages)
    return {
        "study": study.name,
        "metric": study.plan.metric,
        "proxy": objective.PROXY if study.plan.metric == objective.CONFIDENCE else None,
        "best": winner.pipeline.to_dict(),
        "best_trial": winner.number,
        "held_out": {
            "best": Rate.total(after).to_dict(),
            "no_filter": Rate.total(before).to_dict(),
            "current": Rate.total(pages.rates(current)).to_dict(),
            **proof,
            "interval_best": _interval(after),
            "interval_no_filter": _interval(before),
            "against_current": _proved(pages.rates(current), after),
            "pages": held,
            "seen_in_search": not study.pages.held,
        },
        "groups": [_of_group(study, group, trial, winner, pages) for group, trial in groups.items()],
        "best_per_page": {
            "search": _bound(table).to_dict(),
            "held_out": _bound([pages.rates(pipeline) for pipeline in every]).to_dict(),
            "of": len(every),
        },
        "auto": {"recipe": recipe.to_dict(), "rule": str(recipe), "held_out": told},
        "searched": {
            "best": winner.rate.to_dict(),
            "no_filter": next(t for t in trials if t.number == 0).rate.to_dict(),
            "pages": searched,
        },
        "left_out": [*study.pages.left_out, *study.lost.values(), *pages.lost],
        "trials": len(study.trials),
        "failed": sum(trial.state == "failed" for trial in study.trials),
        "readings": counts.read,
        "readings_saved": counts.saved,
        "readings_naive": len(study.trials) * searched + len(every) * held,
        "seconds": round(study.active_seconds, 1),
    }


def _finish_specialists(study: Study) -> None:
    """Read to the end what was given up as a whole but did best on some pages: a recipe may want it."""
    best = study.best_rates()
    total = sum(rate.errors for rate in best.values())
    gains = []
    for trial in study.trials:
        if trial.state == "pruned":
            seen = study.rates(trial.pipeline, study.searched[: trial.pages])
            gain = sum(max(0, best[key].errors - rate.errors) for key, rate in seen.items())
            gains.append((gain, -trial.number, trial))
    for gain, _, trial in sorted(gains, reverse=True, key=lambda one: one[:2])[:SPECIALISTS]:
        if gain > WORTH_READING * total:
            study.finish_reading(trial.pipeline)


def _few(trials: Sequence[Trial], table: list[list[Rate]], winner: Trial) -> list[Pipeline]:
    """The settings of the recipe, the winner first."""
    chosen = [trials[place].pipeline for place in auto.few_best(table)]
    return list(dict.fromkeys([winner.pipeline, *chosen]))[: auto.MOST]


def _best_by_group(study: Study, trials: Sequence[Trial], table: list[list[Rate]]) -> dict[str, Trial]:
    groups = dict.fromkeys(page.group for page in study.searched)
    if len(groups) < 2:
        return {}
    best = {}
    for group in groups:
        mine = [i for i, page in enumerate(study.searched) if page.group == group]
        sums = [sum(row[i].errors for i in mine) for row in table]
        best[group] = trials[min(range(len(sums)), key=lambda i: (sums[i], trials[i].number))]
    return best


class _Proof:
    """The pages the proof is read on; one that cannot be read under every setting is left out and named."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.pages: list[Page] = list(study.pages.held or study.searched)
        self.lost: list[str] = []

    def read(self, settings: Sequence[Pipeline], group: str | None = None) -> None:
        """Read every page (of a group) under each setting."""
        done, total = 0, sum(len(self._unread(pipeline, group)) for pipeline in settings)
        for pipeline in settings:
            while unread := self.study.turns.apart(self._unread(pipeline, group)):
                try:
                    for _ in self.study.reader.read(pipeline, unread, dict(self.study.plan.proof)):
                        done += 1
                        self.study.at = (done, total)
                except (Cancelled, FileError):
                    raise
                except (InputError, EngineError) as error:
                    bad = next(page for page in unread if not self.study.reading(pipeline, page, proof=True))
                    if len(self.lost) + 1 >= max(FAULTS, len(self.pages)):
                        raise
                    self.lost.append(f"{bad.name}: {error}")
                    self.pages.remove(bad)

    def _unread(self, pipeline: Pipeline, group: str | None) -> list[Page]:
        mine = (page for page in self.pages if group in (None, page.group))
        return [page for page in mine if not self.study.reading(pipeline, page, proof=True)]

    def rates(self, pipeline: Pipeline, pages: Sequence[Page] | None = None) -> list[Rate]:
        return list(self.study.rates(pipeline, self.pages if pages is None else pages, proof=True).values())


def _bound(table: list[list[Rate]]) -> Rate:
    """The rate if each page had the setting that reads it best; ``table`` by setting, then by page."""
    return Rate.total(min(page, key=lambda rate: rate.errors) for page in zip(*table, strict=True))


def _proved(before: list[Rate], after: list[Rate]) -> dict[str, Any]:
    found: Difference = difference(before, after)
    return {"value": found.value, "difference": [found.low, found.high], "verdict": found.verdict, "units": found.units}


def _interval(rates: list[Rate]) -> list[float] | None:
    found = interval(rates)
    return [found.low, found.high] if found else None


def _of_group(study: Study, group: str, trial: Trial, winner: Trial, proof: _Proof) -> dict[str, Any]:
    pages = [page for page in proof.pages if page.group == group]
    told: dict[str, Any] = {
        "group": group,
        "best": trial.pipeline.to_dict(),
        "best_trial": trial.number,
        "pages": {"search": sum(page.group == group for page in study.searched), "held_out": len(pages)},
        "held_out": None,
    }
    if pages:
        before, after = proof.rates(Pipeline(), pages), proof.rates(trial.pipeline, pages)
        told["held_out"] = {
            "best": Rate.total(after).to_dict(),
            "one_for_all": Rate.total(proof.rates(winner.pipeline, pages)).to_dict(),
            "no_filter": Rate.total(before).to_dict(),
            **_proved(before, after),
        }
    return told


def _recipe(study: Study, few: list[Pipeline], proof: _Proof) -> tuple[auto.Recipe, dict[str, Any]]:
    """Learn the rule on the search pages, and see what it makes of the held-out ones."""
    searched = study.searched
    rates = [list(study.rates(pipeline, searched).values()) for pipeline in few]
    seen = [[_seen(study.reading(pipeline, page)) for page in searched] for pipeline in few]
    qualities = [measure(study.reader.load(page).image) for page in searched]
    recipe = auto.learn(few, rates, seen, qualities)
    chosen = []
    for page in proof.pages:
        each = [_seen(study.reading(pipeline, page, proof=True)) for pipeline in few]
        mine = [proof.rates(pipeline, [page])[0] for pipeline in few]
        need = recipe.rule == "measured"
        chosen.append(mine[recipe.choose(each, measure(study.reader.load(page).image) if need else None)])
    single = proof.rates(few[0])
    told = {
        "auto": Rate.total(chosen).to_dict(),
        "single": Rate.total(single).to_dict(),
        "best_per_page": _bound([proof.rates(pipeline) for pipeline in few]).to_dict(),
        **_proved(single, chosen),
    }
    return recipe, told


def _seen(one: Any) -> auto.Seen:
    return auto.Seen(one.text, one.confidence)
