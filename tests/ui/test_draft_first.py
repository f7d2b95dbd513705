"""A page that is read slowly is read as a draft first: marked as one, and never compared with an exact reading."""

from __future__ import annotations

import pytest
from fake_pool import FIRST, FakeJob, Pool, control, html
from paths import APP
from streamlit.testing.v1 import AppTest

from ocrlab.datasets import builtin
from ocrlab.engines import get_engine, settings_at_first

TRUTH = builtin(FIRST).truth
DRAFTS, EXACT = ["original draft", "filtered draft"], ["original", "filtered"]


class Slow(Pool):
    """Nothing was read before, and each reading ends when a test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.has_read = False
        self.says |= {"original draft": "", "filtered draft": TRUTH.replace("e", "c")}
        self.jobs: dict[str, FakeJob] = {}

    def request(self, image, engine, settings, owner, slot, text_boxes=None):
        super().request(image, engine, settings, owner, slot, text_boxes)
        job = self.jobs[slot] = FakeJob("running", stage="detecting")
        return job

    def end(self, *slots: str) -> None:
        for slot in slots:
            self.jobs[slot].end(result=self.read(slot))


@pytest.fixture
def pool(monkeypatch) -> Slow:
    made = Slow()
    monkeypatch.setattr("ocrlab.ui.pool.shared_pool", lambda: made)
    monkeypatch.setattr("ocrlab.engines.easyocr.engine.draft_is_prepared", lambda: True)
    return made


@pytest.fixture
def app(pool) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state["recognition"] = True
    return app.run()


def pair(app: AppTest):
    return app.session_state["tune"].known("white space").pair


def heads(app: AppTest) -> list[str]:
    """What stands over the two texts."""
    return [element.value for element in app.markdown if " text**" in element.value]


def asked(pool: Slow) -> list[tuple[str, str]]:
    return [(slot, settings["speed"]) for slot, settings in pool.asked]


def test_both_drafts_are_asked_for_before_both_exact_readings(app, pool):
    assert asked(pool) == [(slot, "draft") for slot in DRAFTS] + [(slot, "exact") for slot in EXACT]


def test_a_draft_is_shown_and_marked_as_soon_as_it_is_there(app, pool):
    pool.end("original draft")
    app.run()
    assert [":blue-badge[draft]" in head for head in heads(app)] == [True, False] and pair(app) is None
    pool.end("filtered draft")
    app.run()
    assert all(":blue-badge[draft]" in head for head in heads(app)) and not app.exception
    assert "by drafts of both sides; the exact readings are not there yet" in html(app)
    assert 'class="ocr-verdict draft"' in html(app)
    assert [metric.label for metric in app.metric] == ["Character accuracy (draft)", "CER (draft)", "WER (draft)"]


def test_the_drafts_stay_until_both_exact_readings_are_there(app, pool):
    pool.end(*DRAFTS, "original")
    app.run()
    drafted = pair(app)
    assert drafted.is_draft and {run.settings["speed"] for run in drafted.runs.values()} == {"draft"}
    assert all(":blue-badge[draft]" in head for head in heads(app))
    pool.end("filtered")
    app.run()
    exact = pair(app)
    assert not exact.is_draft and {run.settings["speed"] for run in exact.runs.values()} == {"exact"}
    assert not any("draft" in head for head in heads(app)) and "Better by 100 points" in html(app)
    assert [metric.label for metric in app.metric] == ["Character accuracy", "CER", "WER"]


def test_after_a_moved_slider_the_new_drafts_take_the_old_exact_numbers_place(app, pool):
    pool.end(*DRAFTS, *EXACT)
    app.run()
    pool.asked.clear()
    app.slider[0].set_value(2).run()
    assert [slot for slot, _ in pool.asked] == ["filtered draft", "filtered"], "the original's are there"
    assert pair(app).old and not pair(app).is_draft
    pool.end("filtered draft")
    app.run()
    assert pair(app).is_draft and not pair(app).old
    pool.end("filtered")
    app.run()
    assert not pair(app).is_draft and not pair(app).old


def test_what_was_read_before_is_not_drafted(app, pool):
    pool.has_read = True
    pool.asked.clear()
    app.slider[0].set_value(2).run()
    assert asked(pool) == [("filtered", "exact")]


def test_a_setting_that_is_quick_already_is_read_once(app, pool):
    pool.asked.clear()
    control(app, "segmented_control", "easyocr:speed").set_value("draft").run()
    assert asked(pool) == [(slot, "draft") for slot in EXACT]
    pool.end(*EXACT)
    app.run()
    assert not pair(app).is_draft


def test_in_locked_text_boxes_a_page_is_read_once(app, pool):
    pool.detect = lambda *args, **kwargs: FakeJob(result=None)
    pool.asked.clear()
    control(app, "segmented_control", "lock").set_value("original").run()
    assert not any("draft" in slot for slot, _ in pool.asked)


def test_cancel_stops_drafts_and_exact_readings_and_leaves_the_draft_that_is_there(app, pool):
    pool.end("original draft")
    app.run()
    next(button for button in app.button if button.label == "Cancel").click().run()
    app.run()
    states = {slot: job.state for slot, job in pool.jobs.items()}
    assert states == {"original draft": "done"} | dict.fromkeys(["filtered draft", *EXACT], "cancelled")
    assert [":blue-badge[draft]" in head for head in heads(app)] == [True, False]
    assert any("Reading stopped" in caption.value for caption in app.caption)


def test_a_draft_that_fails_costs_nothing_but_itself(app, pool):
    pool.end("original draft", *EXACT)
    pool.jobs["filtered draft"].end("failed", error="easyocr: the draft network is damaged")
    app.run()
    assert not pair(app).is_draft and not app.error and "Better by 100 points" in html(app)


def test_drafts_are_neither_downloaded_nor_a_truth_to_start_from(app, pool):
    pool.end(*DRAFTS)
    app.run()
    assert next(button for button in app.button if button.label == "Write the truth line by line").disabled


def test_the_page_is_left_with_no_draft_under_way(app, pool):
    app.session_state["tune"].leave()
    assert {job.state for job in pool.jobs.values()} == {"cancelled"}


def test_drafts_of_another_page_are_forgotten(app, pool):
    pool.end(*DRAFTS)
    app.run()
    pool.says["filtered draft"] = "of another page"
    control(app, "selectbox", "source").select("sample:receipt").run()
    assert pair(app) is None and not any("draft" in head for head in heads(app))


def test_only_a_slow_speed_of_an_engine_that_has_a_prepared_draft_is_drafted(monkeypatch):
    easyocr, rapidocr = get_engine("easyocr"), get_engine("rapidocr")
    monkeypatch.setattr("ocrlab.engines.easyocr.engine.draft_is_prepared", lambda: True)
    assert settings_at_first(easyocr, {"speed": "exact", "decoder": "greedy"}) == {
        "speed": "draft",
        "decoder": "greedy",
    }
    assert settings_at_first(easyocr, {"speed": "fast"}) is None and settings_at_first(rapidocr, {}) is None
    monkeypatch.setattr("ocrlab.engines.easyocr.engine.draft_is_prepared", lambda: False)
    assert settings_at_first(easyocr, {"speed": "exact"}) is None
