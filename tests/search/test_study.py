"""A search finds the best setting, proves it on pages it never saw, reads nothing twice, and survives everything."""

from __future__ import annotations

import json

import numpy as np
import pytest
import search_engine
from search_engine import TRUTH, InPlace, dataset, entry, noted, pages_of, plan_of, study_of

from ocrlab.datasets import Entry, Sample, groups
from ocrlab.errors import FileError, ImageError, InputError, ParamError
from ocrlab.pipeline import Pipeline
from ocrlab.search import Plan, Trial, tables
from ocrlab.search.proving import words
from ocrlab.store import Readings, Store
from ocrlab.workers import local_pool

MEDIAN = Pipeline.of("median radius=1")
pytestmark = pytest.mark.usefixtures("a_home_of_its_own")


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(f"sqlite:///{tmp_path}/lab.sqlite3")


# Which pages


def test_a_share_of_the_pages_is_held_out_from_every_group_and_always_the_same():
    pages = pages_of(dataset(10, 10))
    held = [page.name for page in pages.held]
    assert len(held) == 6 and sum(name.startswith("fine") for name in held) == 3
    assert [page.name for page in pages_of(list(reversed(dataset(10, 10)))).held] == held
    assert [page.name for page in pages_of(dataset(10, 10), seed=1).held] != held


def test_equal_pictures_are_never_on_both_sides():
    pages = pages_of([entry(f"a/{i}", 5 + i // 4, "a") for i in range(16)], hold_out=0.5)
    counts = [{page.entry.load().digest for page in side} for side in (pages.search, pages.held)]
    assert counts[1] and not counts[0] & counts[1]


@pytest.mark.parametrize(
    ("count", "share", "held"), [(1, 0.3, 0), (2, 0.3, 1), (3, 0.9, 2), (10, 0.0, 0), (10, 0.01, 1)]
)
def test_at_least_one_page_is_left_to_search_and_one_to_prove(count, share, held):
    pages = pages_of(dataset(count), hold_out=share)
    assert (len(pages.search), len(pages.held)) == (count - held, held)


def test_pages_that_cannot_be_used_are_named_and_left_out(store):
    def broken():
        raise ImageError("scan.png: is damaged")

    nameless = entry("untitled", 5)
    untold = Entry("untold.png", lambda: type(nameless.load())("untold.png", nameless.load().image))
    pages = pages_of([*dataset(8), Entry("scan.png", broken), untold])
    assert len(pages.pages) == 8
    assert pages.left_out[0] == "scan.png: is damaged" and pages.left_out[1].startswith("untold.png: has no truth; ")
    assert study_of(store, pages=pages).run().left_out == pages.left_out


def test_a_page_whose_truth_says_that_it_is_blank_is_searched_and_what_is_read_on_it_is_an_error(store):
    pages = pages_of(
        [*dataset(7), Entry("blank.png", lambda: Sample("blank.png", np.full((50, 60), 255, np.uint8), "\n"))]
    )
    assert not pages.left_out
    assert {page.name for page in pages.pages} >= {"blank.png"}


def test_a_page_is_another_where_other_boxes_do_not_count():
    box = ((0, 0), (9, 0), (9, 9), (0, 9))
    pixels = np.full((50, 60), 255, np.uint8)
    keys = {
        pages_of([Entry("a.png", lambda boxes=boxes: Sample("a.png", pixels, "a", ignored=boxes))]).pages[0].key
        for boxes in ((), (box,), (box, box))
    }
    assert len(keys) == 3


def test_a_data_set_without_one_usable_page_is_refused():
    def broken():
        raise ImageError("scan.png: is damaged")

    with pytest.raises(InputError, match=r"not one page can be used, 1 left out; the first: scan.png"):
        pages_of([Entry("scan.png", broken)])


def test_a_table_groups_the_pages_of_a_folder(tmp_path):
    (tmp_path / "manifest.csv").write_text("file,kind,year\na.png,typed,1900\nb.png,printed,1950\n")
    pages = [entry("a.png", 5), entry("b.png", 6), entry("c.png", 7)]
    assert groups.columns(tmp_path) == ["kind", "year"] and groups.columns(tmp_path / "none") == []
    grouped = groups.by_column(pages, tmp_path, "kind")
    assert [(entry.group, entry.load().group) for entry in grouped] == [("typed",) * 2, ("printed",) * 2, ("", "")]
    with pytest.raises(FileError, match=r"has no column 'colour'; it has file, kind, year"):
        groups.by_column(pages, tmp_path, "colour")
    with pytest.raises(FileError, match=r"has no manifest.csv to group by"):
        groups.by_column(pages, tmp_path / "none", "kind")


# What it finds


def test_it_begins_with_no_filter_and_the_current_setting_and_finds_the_best(store):
    watched: list[Trial] = []
    study = study_of(store, plan_of(current=Pipeline.of("median radius=4")), watch=watched.append)
    summary = study.run()
    assert [(t.number, t.origin, str(t.pipeline)) for t in watched[:2]] == [
        (0, "no filter", "no filter"),
        (1, "current", "median radius=4 footprint=square"),
    ]
    # Specks go from 5 to 14 on the ten pages; a median clears them all, and from radius 9 on the stroke as well.
    assert summary.best == Pipeline.of("median radius=4")
    assert watched[0].rate.errors == sum(5 + int(page.name.split("/")[1]) for page in study.known.searched)
    assert summary.proved.best.errors == 0 and summary.proved.no_filter.errors > 0
    assert [t.state for t in watched if t.pipeline.stages and t.pipeline.stages[0].settings["radius"] >= 9] == [
        "pruned"
    ] * 2


def test_a_gain_on_six_pages_held_out_is_better_with_its_interval(store):
    gain = study_of(store, pages=pages_of(dataset(20))).run().proved.gain
    assert gain.verdict == "better" and gain.units == 6 and gain.low <= gain.value <= gain.high < 0


def test_where_every_filter_harms_doing_nothing_wins(store):
    summary = study_of(store, plan_of("median radius=1..4"), pages_of(dataset(0, 12))).run()
    gain = summary.proved.gain
    assert summary.best == Pipeline() and summary.best_trial == 0 and summary.turned_down is None
    assert gain.verdict == "cannot tell" and (gain.low, gain.high) == (0.0, 0.0)


def test_on_pages_spoilt_on_purpose_no_filter_is_the_spoilt_page_and_the_proof_reads_it(store):
    spoilt = Pipeline.of("salt_and_pepper share=0.01")
    current = Pipeline.of("median radius=4").on_page_spoilt_by(spoilt)
    study = study_of(store, plan_of("median? radius=1..3", current=current), pages_of(dataset(20)))
    summary = study.run()
    first, second = study.trials[:2]
    assert (first.origin, first.pipeline, second.pipeline) == ("no filter", spoilt, current)
    assert all(trial.pipeline.spoiling == spoilt for trial in study.trials)
    as_they_come = sum(5 + int(page.name.split("/")[1]) for page in study.known.proof_pages)
    assert summary.best.filtering.stages and summary.proved.no_filter.errors > as_they_come
    assert any("All pages were spoilt on purpose first (salt_and_pepper" in line for line in words.lines(summary))
    assert next(iter(tables.named_settings(summary, current).values())) == ("", spoilt)


def test_where_no_filter_wins_on_spoilt_pages_the_answer_says_leave_them_as_they_are(store):
    spoilt = Pipeline.of("low_contrast share=0.9")
    summary = study_of(store, plan_of("median radius=1..4", current=spoilt), pages_of(dataset(0, 12))).run()
    assert summary.best == spoilt and summary.best_trial == 0
    assert words.verdict(summary).startswith("No filter is best") and words.answer(summary) == "Best setting: no filter"


def test_text_boxes_locked_on_a_spoilt_page_are_looked_for_there_and_go_where_it_was_moved(store):
    plan = plan_of("median radius=1..3", current=Pipeline.of("small_print factor=0.5"), locked=True)
    study = study_of(store, plan)
    study.run()
    page = study.known.searched[0]
    assert study.reader._locked(page).text_boxes.level == ((0, 60, 0, study.reader.load(page).image.shape[0] // 2),)


def test_groups_have_settings_of_their_own_and_a_recipe_serves_both(store):
    summary = study_of(store, plan_of("median? radius=1..6"), pages_of(dataset(8, 8))).run()
    by_group = {group.name: group.best for group in summary.groups}
    assert by_group["fine"] == Pipeline() and by_group["noisy"].stages
    recipe = summary.recipe
    assert recipe.chosen.errors == recipe.best_per_page.errors == 0 < recipe.best_for_all.errors
    assert summary.best_per_page.search.errors == 0


def test_without_a_truth_it_follows_confidence_and_says_that_this_is_a_proxy(store):
    pages = pages_of(dataset(10), need_truth=False)
    summary = study_of(store, plan_of(metric="confidence"), pages).run()
    assert summary.best == Pipeline.of("median radius=2") and "Not accuracy" in (summary.proxy or "")


def test_an_accuracy_and_its_error_rate_find_the_same(store):
    errors = study_of(store, plan_of(metric="cer")).run()
    accuracy = study_of(store, plan_of(metric="character_accuracy"), name="other").run()
    assert errors.best == accuracy.best and accuracy.proved.best.rate == 1 - errors.proved.best.rate


# Few readings


def test_the_same_pixels_are_read_once(store, tmp_path):
    pool, note = InPlace(), tmp_path / "note"
    plan = plan_of("median radius=0..2", "median? radius=0..1", settings={"note": str(note)})
    study = study_of(store, plan, pool=pool)
    summary = study.run()
    assert len(noted(note)) == pool.asked == summary.readings == len({r.key for r in store.readings(study.name)})
    assert summary.readings_saved > 0


def test_another_study_reads_nothing_that_one_has_read(store):
    study_of(store, name="one").run()
    pool = InPlace()
    other = study_of(store, plan_of("median radius=2..4:2"), pool=pool, name="other").run()
    assert pool.asked == 0 and other.readings == 0


def test_a_hopeless_setting_costs_few_readings(store):
    study = study_of(store, plan_of("median radius=9..14"), pages_of(dataset(20)))
    summary = study.run()
    assert all(trial.pages <= 3 for trial in study.trials[1:])
    assert summary.readings < summary.readings_naive / 4


def test_the_search_reads_at_draft_speed_and_the_proof_at_the_exact_one(store):
    plan = plan_of()
    assert plan.settings["speed"] == "draft" and plan.proof["speed"] == "exact" and plan.drafted
    assert plan_of(settings={"speed": "exact"}).drafted is False
    study = study_of(store, plan)
    study.run()
    held = {page.key for page in study.pages.held}
    speeds = {
        (reading.page in held, reading.settings == plan.reads(proof=True).tag) for reading in store.readings(study.name)
    }
    # Of the search pages only the last few settings are read exactly, of the pages held out all that are read.
    assert speeds == {(False, False), (False, True), (True, True)}


def test_two_workers_find_what_one_thread_finds(store, tmp_path):
    plan = plan_of("median radius=0..12:6")
    alone = study_of(Store(f"sqlite:///{tmp_path}/alone.sqlite3"), plan, workers=0)
    with local_pool(2, modules=("search_engine",), readings=Readings()) as pool:
        both = study_of(store, plan, pool=pool, workers=2)
        alone.run()
        both.run()
    trials = [[(t.number, str(t.pipeline), t.state, t.pages, t.value) for t in study.trials] for study in (alone, both)]
    assert trials[0] == trials[1] and len(trials[0]) == 4


# Its name, its end


def test_a_study_told_that_it_is_enough_proves_what_it_has(store):
    study = study_of(store, watch=lambda t: t.number == 2 and study.finish())
    summary = study.run()
    assert summary.trials == 3 and summary.proved.best.errors == 0
    assert store.study(study.name).state == "done"


def test_a_name_that_is_taken_by_another_search_is_refused(store):
    study_of(store, name="mine").run()
    with pytest.raises(ParamError, match=r"'mine' searches something else; choose another name"):
        study_of(store, plan_of("otsu?"), name="mine")
    with pytest.raises(ParamError, match=r"'mine' searches other pages"):
        study_of(store, pages=pages_of(dataset(5)), name="mine")


# What cannot be


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"vary": ("rotate angle=-180..180", "resize width=0..10000 height=0..10000")},
            "grid: has 360,172,023,601 points",
        ),
        ({"metric": "speed"}, "metric: must be one of cer, wer, .* confidence, got 'speed'"),
        ({"sampler": "guess"}, "sampler: must be one of tpe, nsga2, random, grid, got 'guess'"),
        ({"trials": 1}, "trials: must be 2..100000"),
        ({"hold_out": 1.0}, "hold-out: must be a share of the pages, 0..0.9, got 1.0"),
        ({"normalise": "nothing"}, "nothing"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_before_a_page_is_read(given, message):
    with pytest.raises(ParamError, match=message):
        plan_of(*given.pop("vary", ()), **given)


def test_locked_regions_are_found_once_and_follow_the_text_of_a_page_that_is_scaled(store):
    study = study_of(store, plan_of("median radius=1..3", "scale factor=1|2", locked=True))
    study.run()
    assert len(study.reader._text_boxes) == 10
    with pytest.raises(ParamError, match=r"locked: dewarp bends the page"):
        study_of(store, plan_of("dewarp?", locked=True), name="other")


def test_a_plan_is_written_and_read_back():
    plan = plan_of("median radius=1..3", current=MEDIAN, sampler="tpe", trials=9)
    assert Plan.from_dict(json.loads(json.dumps(plan.to_dict()))) == plan
    assert plan.fingerprint == plan_of("median radius=1..3", current=MEDIAN, sampler="tpe", trials=50).fingerprint


def test_progress_counts_what_is_done_saved_and_to_go(store):
    watched = []
    study = study_of(store, watch=lambda t: watched.append(study.progress))
    study.run()
    assert [progress.trials for progress in watched] == list(range(1, 9)) and watched[-1].budget >= 8
    assert watched[4].to_go is not None and watched[4].best.rate.errors == 0 and watched[4].no_filter.number == 0
    assert study.progress.phase == "done" and len(TRUTH) == 52 and search_engine.ENGINE.name == "specks"


# What is drawn


def test_hopeless_settings_do_not_squash_the_axis_of_the_others(store):
    study = study_of(store, plan_of("median radius=0..12:2"))
    study.run()
    low, high = tables.limits(study.known)
    scores = [row["score"] for row in tables.trials(study.known)]
    assert low == min(scores) < tables.no_filter(study.known) < high < max(scores) == 1.0
    alike = study_of(store, plan_of("median radius=0..2"), name="alike")
    alike.run()
    assert tables.limits(alike.known) is None


def test_a_setting_given_up_early_has_an_interval_of_what_it_was_heading_for(store):
    study = study_of(store, plan_of("median? radius=1..6"), pages_of(dataset(8, 8)))
    study.run()
    [radius] = [d for d in study.space.dimensions if d.is_number]
    rows = {row["trial"]: row for row in tables.by_value(study.known, radius)}
    pruned = [t for t in study.trials if t.state == "pruned" and t.number in rows and t.pages > 1]
    assert pruned and all(rows[t.number]["low"] <= rows[t.number]["score"] <= rows[t.number]["high"] for t in pruned)
    assert any(rows[t.number]["low"] < rows[t.number]["high"] for t in pruned)


def test_two_parameters_are_drawn_that_some_trial_had_together(store):
    vary = "median|gaussian|none median.radius=1..3 median.footprint=square|disk gaussian.sigma=1..2:1"
    study = study_of(store, plan_of(vary))
    study.run()
    pairs = tables.together(study.known)
    assert pairs[0] == ("median.radius", "median.footprint") and ("median.radius", "gaussian.sigma") not in pairs
