"""The setting that is named has been read as the proof reads, and where it is no better the pages are left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from search_engine import TRUTH, entry, pages_of, plan_of, study_of

from ocrlab.pipeline import Pipeline
from ocrlab.search import Pages, Summary
from ocrlab.search.proving import words
from ocrlab.store import Store

NOTHING, RADIUS_1 = Pipeline(), Pipeline.of("median radius=1")
HASTY = {"hasty": True}  # at draft speed a page that is wiped out looks best
pytestmark = pytest.mark.usefixtures("a_home_of_its_own")


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(f"sqlite:///{tmp_path}/lab.sqlite3")


def fine(count: int) -> list:
    """Pages of five specks whose strokes any median wipes out: five errors without a filter, all letters with one."""
    return [entry(f"p{i}", 5, stroke=1, height=60 + i) for i in range(count)]


def test_of_the_last_few_settings_the_one_that_reads_best_exactly_is_named(store):
    # Radius 1 clears the specks, radius 3 wipes out the strokes of 3 px as well; a hasty reading has 2 and 1 wrong.
    entries = [entry(f"p{i}", 5, stroke=3, height=60 + i) for i in range(10)]
    study = study_of(store, plan_of("median? radius=1..3:2", settings=HASTY), pages_of(entries))
    summary = study.run()
    assert str(study.known.complete[0].pipeline) == "median radius=3 footprint=square"
    assert summary.best == RADIUS_1 and summary.best_trial == 1 and summary.turned_down is None
    assert (summary.proved.best.errors, summary.proved.no_filter.errors) == (0, 3 * 5)


def test_one_page_whose_proof_contradicts_the_search_is_left_as_it_is(store):
    summary = study_of(store, plan_of("median radius=1..2", settings=HASTY), pages_of(fine(1))).run()
    assert summary.best == NOTHING and summary.best_trial == 0
    assert summary.proved.seen_in_search and summary.proved.best == summary.proved.no_filter
    assert summary.turned_down is not None and summary.turned_down.setting.stages
    assert (summary.turned_down.rate.errors, summary.proved.best.errors) == (len(TRUTH), 5)
    assert words.verdict(summary).startswith("Leave the pages as they are: the best setting of the search reads worse")
    assert words.answer(summary).startswith("Best setting: no filter (turned down: median radius=")


def test_pages_held_out_decide_against_a_setting_too(store):
    summary = study_of(store, plan_of("median radius=1..2", settings=HASTY), pages_of(fine(10))).run()
    assert summary.best == NOTHING and not summary.proved.seen_in_search
    assert summary.turned_down is not None and summary.turned_down.gain.value == pytest.approx((52 - 5) / 52)
    assert "on 3 pages held out" in words.verdict(summary)


def test_a_setting_that_changes_no_error_is_turned_down_as_no_better(store):
    # On the search pages a median helps; the pages held out are clean already.
    searched = pages_of([entry(f"noisy{i}", 5, height=60 + i) for i in range(5)], hold_out=0).pages
    clean = pages_of([entry(f"clean{i}", 0, height=70 + i) for i in range(2)], hold_out=0).pages
    pages = Pages((*searched, *(replace(page, held=True) for page in clean)))
    summary = study_of(store, plan_of("median radius=1..2"), pages).run()
    assert summary.best == NOTHING
    assert "reads no better in the proof" in words.verdict(summary)


def test_what_a_summary_turned_down_is_written_and_read_back(store):
    summary = study_of(store, plan_of("median radius=1..2", settings=HASTY), pages_of(fine(1))).run()
    stored = summary.to_dict()
    assert stored["turned_down"]["best"]["stages"] and stored["best"]["stages"] == []
    assert Summary.from_dict(stored) == summary
