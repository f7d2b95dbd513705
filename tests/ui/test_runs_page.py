"""Every setting that was read on Tune is on the page Runs, in the browser that made it: found, compared, undone."""

from __future__ import annotations

import hashlib

import pytest
from fake_pool import Pool, control
from many_pages import MEDIAN, batch_of, scans
from paths import APP
from seen import seen
from streamlit.testing.v1 import AppTest

from ocrlab.batch import Setting
from ocrlab.batch.alone import alone
from ocrlab.pipeline import Pipeline
from ocrlab.store import RunFilter, SetName, StoredTrial, shared_store
from ocrlab.ui.lab import Lab
from ocrlab.ui.runs.state import RunsState
from ocrlab.ui.work import visitor
from ocrlab.ui.work.writer import shared_writer

ANN, BOB = "A" * 43, "B" * 43


@pytest.fixture(autouse=True)
def _pool(monkeypatch, a_home_of_its_own) -> None:
    pool = Pool()
    monkeypatch.setattr("ocrlab.ui.pool.shared_pool", lambda: pool)
    monkeypatch.setattr(visitor, "cookie", lambda: ANN)


def lab(app: AppTest) -> Lab:
    return app.session_state["lab"]


def runs_of(app: AppTest) -> RunsState:
    return app.session_state["runs"]


def owner() -> str:
    return hashlib.sha256(ANN.encode()).hexdigest()


def listed() -> list[str]:
    shared_writer().ask(lambda: None, 30)
    return sorted(line.pipeline.split()[0] for line in shared_store().runs(owner(), RunFilter())[1])


def tuned(*settings: str) -> AppTest:
    """An app in which these settings were read on Tune, one after the other."""
    app = AppTest.from_file(APP, default_timeout=60).run()
    for setting in settings:
        lab(app).set_pipeline(Pipeline.of(setting))
        app.run()
        app.run()  # the reading that was asked for is there
    return app


def on_runs(app: AppTest) -> AppTest:
    app.switch_page("pages/runs.py").run()
    assert not app.exception
    return app


def choose(app: AppTest, *words: str) -> AppTest:
    """Select the runs whose setting begins so."""
    lines = {line.id: line.pipeline for line in shared_store().runs(owner(), RunFilter())[1]}
    runs_of(app).chosen = tuple(id for word in words for id in runs_of(app).listed if lines[id].startswith(word))
    return app.run()


def texts(app: AppTest) -> str:
    return " ".join(seen(str(each.value)) for each in [*app.markdown, *app.caption, *app.info])


def test_every_setting_that_was_read_is_a_run_once() -> None:
    app = tuned("median radius=2", "otsu")
    app.run()
    assert listed() == ["median", "median", "no", "otsu"]  # the start's median, and the page without filters once


def test_without_a_run_the_page_says_where_they_come_from() -> None:
    app = AppTest.from_file(APP, default_timeout=60)
    app.switch_page("pages/runs.py").run()
    assert "No run is kept yet. Read a page on" in texts(app)


def test_another_browser_sees_none_of_them(monkeypatch) -> None:
    tuned("otsu")
    listed()
    monkeypatch.setattr(visitor, "cookie", lambda: BOB)
    app = AppTest.from_file(APP, default_timeout=60)
    app.switch_page("pages/runs.py").run()
    assert "No run is kept yet" in texts(app)


def test_two_runs_are_compared_with_a_verdict_and_what_differs() -> None:
    app = choose(on_runs(tuned("median radius=2")), "no filter", "median radius=2")
    assert "The second" in texts(app) and "What differs" in texts(app)
    rows = app.table[0].value.to_string()
    assert "median radius" in rows and "filters" in rows and "numpy" not in rows
    assert [metric.label for metric in app.metric] == ["CER, first to second"]


def test_runs_are_found_by_words_and_what_is_not_there_is_said() -> None:
    app = on_runs(tuned("otsu"))
    control(app, "text_input", "runs-words").set_value("otsu").run()
    assert "1 run." in texts(app) and len(runs_of(app).listed) == 1
    control(app, "text_input", "runs-words").set_value("sauvola").run()
    assert "No run is like this" in texts(app)


def test_a_run_gets_a_name_a_tag_and_a_note_and_is_found_by_them() -> None:
    app = choose(on_runs(tuned("otsu")), "otsu")
    for widget, text in ((app.text_input[1], "<b>best</b>"), (app.text_input[2], "good"), (app.text_area[0], "try it")):
        widget.set_value(text)
    next(button for button in app.button if button.label == "Save name, tag and note").click().run()
    assert not app.exception and "<b>best</b>" in texts(app)
    [line] = shared_store().runs(owner(), RunFilter(words="best try", tag="good"))[1]
    assert line.pipeline.startswith("otsu")


def test_a_run_that_another_window_deletes_is_said_to_be_gone() -> None:
    app = choose(on_runs(tuned("otsu")), "otsu")
    shared_store().delete_runs(owner(), runs_of(app).chosen)
    assert "1 selected run is no longer in the list: deleted meanwhile" in texts(app.run())
    assert not app.exception and "Save name, tag and note" not in [button.label for button in app.button]


def test_what_is_deleted_is_back_after_undo() -> None:
    app = choose(on_runs(tuned("otsu")), "otsu")
    next(button for button in app.button if button.label == "Delete").click().run()
    assert "otsu" not in listed() and "1 run deleted." in texts(app)
    control(app, "button", "runs-undo").click().run()
    assert "otsu" in listed() and not app.exception


def test_a_run_goes_back_on_tune_with_its_whole_setting() -> None:
    app = choose(on_runs(tuned("median radius=2", "otsu")), "median radius=2")
    lab(app).choose_engine("tesseract")
    next(button for button in app.button if button.label == "Open on Tune").click().run()
    assert str(lab(app).pipeline).startswith("median radius=2") and lab(app).engine == "easyocr"
    assert "Filtered text" in texts(app)


def test_a_run_of_a_newer_version_is_named_and_the_list_stays() -> None:
    app = on_runs(tuned("otsu"))
    store = shared_store()
    [run] = store.whole_runs(owner(), which=RunFilter(words="otsu"))
    run.facts["format"] = 99
    store.put_runs(owner(), [run])
    choose(app, "otsu")
    assert "newer version of the lab" in " ".join(seen(error.value) for error in app.error)
    assert not app.exception and len(app.dataframe) == 1


def test_older_runs_that_were_let_go_are_told_with_the_bounds(monkeypatch) -> None:
    monkeypatch.setenv("OCRLAB_RUNS", "4")
    app = on_runs(tuned("median radius=2", "otsu"))
    assert len(runs_of(app).listed) == 2
    assert "2 older runs, up to" in texts(app) and "at most 2 of one browser (half of OCRLAB_RUNS)" in texts(app)


def test_a_lab_that_may_keep_no_run_says_so(monkeypatch) -> None:
    monkeypatch.setenv("OCRLAB_RUNS", "0")
    assert "This lab keeps no runs: OCRLAB_RUNS or OCRLAB_RUNS_DAYS is 0." in texts(on_runs(tuned("otsu")))


def test_a_million_letters_in_a_note_are_refused_by_the_field() -> None:
    app = choose(on_runs(tuned("otsu")), "otsu")
    assert app.text_area[0].proto.max_chars == 5000


# Over a set of pages


def on_sets() -> AppTest:
    app = on_runs(AppTest.from_file(APP, default_timeout=60))
    control(app, "segmented_control", "runs-kind").set_value("Batches and studies").run()
    assert not app.exception
    return app


def test_without_two_settings_over_a_set_it_is_said_where_they_come_from() -> None:
    assert "There is nothing to compare yet" in texts(on_sets())


def test_a_batch_is_named_and_found_and_back_after_it_was_deleted() -> None:
    shared_store().add_batch("scans, median", {"plan": {"choices": [{"name": "median"}], "engine": "specks"}})
    shared_store().set_batch_state("scans, median", "done")
    app = on_sets()
    state = runs_of(app).of_sets
    state.chosen = (SetName("batch", "scans, median"),)
    app.run()
    for widget, text in ((app.text_input[1], "<b>Deeds</b>"), (app.text_input[2], "1890"), (app.text_area[0], "try")):
        widget.set_value(text)
    next(button for button in app.button if button.label == "Save name, tag and note").click().run()
    control(app, "text_input", "runs-set-words").set_value("1890 deeds MEDIAN").run()
    assert list(app.dataframe[0].value["Name"]) == ["<b>Deeds</b>"] and "1 batch." in texts(app)
    state.chosen = state.listed
    app.run()
    control(app, "button", "runs-set-delete").click().run()
    assert shared_store().batches() == [] and "1 batch deleted." in texts(app)
    control(app, "button", "runs-set-undo").click().run()
    assert [batch.tag for batch in shared_store().batches()] == ["1890"] and not app.exception


def test_a_batch_that_is_under_way_is_not_deleted_and_that_is_said() -> None:
    shared_store().add_batch("scans", {})
    app = on_sets()
    runs_of(app).of_sets.chosen = (SetName("batch", "scans"),)
    with alone("scans"):
        app.run()
        assert list(app.dataframe[0].value["State"]) == ["on its way"]
        control(app, "button", "runs-set-delete").click().run()
    assert "is under way and was not deleted; stop it on the page Batch first" in seen(app.error[0].value)
    assert [batch.name for batch in shared_store().batches()] == ["scans"]


def test_a_trial_whose_filter_is_no_longer_there_is_told_and_the_other_side_stays() -> None:
    store, gone = shared_store(), Pipeline().to_dict() | {"stages": [{"filter": "nosuch"}]}
    store.add_study("old", {})
    for number, pipeline in enumerate((gone, Pipeline().to_dict())):
        trial = StoredTrial(number, "tpe", pipeline, None, "running")
        store.claim("old", trial, "me/1/a")
        store.finish("old", number, "me/1/a", "complete", 0.1, 1.0, {})
    app = on_sets()
    assert ["nosuch" in str(warning.value) for warning in app.warning] == [True]
    assert [box.label for box in app.selectbox] == ["First", "Second"] and not app.error


def test_two_settings_of_a_batch_are_compared_page_by_page(tmp_path) -> None:
    batch = batch_of(scans(tmp_path / "scans"), tmp_path / "out", "text", Setting.of("none", Pipeline()), MEDIAN)
    batch.run()
    app = on_sets()
    assert {metric.label: metric.value for metric in app.metric} == {
        "Both wrong": "0",
        "Only the first wrong": "4",
        "Only the second wrong": "0",
    }
    assert "Better by" in texts(app) and list(app.dataframe[-1].value["Page"]) == ["0.png", "1.png", "2.png", "3.png"]
