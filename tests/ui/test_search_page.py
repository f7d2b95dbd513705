"""The search page begins a search, shows how it goes, and keeps it, with readings that come at once."""

from __future__ import annotations

import json
import shlex
import time

import pytest
from other_engines import HALF
from paths import APP
from search_engine import TRUTH, InPlace, page
from streamlit.testing.v1 import AppTest

import ocrlab.engines
from ocrlab.engines import engines
from ocrlab.image import encode_png
from ocrlab.pipeline import Pipeline
from ocrlab.search import running
from ocrlab.store import StoredTrial, shared_store
from ocrlab.ui.search.state import SearchState
from ocrlab.ui.tune import sources

MEDIAN_2 = Pipeline.of("median radius=2")


class Pool(InPlace):
    workers = (None,)

    def warm_up(self, engine, settings): ...


@pytest.fixture
def app(tmp_path, monkeypatch) -> AppTest:
    monkeypatch.setenv("OCRLAB_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("OCRLAB_DATABASE_URL", raising=False)
    pool = Pool()
    monkeypatch.setattr("ocrlab.ui.pool.shared_pool", lambda: pool)
    folder = tmp_path / "scans"
    folder.mkdir()
    for number in range(8):
        (folder / f"{number}.png").write_bytes(encode_png(page(5 + number, height=60 + number)))
        (folder / f"{number}.gt.txt").write_text(TRUTH)
    made = AppTest.from_file(APP, default_timeout=60)
    made.query_params["engine"] = "specks"
    made.query_params["stage"] = ["median radius=2"]
    made.run()
    made.switch_page("pages/search.py").run()
    made.selectbox(key="search-source").select("folder").run()
    made.text_input(key="search-folder").input(str(folder)).run()
    return made


def button(app: AppTest, label: str):
    return next(button for button in app.button if button.label == label)


def html(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


def searched(app: AppTest, name: str) -> AppTest:
    """The page once the search has ended."""
    runner = running.runner_of(shared_store(), name)
    end = time.monotonic() + 30
    while runner.alive:
        assert time.monotonic() < end
        time.sleep(0.02)
    assert runner.error is None
    return app.run()


def vary_the_radius(app: AppTest) -> None:
    app.selectbox(key="search-space").select("current").run()
    next(box for box in app.checkbox if box.label == "Vary radius").check().run()


def test_a_search_is_begun_watched_and_told_in_a_verdict(app):
    assert any("8 pages, 8 of them with a truth" in caption.value for caption in app.caption)
    vary_the_radius(app)
    button(app, "Start the search").click().run()
    searched(app, "scans, median")
    assert not app.exception and not app.error
    assert "best setting" in html(app) and "CER) 0.0 %" in html(app)
    assert [metric.label for metric in app.metric] == [
        "Best found",
        "No filter",
        "Pages read",
        "Known already",
        "To go",
    ]
    assert app.metric[0].value == "0.0 %"
    assert app.dataframe[-1].value["Trial"].iloc[0] == 1  # the best, found as the current setting


def test_every_plot_and_the_contact_sheet_are_drawn(app):
    app.selectbox(key="search-space").select("written").run()
    app.text_area(key="search-written").input("median? radius=1..3\ngaussian? sigma=0.5..1:0.5").run()
    button(app, "Start the search").click().run()
    searched(app, "scans, median")
    for tab in ("By parameter", "Two parameters", "All parameters", "What decides", "Accuracy and time", "Crops"):
        app.session_state["search-plots"] = tab
        app.run()
        assert not app.exception and not app.error, tab
    assert sum("radius" in text.value for text in app.markdown) >= 3


@pytest.fixture
def interrupted(app):
    """The app in a new session after the lab was killed in a search that had tried three settings."""
    vary_the_radius(app)
    button(app, "Start the search").click().run()
    searched(app, "scans, median")
    store = shared_store()
    store.set_state("scans, median", "running")
    with store.transaction() as base:
        base.exec_driver_sql("UPDATE studies SET summary = NULL")
        base.exec_driver_sql("DELETE FROM trials WHERE number > 2")
        base.exec_driver_sql("UPDATE trials SET owner = 'gone/1/a', beat = beat - 100")
    running._running.clear()
    del app.session_state["search"]
    app.query_params.clear()
    return app.run()


def test_an_interrupted_search_is_offered_first_and_goes_on_at_a_click(interrupted):
    app = interrupted
    assert any("**scans, median** was interrupted, 3 settings tried" in text.value for text in app.markdown)
    button(app, "Go on").click().run()
    searched(app, "scans, median")
    assert "best setting" in html(app) and not app.error
    assert shared_store().study("scans, median").state == "done"


def test_the_address_leads_back_to_a_search(interrupted):
    app = interrupted
    del app.session_state["search"]
    app.query_params["study"] = "scans, median"
    app.run()
    assert any("Interrupted after 3 of" in info.value for info in app.info) and button(app, "Go on")
    button(app, "New search").click().run()
    assert "study" not in app.query_params
    del app.session_state["search"]
    app.query_params["study"] = "no such"
    app.run()
    assert ["There is no search 'no such' here" in error.value for error in app.error] == [True]


def test_a_search_of_another_process_is_followed_and_can_be_joined(interrupted):
    app, store = interrupted, shared_store()
    store.claim("scans, median", StoredTrial(3, "tpe", Pipeline().to_dict(), None, "running"), "elsewhere/1/b")
    app.run()
    assert any("is on its way in another process, 3 settings" in text.value for text in app.markdown)
    button(app, "Watch").click().run()
    assert any("Another process is at this search: 3 of" in info.value for info in app.info)
    assert button(app, "Join in") and not app.error


def test_a_search_is_removed_from_the_list(app):
    vary_the_radius(app)
    button(app, "Start the search").click().run()
    searched(app, "scans, median")
    app.button(key="search-remove").click().run()
    assert shared_store().studies() == [] and button(app, "Start the search") and not app.exception


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("median radius=3..0", "the range 3..0 of radius is empty"),
        ("medain radius=1..3", "did you mean median?"),
        ("otsu", "nothing varies"),
    ],
)
def test_what_cannot_vary_is_said_in_a_sentence_and_nothing_starts(app, written, message):
    app.selectbox(key="search-space").select("written").run()
    app.text_area(key="search-written").input(written).run()
    assert [message in error.value for error in app.error] == [True]
    assert button(app, "Start the search").disabled


def test_a_folder_that_is_not_there_is_said_in_a_sentence(app):
    app.text_input(key="search-folder").input("/no/such/place").run()
    assert [error.value for error in app.error] == ["/no/such/place: there is no such file or folder; check the path"]


def test_the_page_on_tune_can_be_searched_and_nothing_is_held_out(app):
    app.selectbox(key="search-source").select("page").run()
    vary_the_radius(app)
    app.slider(key="search-trials").set_value(5).run()
    button(app, "Start the search").click().run()
    searched(app, app.session_state["search"].study)
    assert any("No page was held out" in text.value for text in app.markdown)
    assert app.session_state["lab"].pipeline == Pipeline.of("median radius=2")


# The form


def captions(app: AppTest) -> str:
    return " ".join(caption.value for caption in app.caption)


def pages_without_a_truth(tmp_path) -> str:
    folder = tmp_path / "untold"
    folder.mkdir()
    for number in range(2):
        (folder / f"{number}.png").write_bytes(encode_png(page(5 + number)))
    return str(folder)


def test_pages_without_a_truth_cannot_be_searched_unless_for_confidence(app, tmp_path):
    app.text_input(key="search-folder").input(pages_without_a_truth(tmp_path)).run()
    assert button(app, "Start the search").disabled and "2 pages, 0 of them with a truth" in captions(app)
    assert any("None of these pages has a ground truth" in text.value for text in app.markdown)
    app.selectbox(key="search-metric").select("confidence").run()
    assert not button(app, "Start the search").disabled
    assert not any("ground truth to measure by" in text.value for text in app.markdown)


def test_the_home_folder_is_understood(app, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    app.text_input(key="search-folder").input("~/scans").run()
    assert not app.error and "8 pages, 8 of them with a truth" in captions(app)


def test_the_form_is_as_it_was_left_after_a_look_at_tune(app, tmp_path):
    app.selectbox(key="search-space").select("current").run()
    next(box for box in app.checkbox if box.label == "Vary radius").check().run()
    app.select_slider[0].set_range(2, 5).run()
    app.selectbox(key="search-metric").select("wer").run()
    app.selectbox(key="search-sampler").select("grid").run()
    app.slider(key="search-trials").set_value(25).run()
    app.slider(key="search-held").set_value(40).run()
    app.toggle(key="search-draft").set_value(False).run()
    app.text_input(key="search-name").input("monday").run()
    before = app.code[0].value
    app.switch_page("pages/tune.py").run()
    app.switch_page("pages/search.py").run()
    assert app.text_input(key="search-folder").value == str(tmp_path / "scans")
    assert app.select_slider[0].value == (2, 5) and app.slider(key="search-held").value == 40
    assert app.code[0].value == before and "--study monday" in before and "radius=2..5" in before
    app.selectbox(key="search-source").select("samples").run()
    app.selectbox(key="search-source").select("folder").run()
    assert app.text_input(key="search-folder").value == str(tmp_path / "scans")


def test_the_command_names_the_engine_the_metric_and_that_nothing_is_drafted(app):
    vary_the_radius(app)
    app.selectbox(key="search-metric").select("wer").run()
    app.toggle(key="search-draft").set_value(False).run()
    words = shlex.split(app.code[0].value)
    assert words[:4] == ["python", "-m", "ocrlab", "search"]
    for flag in (["--engine", "specks"], ["--metric", "wer"], ["--no-draft"], ["--stage", str(MEDIAN_2.stages[0])]):
        assert " ".join(flag) in " ".join(words)


# What came out


def begun(app: AppTest, *written: str) -> AppTest:
    """The page once a search of these texts has ended."""
    app.selectbox(key="search-space").select("written").run()
    app.text_area(key="search-written").input("\n".join(written)).run()
    button(app, "Start the search").click().run()
    return searched(app, app.session_state["search"].study)


def test_the_best_setting_opens_on_tune_with_a_page_of_its_set(app):
    vary_the_radius(app)
    button(app, "Start the search").click().run()
    searched(app, "scans, median")
    app.button(key="tune:best").click().run()
    assert not app.exception and not app.error
    lab = app.session_state["lab"]
    assert lab.pipeline == MEDIAN_2 and lab.source.startswith("upload:")
    sample = sources.current(lab)
    assert sample.truth == TRUTH and sample.image.shape[1] == 120


def test_a_page_that_is_gone_leaves_the_page_on_tune_and_is_named(app, tmp_path):
    vary_the_radius(app)
    button(app, "Start the search").click().run()
    searched(app, "scans, median")
    for file in (tmp_path / "scans").iterdir():
        file.unlink()
    del app.session_state["search"]
    running._running.clear()
    app.query_params["study"] = "scans, median"
    app.run()
    app.button(key="tune:best").click().run()
    assert app.session_state["lab"].source.startswith("sample:")
    assert any("The page on Tune stays as it was. " in error.value for error in app.error)


def test_where_no_filter_wins_its_column_is_the_best(app, tmp_path):
    folder = tmp_path / "fine"
    folder.mkdir()
    for number in range(8):
        (folder / f"{number}.png").write_bytes(encode_png(page(5, stroke=1, height=60 + number)))
        (folder / f"{number}.gt.txt").write_text(TRUTH)
    app.text_input(key="search-folder").input(str(folder)).run()
    begun(app, "median radius=1..3")
    assert "No filter is best" in html(app)
    proof = next(table.value for table in app.dataframe if "Page" in table.value)
    assert list(proof.columns) == ["Page", "No filter (best)", "Current"]
    assert list(proof["No filter (best)"]) == [pytest.approx(100 * 5 / 52)] * 2
    assert not any(menu.proto.popover.label == "Take recipe along" for menu in app.get("popover"))


def test_a_score_that_is_only_expected_has_a_column_of_its_own(app):
    begun(app, "median? radius=9..12")
    trials = app.dataframe[-1].value
    given_up = trials[trials["State"] == "given up early"]
    assert len(given_up) and given_up["CER"].isna().all() and given_up["CER expected"].notna().all()
    complete = trials[trials["State"] == "all pages read"]
    assert complete["CER expected"].isna().all() and complete["CER"].notna().all()


def test_a_trial_given_up_is_drawn_hollow_and_named_so(app):
    begun(app, "median? radius=9..12")
    app.session_state["search-plots"] = "Over time"
    app.run()
    chart = json.loads(app.get("vega_lite_chart")[0].proto.spec)
    points = next(
        layer for layer in chart["layer"] if isinstance(layer["mark"], dict) and layer["mark"]["type"] == "point"
    )
    shape, fill = points["encoding"]["shape"]["scale"], points["encoding"]["fill"]["scale"]
    assert shape["domain"][:2] == ["read on all pages", "given up early: expected score"]
    assert shape["range"][0] != shape["range"][1] and fill["range"][1] == "transparent"


# What is remembered


def test_a_chosen_row_does_not_open_again_once_a_plot_has_opened_another_trial():
    state = SearchState()
    assert state.choose_row(4) and state.trial == 4
    state.open_trial(7)
    assert not state.choose_row(4) and state.trial == 7
    state.look_at("another study")
    assert state.trial is None and state.choose_row(4)


def test_the_end_of_a_search_is_noticed_once():
    state = SearchState()
    assert [state.notice_running(running) for running in (True, True, False, False)] == [False, False, True, False]


def test_the_answer_can_be_taken_along_in_every_form(app):
    vary_the_radius(app)
    button(app, "Start the search").click().run()
    searched(app, "scans, median")
    app.session_state["take-best"] = True  # the menu stands open
    app.run()
    assert not app.exception and not app.error
    assert any(code.value.startswith("# Filter a picture as OCR Lab does.") for code in app.code)


def test_the_answer_goes_to_batch_with_all_pages_of_the_search(app):
    vary_the_radius(app)
    button(app, "Start the search").click().run()
    searched(app, "scans, median")
    button(app, "Read all its pages").click().run()
    assert not app.exception and not app.error
    assert any("8 pages, 8 of them with a truth" in caption.value for caption in app.caption)
    [chosen] = app.session_state["batch"].form.choices
    assert chosen == "Best of scans, median" and not button(app, "Start").disabled
    assert any("Read by **Specks**, as in the proof of scans, median." in caption.value for caption in app.caption)


def test_the_engine_may_vary_and_the_outcome_says_what_each_is_worth(app, monkeypatch):
    usable = {name: engine for name, engine in engines().items() if name in ("specks", HALF.name)}
    monkeypatch.setattr(ocrlab.engines.registry, "_registered", usable)
    vary_the_radius(app)
    app.multiselect(key="search-engines").set_value(["half"]).run()
    assert any("no filter with each engine and the pipeline on Tune first" in caption.value for caption in app.caption)
    (line,) = [code.value for code in app.code if "ocrlab search" in code.value]
    assert "--engine 'specks|half'" in line
    button(app, "Start the search").click().run()
    searched(app, "scans, median")
    assert not app.exception and not app.error
    shown = " ".join(element.value for element in app.markdown)
    assert "Without any filter, on 2 pages held out: Specks" in shown and "read by Specks" in shown
    columns = {name for frame in app.dataframe for name in frame.value.columns}
    assert {"No filter, Specks", "No filter, Half"} <= columns
    assert sum(name.endswith(", Specks") for name in columns) > 1
