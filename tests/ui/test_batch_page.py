"""The Batch page begins a batch, shows how it goes, and opens it again, with readings that come at once."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import other_engines  # noqa: F401 - registers the engine half
import pytest
from many_pages import Pool, scans, tree
from paths import APP
from search_engine import TRUTH, dataset, pages_of, plan_of, study_of
from streamlit.testing.v1 import AppTest

from ocrlab.batch import running
from ocrlab.batch.plan import Setting
from ocrlab.export import export
from ocrlab.image import decode
from ocrlab.pipeline import Pipeline
from ocrlab.store import shared_store
from ocrlab.ui import uploads
from ocrlab.ui.batch.form import results_of
from ocrlab.ui.batch.state import ON_TUNE, BatchForm, BatchState
from ocrlab.ui.batch.watch import _packed


@pytest.fixture
def app(tmp_path, monkeypatch) -> AppTest:
    monkeypatch.setenv("OCRLAB_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("OCRLAB_DATABASE_URL", raising=False)
    pool = Pool()
    monkeypatch.setattr("ocrlab.ui.pool.shared_pool", lambda: pool)
    made = AppTest.from_file(APP, default_timeout=60)
    made.query_params["engine"] = "specks"
    made.query_params["stage"] = ["median radius=1"]
    made.run()
    made.switch_page("pages/batch.py").run()
    return made


def button(app: AppTest, label: str):
    return next(button for button in app.button if button.label == label)


def begun(app: AppTest, folder: Path) -> AppTest:
    """The page once a batch of this folder has ended."""
    app.selectbox(key="batch-pages").select("folder").run()
    app.text_input(key="batch-folder").input(str(folder)).run()
    button(app, "Start").click().run()
    state: BatchState = app.session_state["batch"]
    assert not app.error and state.batch
    runner, end = running.runner_of(shared_store(), state.batch), time.monotonic() + 30
    while runner.alive:
        assert time.monotonic() < end
        time.sleep(0.02)
    assert runner.error is None
    return app.run()


def test_a_setting_in_any_form_can_be_opened_and_what_is_none_is_refused_by_its_name(app):
    (uploader,) = (box for box in app.get("file_uploader") if box.label == "Settings and recipes")
    recipe = "ocrlab: 1\nrecipe: confidence\nsettings:\n  - stages: []\n  - stages: [{filter: otsu}]\n"
    uploader.set_value(
        [
            ("script.py", export(Pipeline.of("otsu"), "python").encode(), "text/plain"),
            ("mine.yaml", recipe.encode(), "text/plain"),
            ("photo[1].yaml", b"no setting", "text/plain"),
        ]
    ).run()
    assert not app.exception
    assert app.session_state["batch"].form.choices == [ON_TUNE, "script", "mine"]
    assert len(app.error) == 1 and "photo" in app.error[0].value and "was not opened" in app.error[0].value


def read_by(app: AppTest) -> list[str]:
    return [caption.value for caption in app.caption if "Read by" in caption.value]


def choose_settings(app: AppTest, *names: str) -> None:
    next(box for box in app.multiselect if box.label == "Settings to use").set_value(list(names)).run()


def test_what_a_search_answered_is_read_with_its_engine_whatever_is_set_on_tune(app, tmp_path) -> None:
    pages = pages_of(dataset(4))
    study_of(shared_store(), plan_of(engine="half", settings={"wait": 1}), pages, name="monday").run()
    assert read_by(app) == ["Read by **Specks**, as on Tune."]
    choose_settings(app, "Best of monday")
    assert read_by(app) == ["Read by **Half (wait=1)**, as in the proof of monday."]
    begun(app, scans(tmp_path / "scans", 1))
    stored = shared_store().batch(app.session_state["batch"].batch)
    assert stored.spec["plan"]["engine"] == "half" and stored.spec["plan"]["settings"]["wait"] == 1
    app.session_state["batch"].choose_rows([0])
    button(app.run(), "Open on Tune").click().run()
    lab = app.session_state["lab"]
    assert (lab.engine, lab.settings, lab.normalise) == ("half", {"wait": 1}, stored.spec["plan"]["normalise"])


def test_settings_found_with_different_engines_are_read_by_the_one_that_is_chosen(app, tmp_path) -> None:
    study_of(shared_store(), plan_of(engine="half"), pages_of(dataset(4)), name="monday").run()
    app.selectbox(key="batch-pages").select("folder").run()
    app.text_input(key="batch-folder").input(str(scans(tmp_path / "scans", 1))).run()
    choose_settings(app, ON_TUNE, "Best of monday")
    box = next(box for box in app.selectbox if box.label == "Read by")
    assert (box.value, box.options) == ("Half", ["Half, as in the proof of monday", "Specks, as on Tune"])
    app.session_state["batch-command"] = True  # the expander stands open
    app.run()
    assert "--engine half" in app.code[-1].value
    next(box for box in app.selectbox if box.label == "Read by").select("Specks").run()
    assert "--engine specks" in app.code[-1].value and not app.exception


def table(app: AppTest):
    return app.dataframe[-1].value


def test_a_folder_is_read_under_the_setting_on_tune_and_told_worst_first(app, tmp_path) -> None:
    folder = scans(tmp_path / "scans", 3)
    (folder / "bad.png").write_text("no picture")
    begun(app, folder)
    assert not app.exception and not app.error
    assert list(table(app)["Page"]) == ["bad.png", "0.png", "1.png", "2.png"]
    assert list(table(app))[:4] == ["Picture", "Page", "State", "Notes"], "in sight where the page is narrow"
    assert table(app)["Notes"][0].startswith("not a picture")
    totals = app.dataframe[0].value
    assert (totals["Done"][0], totals["Failed"][0], totals["CER"][0]) == (3, 1, "0.0 % (0.0 % to 0.0 %)")
    name = app.session_state["batch"].batch
    with zipfile.ZipFile(io.BytesIO(_packed(results_of(name))())) as packed:
        assert packed.namelist() == ["0.txt", "1.txt", "2.txt"] and packed.read("1.txt").decode() == TRUTH + "\n"


def test_a_batch_is_found_again_by_its_address_after_a_restart_and_goes_on(app, tmp_path) -> None:
    folder = scans(tmp_path / "scans", 2)
    begun(app, folder)
    name = app.session_state["batch"].batch
    running.drop(shared_store(), name)
    for number in (2, 3):
        (folder / f"{number}.png").write_bytes((folder / "0.png").read_bytes())
    again = AppTest.from_file(APP, default_timeout=60)
    again.query_params["engine"] = "specks"
    again.run()
    again.switch_page("pages/batch.py")
    again.query_params["batch"] = name
    again.run()
    assert not again.exception and sorted(table(again)["State"]) == ["done", "done", "to do", "to do"]
    button(again, "Go on").click().run()
    runner = running.runner_of(shared_store(), name)
    while runner.alive:
        time.sleep(0.02)
    again.run()
    assert set(table(again)["State"]) == {"done"}


def test_what_is_missing_is_said_before_anything_begins(app, tmp_path) -> None:
    assert button(app, "Start").disabled and any("Choose pages first." in text.value for text in app.markdown)
    app.selectbox(key="batch-pages").select("folder").run()
    app.text_input(key="batch-folder").input("/nowhere/at all").run()
    assert ["there is no such file" in error.value for error in app.error] == [True]


def test_a_wrong_folder_for_the_results_is_one_sentence(app, tmp_path) -> None:
    folder = scans(tmp_path / "scans", 1)
    app.selectbox(key="batch-pages").select("folder").run()
    app.text_input(key="batch-folder").input(str(folder)).run()
    app.toggle(key="batch-into").set_value(True).run()
    app.text_input(key="batch-out").input(str(folder / "out")).run()
    button(app, "Start").click().run()
    assert ["lies inside the pages" in error.value for error in app.error] == [True]


def test_pages_are_cleaned_without_being_read(app, tmp_path) -> None:
    app.toggle(key="batch-read").set_value(False).run()
    folder = scans(tmp_path / "scans", 2)
    begun(app, folder)
    assert not app.exception and list(table(app)["State"]) == ["done", "done"] and "Confidence" not in table(app)
    results = results_of(app.session_state["batch"].batch)
    assert tree(results) == ["0.png", "1.png"]
    cleaned = Pipeline.of("median radius=1").apply(decode((folder / "0.png").read_bytes()))
    assert (decode((results / "0.png").read_bytes()) == cleaned).all()


def test_removing_a_batch_leaves_its_files(app, tmp_path) -> None:
    begun(app, scans(tmp_path / "scans", 1))
    name = app.session_state["batch"].batch
    button(app, "Remove").click().run()
    assert shared_store().batches() == [] and tree(results_of(name)) == ["0.txt"]


def test_a_chosen_row_stays_chosen_while_rows_come_in() -> None:
    state = BatchState(listed=(("a", 0), ("b", 0)))
    state.choose_rows([1])
    state.listed = (("c", 0), ("a", 0), ("b", 0))
    assert state.row == ("b", 0)
    state.choose_rows([])
    assert state.row is None


def test_a_setting_handed_over_is_chosen_once() -> None:
    form = BatchForm(choices=[])
    for _ in range(2):
        form.add(Setting.of("best", Pipeline.of("otsu")))
    assert form.choices == ["best"]


def test_a_folder_dropped_whole_keeps_its_sub_folders_and_never_leaves_its_place(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("OCRLAB_HOME", str(tmp_path))
    folder = uploads.stored({"scans/a/1.txt": b"1", "scans/b/1.txt": b"2"})
    assert tree(folder) == ["scans/a/1.txt", "scans/b/1.txt"]
    with pytest.raises(Exception, match="leads out of the folder"):
        uploads.stored({"../1.txt": b"1"})
