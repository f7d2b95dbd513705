"""The verdict stands for two readings of one request, says whether it could be chance, and is dimmed once it is old."""

from __future__ import annotations

import pytest
from fake_pool import FIRST, FakeJob, Pool, control, html
from paths import APP
from streamlit.testing.v1 import AppTest

from ocrlab.datasets import builtin
from ocrlab.reading import Reading
from ocrlab.scoring import Difference
from ocrlab.ui.tune import scores

TRUTH = builtin(FIRST).truth


class Held(Pool):
    """Once told to hold a side, its readings do not end until they are let go."""

    def __init__(self) -> None:
        super().__init__()
        self.holds: set[str] = set()
        self.held: dict[str, FakeJob] = {}

    def request(self, image, engine, settings, owner, slot, text_boxes=None):
        job = super().request(image, engine, settings, owner, slot, text_boxes)
        if slot in self.holds:
            job = self.held[slot] = FakeJob("running", stage="detecting")
        return job

    def let_go(self, slot: str) -> None:
        self.held[slot].end(result=self.read(slot))


@pytest.fixture
def pool(monkeypatch) -> Held:
    made = Held()
    monkeypatch.setattr("ocrlab.ui.pool.shared_pool", lambda: made)
    return made


@pytest.fixture
def app(pool) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state["recognition"] = True
    return app.run()


def verdict(app: AppTest) -> str:
    (element,) = (e.proto.body for e in app.get("html") if '<p class="ocr-verdict' in e.proto.body)
    return element


def numbers(app: AppTest) -> list[str]:
    return [metric.value for metric in app.metric]


def is_dimmed(app: AppTest) -> bool:
    """The verdict, with the numbers beside it and the tables below."""
    pair = app.session_state["tune"].known("white space").pair
    assert ("ocr-verdict old" in verdict(app)) == pair.old
    return pair.old


def test_while_the_filtered_page_is_read_the_verdict_of_the_setting_before_is_dimmed_and_says_so(app, pool):
    assert not is_dimmed(app)
    pool.holds = {"filtered"}
    app.slider[0].set_value(2).run()
    assert is_dimmed(app) and "of the setting before; the new one is not read yet" in verdict(app)
    pool.let_go("filtered")
    app.run()
    assert not is_dimmed(app) and "better" in verdict(app)


def test_a_new_reading_of_one_side_is_never_compared_with_an_old_one_of_the_other(app, pool):
    before = numbers(app)
    pool.holds, pool.says["original"] = {"filtered"}, TRUTH
    control(app, "segmented_control", "easyocr:speed").set_value("fast").run()
    state = app.session_state["tune"]
    assert state.known("white space").shown["original"].reading.text  # it is there, and it is right
    assert is_dimmed(app) and "Better by 100 points" in verdict(app) and numbers(app) == before
    pool.let_go("filtered")
    app.run()
    assert not is_dimmed(app) and "No difference" in verdict(app)


def test_a_cancelled_reading_leaves_the_verdict_before_it_dimmed(app, pool):
    pool.holds = {"filtered"}
    app.slider[0].set_value(2).run()
    next(button for button in app.button if button.label == "Cancel").click().run()
    app.run()
    assert is_dimmed(app) and any("Reading stopped" in caption.value for caption in app.caption)


def test_a_truth_typed_meanwhile_scores_the_old_pair_anew(app, pool):
    pool.holds = {"filtered"}
    app.slider[0].set_value(2).run()
    next(area for area in app.text_area if area.label == "What the page really says").set_value("none of it").run()
    assert is_dimmed(app) and "Worse" in verdict(app)


def test_without_a_truth_two_readings_agree_only_if_they_are_of_one_request(app, pool):
    next(area for area in app.text_area if area.label == "What the page really says").set_value("").run()
    before = numbers(app)
    pool.holds, pool.says["original"] = {"filtered"}, TRUTH
    control(app, "segmented_control", "easyocr:speed").set_value("fast").run()
    assert numbers(app) == before and app.session_state["tune"].known("white space").pair.old


def test_what_could_be_chance_is_not_green_and_not_called_harm(app, pool):
    pool.says = {"original": TRUTH.replace("Harbour", "Harbonr"), "filtered": TRUTH}
    control(app, "segmented_control", "easyocr:speed").set_value("draft").run()
    assert 'class="ocr-verdict unsure"' in verdict(app) and "it could be chance" in verdict(app)
    pool.says = {"original": TRUTH, "filtered": TRUTH.replace("Harbour", "Harbonr")}
    control(app, "segmented_control", "easyocr:speed").set_value("fast").run()
    assert 'class="ocr-verdict unsure"' in verdict(app) and "harm" not in verdict(app)


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (-0.041, 0.021, "between 4 points better and 2 points worse"),
        (-0.041, 0.001, "at most 4 points better"),
        (0.0, 0.012, "at most 1 point worse"),
        (-0.004, 0.004, "less than a point either way"),
    ],
)
def test_an_interval_names_only_the_ends_that_are_a_change(low, high, told):
    assert scores.interval(Difference(0.0, low, high, 9, "cannot tell")) == told


def test_words_that_change_while_the_characters_do_not_are_told(app, pool):
    pool.says = {
        "original": TRUTH.replace("Winter", "Wlnter").replace("notice", "n0tice"),
        "filtered": TRUTH.replace("timetable", "tlmetab1e"),
    }
    control(app, "segmented_control", "easyocr:speed").set_value("fast").run()
    captions = " ".join(caption.value for caption in app.caption)
    assert "No difference" in verdict(app) and "Word errors fell from 2 to 1." in captions


def test_another_page_shows_no_verdict_until_it_is_read(app, pool):
    pool.holds = {"original", "filtered"}
    control(app, "selectbox", "source").select("sample:receipt").run()
    assert "Reading both sides" in verdict(app) and not app.metric


def test_an_empty_reading_is_a_reading(app, pool):
    assert app.session_state["tune"].known("white space").pair.original.reading == Reading()
    assert "Better by 100 points" in html(app)
