"""Over a set of pages two settings are compared page by page: what both read wrong, and what only one of them."""

from __future__ import annotations

import pytest
from many_pages import MEDIAN, batch_of, scans
from search_engine import study_of

from ocrlab.batch import Setting
from ocrlab.pipeline import Pipeline
from ocrlab.runs.sets import PageRate, SetsCompared, SetSide, set_names, set_side
from ocrlab.scoring import Rate
from ocrlab.store import Store

pytestmark = pytest.mark.usefixtures("a_home_of_its_own")


def side(name: str, **errors: int) -> SetSide:
    return SetSide(name, {page: PageRate(f"{page}.png", Rate(wrong, 10)) for page, wrong in errors.items()})


def test_each_page_is_wrong_for_both_for_one_or_for_none() -> None:
    compared = SetsCompared(side("first", a=1, b=0, c=2, d=0, e=3), side("second", a=2, b=1, c=0, d=0, f=9))
    assert (compared.both_wrong, compared.only_first_wrong, compared.only_second_wrong) == (
        ["a.png"],
        ["c.png"],
        ["b.png"],
    )
    assert len(compared.pages) == 4 and compared.totals == (Rate(3, 40), Rate(3, 40))


def test_a_page_that_has_another_truth_now_is_not_compared() -> None:
    other = SetSide("second", {"a": PageRate("a.png", Rate(1, 11))})
    assert SetsCompared(side("first", a=1), other).pages == []


def test_the_settings_of_a_batch_are_compared_on_its_pages(tmp_path) -> None:
    batch = batch_of(scans(tmp_path / "scans"), tmp_path / "out", "text", MEDIAN, Setting.of("none", Pipeline()))
    batch.run()
    names = set_names(batch.store)
    assert names == [("batch", batch.name, 0), ("batch", batch.name, 1)]
    with_median, without = (set_side(batch.store, *name) for name in names)
    compared = SetsCompared(without, with_median)
    assert compared.only_first_wrong == ["0.png", "1.png", "2.png", "3.png"] and compared.verdict.kind == "better"
    assert compared.totals[0].errors == 5 + 6 + 7 + 8


def test_the_trials_of_a_study_are_compared_on_the_pages_that_both_read(tmp_path) -> None:
    store = Store(tmp_path / "lab.sqlite3")
    study_of(store).run()
    names = [name for name in set_names(store) if name[0] == "study"]
    sides = [set_side(store, *name) for name in names]
    assert len(sides) > 2 and all(side.pages for side in sides)
    assert SetsCompared(sides[0], sides[1]).pages
    assert set_side(store, "study", "gone", 0) is None and set_side(store, "batch", "gone", 0) is None
