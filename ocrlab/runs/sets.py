"""Sets: over many pages, which did both of two settings read wrong, and which only one of them?

A setting over a set is a setting of a batch, or a trial of a study. Two are compared on the pages that both have read,
told by their pixels, in batches and by what a study knows its pages by; what one alone has read is counted, no more.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ocrlab.pipeline import Pipeline
from ocrlab.scoring import Difference, Rate, difference
from ocrlab.scoring.verdict import Verdict, verdict
from ocrlab.store import SetName, Store

MAX_SETS = 50  # of the newest batches, and as many studies
METRIC = "cer"


class PageRate(NamedTuple):
    """How a page of a set was read."""

    name: str
    rate: Rate


@dataclass(frozen=True)
class SetSide:
    """What was made of a set under one setting, named as there; ``pages`` are by what a page is told by."""

    name: str
    pages: Mapping[str, PageRate]


@dataclass(frozen=True)
class SetsCompared:
    """Two settings over the pages that both have read, in the order of their names."""

    first: SetSide
    second: SetSide

    @cached_property
    def pages(self) -> list[tuple[str, Rate, Rate]]:
        """Each page that both have read against the same truth: name, CER under the first, CER under the second."""
        there = [(page, self.second.pages[key]) for key, page in self.first.pages.items() if key in self.second.pages]
        same_truth = [(a.name, a.rate, b.rate) for a, b in there if a.rate.length == b.rate.length]
        return sorted(same_truth, key=lambda page: page[0])

    @property
    def both_wrong(self) -> list[str]:
        return [name for name, first, second in self.pages if first.errors and second.errors]

    @property
    def only_first_wrong(self) -> list[str]:
        return [name for name, first, second in self.pages if first.errors and not second.errors]

    @property
    def only_second_wrong(self) -> list[str]:
        return [name for name, first, second in self.pages if second.errors and not first.errors]

    @cached_property
    def totals(self) -> tuple[Rate, Rate]:
        """The CER of all pages as one text, under the first and the second."""
        return Rate.total([page[1] for page in self.pages]), Rate.total([page[2] for page in self.pages])

    @cached_property
    def difference(self) -> Difference:
        """The change in CER from the first to the second, with its 95 % interval over pages."""
        return difference([page[1] for page in self.pages], [page[2] for page in self.pages])

    @cached_property
    def verdict(self) -> Verdict:
        return verdict(*self.totals, self.difference)


def set_names(store: Store, only: Collection[SetName] = ()) -> list[tuple[str, str, int]]:
    """Every setting over a set that can be compared: "batch" or "study", its name, the setting's or trial's number.

    With ``only`` those of these sets.
    """
    names: list[tuple[str, str, int]] = []
    for batch in [batch for batch in store.batches() if not only or ("batch", batch.name) in only][:MAX_SETS]:
        choices = batch.spec.get("plan", {}).get("choices", [])
        names += [("batch", batch.name, number) for number in range(len(choices))]
    for study in [study for study in store.studies() if not only or ("study", study.name) in only][:MAX_SETS]:
        tried = [trial.number for trial in store.trials(study.name) if trial.state == "complete"]
        names += [("study", study.name, number) for number in tried]
    return names


def set_side(store: Store, kind: str, name: str, number: int) -> SetSide | None:
    """What was made of a set; None where it has been deleted meanwhile."""
    return _of_batch(store, name, number) if kind == "batch" else _of_study(store, name, number)


def _of_batch(store: Store, name: str, number: int) -> SetSide | None:
    batch = store.batch(name)
    if batch is None:
        return None
    pages = {}
    for row in store.rows(name):
        score = row.facts.get("score")
        if row.setting == number and row.state in ("read", "done") and score and METRIC in score:
            rate = Rate(score[METRIC]["errors"], score[METRIC]["length"])
            pages[row.facts["digests"][0]] = PageRate(row.facts["name"], rate)
    return SetSide(batch.spec["plan"]["choices"][number]["name"], pages)


def _of_study(store: Store, name: str, number: int) -> SetSide | None:
    study = store.study(name)
    trial = next((trial for trial in store.trials(name) if trial.number == number), None)
    if study is None or trial is None:
        return None
    pipeline = Pipeline.from_dict(trial.pipeline)
    names = {page["key"]: page["name"] for page in study.spec.get("pages", [])}
    pages = {
        reading.page: PageRate(
            names.get(reading.page, reading.page[:12]),
            Rate(reading.rates[METRIC]["errors"], reading.rates[METRIC]["length"]),
        )
        for reading in store.readings(name)
        if reading.pipeline == pipeline.digest and METRIC in reading.rates
    }
    return SetSide(str(pipeline), pages)
