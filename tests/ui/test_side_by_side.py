"""Engines side by side on the Tune page: read when asked, scored against the truth, said in a sentence."""

from __future__ import annotations

import pytest
from fake_pool import FakeJob, control
from paths import APP
from streamlit.testing.v1 import AppTest

import ocrlab.engines
from ocrlab.contest import offered
from ocrlab.datasets import builtin, builtin_samples
from ocrlab.engines import engines
from ocrlab.engines.tesseract import programs
from ocrlab.reading import Reading, Word
from ocrlab.scoring import Rate
from ocrlab.ui.tune.contest_results import sentence
from ocrlab.wording import percent

FIRST = builtin(builtin_samples()[0].name)
BOX = ((5, 5), (90, 5), (90, 30), (5, 30))
STOCK = "easyocr", "stock"
LINES = FIRST.truth.splitlines()


def reading_of(lines: list[str], confidence: float = 0.9) -> Reading:
    rows = [[(x, 40 * row + y) for x, y in BOX] for row in range(len(lines))]
    return Reading(tuple((Word(line, tuple(box), confidence),) for line, box in zip(lines, rows, strict=True)))


class Pool:
    """Tesseract reads as it should, EasyOCR loses the first letter of each line, the original says nothing."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []
        self.state = "done"

    def warm_up(self, engine: str, settings: object) -> None: ...

    def knows(self, key: str) -> bool:
        return True

    def request(self, image, engine, settings, owner, slot, text_boxes=None):
        self.asked.append((engine, settings.get("speed", ""), slot))
        state = self.state if " by " in slot else "done"
        lines = LINES if engine == "tesseract" else [line[1:] for line in LINES]
        return FakeJob(state, reading_of(lines, 0.8) if slot.startswith("filtered") else Reading())


@pytest.fixture
def pool(monkeypatch) -> Pool:
    made = Pool()
    monkeypatch.setattr("ocrlab.ui.pool.shared_pool", lambda: made)
    real = {name: engine for name, engine in engines().items() if name in ("easyocr", "tesseract")}
    monkeypatch.setattr(ocrlab.engines.registry, "_registered", real)
    monkeypatch.setattr(real["tesseract"], "available", lambda settings=None: None)
    return made


@pytest.fixture
def app(pool) -> AppTest:
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state["side-by-side"] = True
    return app.run()


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def table(app: AppTest) -> dict[str, dict]:
    """The rows of the last table, by engine."""
    frame = app.dataframe[-1].value
    return {row["engine"]: row for row in frame.to_dict("records")}


def said(app: AppTest) -> str:
    return " ".join(element.value for element in app.markdown)


def test_nothing_is_read_with_another_engine_before_it_is_asked_for(app, pool):
    assert [slot for *_, slot in pool.asked] == ["original", "filtered"]
    assert app.session_state["tune"].contest.chosen == ["EasyOCR exact", "Tesseract"]


def test_two_engines_are_scored_against_the_truth_and_a_sentence_says_which_made_fewer_errors(app, pool):
    press(app, "Read with both")
    assert pool.asked[2:] == [
        ("easyocr", "exact", "filtered by EasyOCR exact"),
        ("tesseract", "", "filtered by Tesseract"),
        ("easyocr", "exact", "original by EasyOCR exact"),
        ("tesseract", "", "original by Tesseract"),
    ]
    rows = table(app)
    assert rows["Tesseract"]["errors"] == 0 and rows["Tesseract"]["beside"] == "fewest errors"
    assert rows["EasyOCR exact"]["errors"] == len(LINES) and rows["EasyOCR exact"]["beside"] == "worse"
    assert rows["EasyOCR exact"]["confidence"] == pytest.approx(80)
    assert f"Tesseract makes {len(LINES)} errors fewer than EasyOCR exact on this page." in said(app)
    assert "95 % sure" in said(app) and not app.exception and not app.error


def test_with_the_original_it_is_said_whom_the_filter_helps_and_whether_filter_or_engine_matters_more(app):
    press(app, "Read with both")
    row = table(app)["Tesseract"]
    assert row["change"] == -100 and row["interval"] == "-100.0 to -100.0 points"
    assert "“Median” helps EasyOCR exact and Tesseract." in said(app)
    share = percent(len(LINES) / len(" ".join(LINES)))
    assert (
        f"EasyOCR exact with this median: {share}. Tesseract without any filter: 100.0 %. Here the filter matters more "
        "than the engine. Best of all: Tesseract with this median, 0.0 %." in said(app).replace("\\", "")
    )


def test_the_filtered_page_alone_answers_no_such_question(app, pool):
    control(app, "toggle", "contenders-original").set_value(False).run()
    press(app, "Read with both")
    assert [slot for *_, slot in pool.asked[2:]] == ["filtered by EasyOCR exact", "filtered by Tesseract"]
    assert "matters more" not in said(app) and "interval" not in table(app)["Tesseract"]


def test_without_a_truth_the_table_says_that_it_is_no_accuracy(app):
    next(area for area in app.text_area if area.label == "What the page really says").set_value("").run()
    press(app, "Read with both")
    row = table(app)["Tesseract"]
    assert not {"cer", "errors", "beside"} & set(row) and 80 < row["agreement"] < 100
    assert any("Not accuracy" in caption.value for caption in app.caption)
    assert any("only a ground truth can tell" in caption.value for caption in app.caption)
    assert "errors fewer" not in said(app) and "matters more" not in said(app) and not app.exception


def test_more_engines_are_added_and_only_they_are_read(app, pool):
    press(app, "Read with both")
    pool.asked.clear()
    control(app, "button_group", "contenders").set_value(["EasyOCR exact", "EasyOCR stock", "Tesseract"]).run()
    assert table(app)["EasyOCR stock"]["note"] == "not read yet"
    press(app, "Read with these 3")
    assert pool.asked == [(*STOCK, "filtered by EasyOCR stock"), (*STOCK, "original by EasyOCR stock")]
    assert table(app)["EasyOCR stock"]["errors"] == len(LINES)


def test_one_engine_alone_is_not_compared(app):
    control(app, "button_group", "contenders").set_value(["Tesseract"]).run()
    assert any(caption.value == "Choose two or more." for caption in app.caption)
    assert next(button for button in app.button if button.label.startswith("Read with")).disabled


def test_they_read_with_what_is_set_for_their_engine(app, pool):
    app.session_state["lab"].settings = {"decoder": "beamsearch", "speed": "stock"}
    app.run()
    press(app, "Read with both")
    wanted = {contender.title: contender for contender in _offered(app)}
    assert wanted["EasyOCR exact"].settings["decoder"] == "beamsearch"
    app.session_state["lab"].engine, app.session_state["lab"].settings = "tesseract", {"dpi": 300}
    app.run()
    wanted = {contender.title: contender for contender in _offered(app)}
    assert wanted["Tesseract"].settings["dpi"] == 300
    assert wanted["EasyOCR fast"].settings["decoder"] == "beamsearch", "as it was set before"


def test_all_are_asked_in_the_languages_of_the_engine_in_use(monkeypatch):
    here = programs.Program("tesseract", "the system's", "5.5", ("eng", "deu"))
    monkeypatch.setattr(programs, "_programs", lambda *_: (here,))
    real = {name: engine for name, engine in engines().items() if name in ("easyocr", "rapidocr", "tesseract")}
    monkeypatch.setattr(ocrlab.engines.registry, "_registered", real)
    contenders, missing = offered({"easyocr": {"languages": ("de",)}, "tesseract": {"dpi": 300}}, "easyocr")
    assert contenders["Tesseract"].settings["languages"] == ("deu",) and contenders["Tesseract"].settings["dpi"] == 300
    assert contenders["RapidOCR"].settings["languages"] == contenders["EasyOCR fast"].settings["languages"] == ("de",)
    assert not missing
    contenders, missing = offered({"easyocr": {"languages": ("ru", "en")}}, "easyocr")
    assert {contender.engine for contender in contenders.values()} == {"easyocr"}
    assert missing == [
        "RapidOCR is not offered: it cannot read Russian.",
        "Tesseract is not offered: it has no Russian (rus) here; on Debian: apt install tesseract-ocr-rus.",
    ]


def _offered(app: AppTest):
    return offered(app.session_state["lab"].settings_by_engine, "easyocr")[0].values()


def test_a_moved_filter_stops_what_is_under_way_and_marks_what_was_read_as_old(app, pool):
    press(app, "Read with both")
    control(app, "button_group", "contenders").set_value(["EasyOCR exact", "EasyOCR stock", "Tesseract"]).run()
    pool.state = "running"
    press(app, "Read with these 3")
    job = app.session_state["tune"].contest.jobs["EasyOCR stock", "filtered"]
    app.slider[0].set_value(3).run()
    assert job.state == "cancelled"
    assert {title: row["note"] for title, row in table(app).items()} == {
        "EasyOCR exact": "old",
        "EasyOCR stock": "not read yet",
        "Tesseract": "old",
    }
    assert "errors fewer" not in said(app)


def test_what_was_read_on_another_page_is_not_shown_for_this_one(app):
    press(app, "Read with both")
    control(app, "selectbox", "source").select("sample:receipt").run()
    assert app.session_state["tune"].contest.entries == {} and "errors fewer" not in said(app) and not app.exception


def test_progress_is_seen_and_cancel_stops_all_of_it(app, pool):
    pool.state = "running"
    press(app, "Read with both")
    assert {row["note"] for row in table(app).values()} == {"running"}
    app.button(key="contest-cancel").click().run()
    assert {row["note"] for row in table(app).values()} == {"stopped"}
    pool.state = "done"
    press(app, "Read with both")
    assert table(app)["Tesseract"]["errors"] == 0


def test_a_failure_is_said_once_with_all_who_met_it(app, pool, monkeypatch):
    failed = FakeJob("failed", error="worker: died twice")
    monkeypatch.setattr(pool, "request", lambda *args, **kwargs: failed)
    press(app, "Read with both")
    assert [error.value for error in app.error] == ["EasyOCR exact and Tesseract: worker: died twice"]


def test_an_engine_that_is_not_installed_is_not_offered_and_the_way_to_it_is_said(pool, monkeypatch):
    monkeypatch.delattr(engines()["tesseract"], "available")
    monkeypatch.setattr(programs, "_programs", lambda *_: ())
    monkeypatch.setattr("ocrlab.engines.easyocr.networks.openvino_missing", lambda: True)
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state["side-by-side"] = True
    app.run()
    assert [contender.title for contender in _offered(app) if contender.engine in ("easyocr", "tesseract")] == [
        "EasyOCR stock"
    ]
    captions = " ".join(caption.value for caption in app.caption)
    assert (
        "Tesseract is not offered: the program tesseract is not installed; install requirements.txt, or on " in captions
    )
    assert "EasyOCR exact, fast and draft not offered: speed exact needs OpenVINO" in captions
    assert not app.exception and not app.error


def test_a_closed_window_wants_nothing_read_any_more_and_asks_again_if_it_comes_back(app, pool):
    pool.state = "running"
    press(app, "Read with both")
    state = app.session_state["tune"]
    waiting = pool.request(None, "easyocr", {}, "me", "filtered by hand")
    state.readings["filtered"].job = waiting
    state.leave()
    assert waiting.state == "cancelled" and {job.state for job in state.contest.jobs.values()} == {"cancelled"}
    pool.asked.clear()
    app.run()
    assert [slot for *_, slot in pool.asked] == ["filtered"]


@pytest.mark.parametrize(
    ("errors", "expected"),
    [
        ((2, 3), "A makes 1 error fewer than B on this page."),
        ((0, 31, 40), "A makes 31 errors fewer than B on this page."),
        ((4, 4), "A and B make equally many errors on this page: 4."),
        ((0, 0, 0), "A, B and C make equally many errors on this page: 0."),
        ((1, 1, 5), "A and B make equally many errors on this page: 1."),
    ],
)
def test_the_sentence_counts_errors(errors, expected):
    assert sentence([(name, Rate(count, 100)) for name, count in zip("ABC", errors, strict=False)]) == expected
