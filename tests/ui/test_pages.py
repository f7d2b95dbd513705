"""The pages as Streamlit runs them, with readings that come at once so that only the pages are tested."""

from __future__ import annotations

import json
import struct
import zlib

import numpy as np
import pytest
from fake_pool import FIRST, FakeJob, control, html
from paths import APP
from seen import seen
from streamlit.testing.v1 import AppTest

from ocrlab.datasets import builtin, builtin_samples
from ocrlab.engines import effective, get_engine
from ocrlab.errors import EngineError, PipelineError
from ocrlab.filters import all_filters, spoiling_filters
from ocrlab.image import encode_png
from ocrlab.pipeline import Pipeline


@pytest.fixture
def app(pool) -> AppTest:
    return AppTest.from_file(APP, default_timeout=60)


def test_it_opens_with_a_sample_a_median_and_the_difference_in_words(app):
    app.run()
    assert not app.exception and not app.error
    assert app.slider[0].label == "Median radius" and app.slider[0].value == 1
    assert "Better by 100 points" in html(app)
    assert [metric.value for metric in app.metric] == ["100.0 %", "0.0 %", "0.0 %"]


def test_a_slider_asks_for_the_filtered_page_only(app, pool):
    app.run()
    pool.asked.clear()
    app.slider[0].set_value(2).run()
    assert [slot for slot, _ in pool.asked] == ["filtered"]
    assert app.query_params["stage"] == "median radius=2 footprint=square"


def test_the_setting_in_the_link_is_the_setting_on_the_page(app, pool):
    app.query_params["stage"] = ["grayscale", "median radius=3 footprint=disk", "otsu enabled=false"]
    app.query_params["set"] = ["decoder=beamsearch"]
    app.run()
    assert app.session_state["lab"].pipeline == Pipeline.of(
        "grayscale", "median radius=3 footprint=disk", "otsu enabled=false"
    )
    assert pool.asked[0][1]["decoder"] == "beamsearch"


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("stage", "medain radius=3", "there is no filter 'medain'; did you mean median?"),
        ("stage", "median radius=99", "median: radius must be a whole number, 0..15 px, got '99'"),
        ("set", "decoder=fastest", "easyocr: decoder must be one of"),
        ("sample", "no-such-page", "there is no 'no-such-page'"),
    ],
)
def test_a_link_that_cannot_be_is_refused_in_one_sentence_and_the_start_stands(app, key, value, said):
    app.query_params[key] = [value]
    app.run()
    assert not app.exception
    assert [said in error.value for error in app.error] == [True]
    assert app.slider[0].label == "Median radius" and app.slider[0].value == 1


def test_stages_are_added_moved_switched_off_reset_and_removed(app):
    app.run()
    control(app, "selectbox", "add").select("otsu").run()
    control(app, "selectbox", "add").select("median").run()
    lab = app.session_state["lab"]
    assert [row.stage.filter for row in lab.rows] == ["median", "otsu", "median"]

    last = lab.rows[2].uid
    control(app, "slider", f"{last}:radius").set_value(4).run()
    app.button(key=f"{last}:up").click().run()
    assert [(row.stage.filter, row.stage.settings.get("radius")) for row in lab.rows] == [
        ("median", 1),
        ("median", 4),
        ("otsu", None),
    ]

    control(app, "toggle", f"{last}:enabled").set_value(False).run()
    assert lab.pipeline.stages[1].enabled is False
    app.button(key=f"{last}:reset").click().run()
    assert lab.pipeline.stages[1].enabled is True
    assert str(lab.pipeline.stages[1]) == "median radius=1 footprint=square"
    app.button(key=f"{lab.rows[0].uid}:remove").click().run()
    assert [row.stage.filter for row in lab.rows] == ["median", "otsu"]
    assert not app.exception


def test_a_page_is_spoilt_under_its_filters_which_are_reset_without_it(app, pool):
    app.query_params["stage"] = ["low_light counts=8", "median radius=2", "otsu"]
    app.run()
    assert control(app, "selectbox", "add-fault").options == [filter_.title for filter_ in spoiling_filters()]
    lab, page = app.session_state["lab"], app.session_state["tune"].page
    assert page.titles["original"] == "Original, spoilt"
    assert np.array_equal(page.image("original"), Pipeline.of("low_light counts=8").apply(page.sample.image))
    control(app, "selectbox", "add-fault").select("stains").run()
    assert [row.stage.filter for row in lab.rows] == ["low_light", "stains", "median", "otsu"]
    app.button(key=f"{lab.rows[2].uid}:down").click().run()
    app.button(key=f"{lab.rows[1].uid}:up").click().run()
    assert [row.stage.filter for row in lab.rows] == ["stains", "low_light", "otsu", "median"]
    assert app.button(key=f"{lab.rows[2].uid}:up").disabled and app.button(key=f"{lab.rows[1].uid}:down").disabled
    next(button for button in app.button if button.label == "Reset all").click().run()
    assert [row.stage.filter for row in lab.rows] == ["stains", "low_light", "median"]
    assert [stage.split()[0] for stage in app.query_params["stage"]] == ["stains", "low_light", "median"]
    assert not app.exception and not app.error


@pytest.mark.parametrize("filters", [all_filters()[place::9] for place in range(9)])
def test_every_filter_has_a_card_with_all_its_controls(app, filters):
    app.query_params["stage"] = [str(Pipeline.of(filter_.name).stages[0]) for filter_ in filters]
    app.run()
    assert not app.exception and not app.error
    kinds = app.slider, app.select_slider, app.selectbox, app.toggle, app.segmented_control
    labels = {widget.label for kind in kinds for widget in kind}
    for filter_ in filters:
        assert {filter_.title, *(f"{filter_.title} {param.title}" for param in filter_.params)} <= labels, filter_.name


def test_every_sample_opens(app):
    app.run()
    for sample in builtin_samples():
        control(app, "selectbox", "source").select(f"sample:{sample.name}").run()
        assert not app.exception and not app.error, sample.name


def test_without_truth_both_texts_stand_there_and_no_accuracy(app):
    app.run()
    area = next(area for area in app.text_area if area.label == "What the page really says")
    area.set_value("").run()
    assert "No accuracy without a ground truth" in html(app)
    assert [metric.label for metric in app.metric] == ["Confidence", "Agreement", "Doubtful words", "Known words"]
    assert any("Not accuracy" in caption.value for caption in app.caption) and not app.exception


def test_a_failed_reading_is_said_and_the_last_one_stays(app, pool, monkeypatch):
    app.run()
    failed = FakeJob("failed", error="easyocr: the weights are damaged")
    monkeypatch.setattr(pool, "request", lambda *args, **kwargs: failed)
    app.slider[0].set_value(3).run()
    assert [error.value for error in app.error] == ["Filtered: easyocr: the weights are damaged"]
    assert "Better by 100 points" in html(app)


def refusing_all_but_stock(read):
    """Requests answered as by a worker that OpenVINO refuses."""

    def request(image, engine, settings, *args, **kwargs):
        if effective(get_engine(engine), settings)["speed"] == "stock":
            return read(image, engine, settings, *args, **kwargs)
        error = EngineError("easyocr: OpenVINO cannot run the networks here; choose speed stock", {"speed": "stock"})
        return FakeJob("failed", error=error)

    return request


def test_networks_that_openvino_refuses_are_said_once_and_one_click_reads_at_stock_speed(app, pool, monkeypatch):
    monkeypatch.setattr(pool, "request", refusing_all_but_stock(pool.request))
    app.query_params["stage"] = ["median radius=2"]
    app.query_params["set"] = ["decoder=beamsearch"]
    app.run()
    assert [error.value for error in app.error] == [
        "Original and Filtered: easyocr: OpenVINO cannot run the networks here; choose speed stock"
    ]
    next(button for button in app.button if button.label == "Read with speed stock").click().run()
    assert not app.error and not app.exception and "Better by 100 points" in html(app)
    assert set(app.query_params["set"]) == {"decoder=beamsearch", "speed=stock"}
    assert app.query_params["stage"] == "median radius=2 footprint=square"


def test_a_lesser_speed_for_want_of_openvino_is_said_on_the_page(app, monkeypatch):
    app.run()
    assert not any("OpenVINO" in caption.value for caption in app.caption)
    monkeypatch.setattr("ocrlab.engines.easyocr.networks.openvino_missing", lambda: True)
    app.run()
    assert any("needs OpenVINO, which is not installed" in caption.value for caption in app.caption)
    assert not app.error and not app.exception


def test_a_scheduler_that_does_not_answer_is_said_the_picture_stays_and_it_can_be_tried_again(app, monkeypatch):
    def refuse():
        raise EngineError("OCRLAB_SCHEDULER: no Dask scheduler answers at 'tcp://away:8786'")

    with monkeypatch.context() as away:
        away.setattr("ocrlab.ui.pool.shared_pool", refuse)
        app.run()
        app.slider[0].set_value(2).run()
    assert [seen(error.value) for error in app.error] == [
        "OCRLAB_SCHEDULER: no Dask scheduler answers at 'tcp://away:8786'"
    ]
    assert not app.exception and app.session_state["tune"].page.pipeline.stages[0].settings["radius"] == 2
    app.button(key="try-again").click().run()
    assert not app.error and "Better by 100 points" in html(app)


def _bomb() -> bytes:
    """A PNG that says it is 50 000 x 50 000 pixels."""
    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0")), (b"IEND", b""))
    packed = (struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


GOOD = encode_png(np.full((40, 60), 200, np.uint8))


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("words.png", b"no picture", "words.png was not opened. image: not a picture"),
        ("empty.png", b"", "empty.png was not opened. image: the file is empty"),
        ("cut.png", GOOD[:60], "cut.png was not opened. image: "),
        ("bomb.png", _bomb(), "bomb.png was not opened. image: "),
        ("broken.pdf", b"%PDF-1.7 nothing else", "broken.pdf was not opened. image: the PDF is damaged"),
        ("scan.txt", b"caf\xe9", "scan.txt: byte 3 (0xe9) is not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence_and_everything_stays(app, name, data, said):
    app.run()
    before = app.session_state["lab"].source, dict(app.session_state["lab"].truths)
    app.file_uploader[0].set_value([(name, data, "application/octet-stream")]).run()
    assert [error.value.startswith(said) for error in app.error] == [True], [error.value for error in app.error]
    assert "\n" not in app.error[0].value and not app.exception
    assert (app.session_state["lab"].source, app.session_state["lab"].truths) == before
    assert "Better by 100 points" in html(app)


def test_a_scan_opened_with_its_truth_is_on_the_bench_with_it(app):
    app.run()
    files = [("scan.png", GOOD, "image/png"), ("scan.gt.txt", b"\xef\xbb\xbfhello", "text/plain")]
    app.file_uploader[0].set_value(files).run()
    assert control(app, "selectbox", "source").value.startswith("upload:")
    area = next(area for area in app.text_area if area.label == "What the page really says")
    assert area.value == "hello" and not app.error and not app.exception


def test_a_region_left_over_from_another_picture_is_named_and_the_picture_is_there_to_draw_it_again(app, pool):
    app.query_params["stage"] = ["median radius=1 region=0,0,100,100"]
    app.run()
    pool.asked.clear()
    app.file_uploader[0].set_value([("small.png", GOOD, "image/png")]).run()
    assert any("must lie inside the image, 60 x 40 px" in error.value for error in app.error) and not app.exception
    (viewer,) = (c.proto for c in app.get("bidi_component") if c.proto.id.endswith("-viewer"))
    shown = json.loads(viewer.json)
    assert {side: (shown[side]["width"], shown[side]["height"]) for side in ("original", "filtered")} == {
        "original": (60, 40),
        "filtered": (60, 40),
    }
    assert "Better" not in html(app) and [slot for slot, _ in pool.asked] == ["original"]


def test_a_filter_that_fails_on_the_page_it_was_moved_on_keeps_the_last_good_picture(app, monkeypatch):
    def refuse(*args: object, **kwargs: object) -> None:
        raise PipelineError("median: told to fail")

    app.run()
    monkeypatch.setattr("ocrlab.pipeline.Stage.apply", refuse)
    app.slider[0].set_value(13).run()  # no other test has this page at this radius, so it must be filtered
    assert [error.value for error in app.error] == ["median: told to fail"]
    assert "Better by 100 points" in html(app) and not app.exception


def test_a_truth_with_boxes_can_be_shown_in_the_picture_until_another_is_typed(app):
    app.run()
    boxes = b"5,5,40,5,40,20,5,20,HELLO\n5,22,40,22,40,36,5,36,WORLD\n"
    files = [("scan.png", GOOD, "image/png"), ("scan.boxes.csv", boxes, "text/csv")]
    app.file_uploader[0].set_value(files).run()
    assert not app.exception and not app.error
    shown = next(toggle for toggle in app.toggle if toggle.label == "Show the truth's own boxes in the picture")
    shown.set_value(True).run()
    assert app.session_state["tune"].show_truth_boxes and not app.exception
    next(area for area in app.text_area if area.label == "What the page really says").set_value("HELLO").run()
    assert "Show the truth's own boxes in the picture" not in [toggle.label for toggle in app.toggle]


def test_what_counts_as_the_same_text_stands_beside_the_numbers_and_is_chosen_there(app, pool):
    pool.says["filtered"] = builtin(FIRST).truth.upper()
    app.run()
    before = [metric.value for metric in app.metric]
    labels = [popover.proto.popover.label for popover in app.get("popover")]
    assert "Normalisation: white space" in labels
    control(app, "button_group", "folds").set_value(["case"]).run()
    assert [metric.value for metric in app.metric] == ["100.0 %", "0.0 %", "0.0 %"] != before
    assert app.query_params["normalise"] == "white space+case"
    assert "Normalisation: white space+case." in [caption.value for caption in app.caption]


@pytest.mark.parametrize(("filtered", "doubted"), [(builtin(FIRST).truth, False), ("tea for two " * 20, True)])
def test_a_truth_is_doubted_only_where_neither_side_shares_its_words(app, pool, filtered, doubted):
    pool.says |= {"original": "nothing of this was ever written on that page, not one word of it", "filtered": filtered}
    app.run()
    assert any("is this the truth of this page?" in warning.value for warning in app.warning) is doubted


def test_what_was_read_on_another_page_is_never_scored_against_this_one(app, pool, monkeypatch):
    app.run()
    waiting = FakeJob("running", stage="detecting")
    monkeypatch.setattr(pool, "request", lambda *args, **kwargs: waiting)
    control(app, "selectbox", "source").select("sample:receipt").run()
    assert not app.metric and "Reading both sides" in html(app) and not app.exception


def test_a_reading_that_failed_can_be_asked_for_again(app, pool, monkeypatch):
    app.run()
    failed = FakeJob("failed", error="easyocr: broken")
    with monkeypatch.context() as broken:
        broken.setattr(pool, "request", lambda *args, **kwargs: failed)
        app.slider[0].set_value(3).run()
    pool.asked.clear()
    next(button for button in app.button if button.label == "Read again").click().run()
    assert [slot for slot, _ in pool.asked] == ["filtered"] and not app.error
