"""EasyOCR: it reads here what it reads by itself; odd pages and odd settings have clear answers."""

from __future__ import annotations

import contextlib
import os
import pickle
import shutil
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from ocrlab.engines import (
    Engine,
    Progress,
    TextBoxes,
    chooses_speed,
    draft_settings,
    effective,
    engines,
    fallback,
    get_engine,
)
from ocrlab.errors import Cancelled, EngineError, ParamError
from ocrlab.home import home
from ocrlab.languages import of_engine
from ocrlab.reading import Reading


def page(*lines: str, size: int = 28, colour: bool = False) -> np.ndarray:
    sheet = Pillow.new("RGB", (420, 20 + 50 * len(lines)), "white")
    draw = ImageDraw.Draw(sheet)
    for row, line in enumerate(lines):
        draw.text((20, 15 + 50 * row), line, fill=(20, 20, 120), font=ImageFont.load_default(size))
    return np.asarray(sheet if colour else sheet.convert("L"))


@pytest.fixture(scope="module")
def easyocr() -> Engine:
    engine = engines()["easyocr"]
    reason = engine.available()
    if reason:
        pytest.skip(f"EasyOCR cannot run here: {reason}")
    return engine


@pytest.fixture(scope="module")
def stock_reader(easyocr: Engine):
    """EasyOCR as its own documentation starts it, apart from where its weights lie."""
    from ocrlab.engines.easyocr.weights import load_reader

    return load_reader(("en",))


@pytest.fixture
def full_networks(easyocr: Engine, monkeypatch, tmp_path: Path) -> Path:
    """A home of its own that holds the networks in full precision, and no others: converting them takes long."""
    easyocr.warm_up({"speed": "exact"})
    networks = tmp_path / "networks"
    networks.mkdir()
    for path in (home() / "networks").iterdir():
        if "int8" not in path.name:
            shutil.copy(path, networks)
    monkeypatch.setenv("OCRLAB_HOME", str(tmp_path))
    return networks


def test_an_unknown_engine_is_answered_with_those_there_are() -> None:
    with pytest.raises(EngineError, match=r"there is no engine 'abbyy'; there are .*easyocr"):
        get_engine("abbyy")


def test_every_engine_keeps_the_protocol_and_declares_its_settings_with_help() -> None:
    for engine in engines().values():
        assert isinstance(engine, Engine)
        assert effective(engine, {}) == {param.name: param.default for param in engine.params}
        assert all(param.help for param in engine.params), engine.name
        for speed in engine.speeds():
            assert chooses_speed(engine, speed.settings)
            assert effective(engine, speed.settings).items() >= speed.settings.items()


class Plain(Engine):
    """An engine that says no more about itself than it must."""

    name, title, version = "plain", "Plain", "1"

    def detect(self, image, settings, *, cancelled=None):
        return TextBoxes()

    def read(self, image, settings, *, text_boxes=None, progress=None, cancelled=None):
        return Reading()


def test_what_an_engine_does_not_say_otherwise_is_the_plain_case() -> None:
    plain = Plain()
    assert (plain.one_step, plain.speeds(), plain.params, plain.available({})) == (False, (), (), None)
    assert plain.warm_up({}) is None and fallback(plain, {}) is None and draft_settings(plain) == {}


def test_an_engine_without_what_it_must_have_cannot_be_made() -> None:
    with pytest.raises(TypeError, match="abstract"):
        type("Half", (Engine,), {"name": "half", "title": "Half", "version": "1"})()


def test_the_speeds_are_known_by_name_and_one_of_them_is_the_draft() -> None:
    speeds = engines()["easyocr"].speeds()
    assert [speed.name for speed in speeds] == ["exact", "fast", "draft", "stock"]
    assert [speed.settings for speed in speeds if speed.draft] == [{"speed": "draft"}]
    assert engines()["tesseract"].speeds() == () and engines()["tesseract"].one_step


def test_settings_have_the_defaults_of_easyocr_itself(easyocr: Engine) -> None:
    import inspect

    from ocrlab.engines.easyocr.weights import import_easyocr

    stock = inspect.signature(import_easyocr().Reader.readtext).parameters
    ours = effective(easyocr, {})
    same = set(ours) & set(stock) - {"allowlist", "blocklist"}
    assert len(same) == 17
    assert {name: ours[name] for name in same} == {name: stock[name].default for name in same}
    assert ours["beam_width"] == stock["beamWidth"].default


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="where a thread may run is read from Linux's /proc")
def test_workers_side_by_side_are_not_bound_to_the_same_core(easyocr: Engine) -> None:
    sheet = np.full((700, 700), 245, np.uint8)  # a page of its own: a search already done would not be done again
    easyocr.warm_up({"speed": "exact"})
    reading = threading.Thread(target=easyocr.detect, args=(sheet, {"speed": "exact"}))
    reading.start()
    allowed = set()
    while reading.is_alive():
        for task in Path("/proc/self/task").iterdir():
            with contextlib.suppress(OSError):  # the thread has ended
                allowed.add(frozenset(os.sched_getaffinity(int(task.name))))
        time.sleep(0.005)
    assert allowed == {frozenset(os.sched_getaffinity(0))}


def test_every_language_offered_is_one_easyocr_knows(easyocr: Engine) -> None:
    from ocrlab.engines.easyocr.weights import import_easyocr

    folder = Path(import_easyocr().__file__).parent / "character"
    assert {path.name.removesuffix("_char.txt") for path in folder.glob("*_char.txt")} >= set(of_engine("easyocr"))


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"decoder": "beamsearch", "allowlist": "HELOWRDhelowrd 0123456789", "mag_ratio": 1.5},
        {"blocklist": "eo", "width_ths": 3.0},
        {"rotation": ("90", "180")},
    ],
    ids=["defaults", "beam and allowlist", "blocklist", "rotation"],
)
@pytest.mark.parametrize("colour", [True, False], ids=["colour", "grey"])
def test_stock_speed_reads_exactly_what_readtext_reads(
    easyocr: Engine, stock_reader, settings: dict, colour: bool
) -> None:
    image = page("Hello World 1234", "the second line", colour=colour)
    renamed = {"beam_width": "beamWidth", "rotation": "rotation_info"}
    stock = {renamed.get(name, name): value for name, value in settings.items()}
    if "rotation_info" in stock:
        stock["rotation_info"] = [int(angle) for angle in stock["rotation_info"]]
    expected = stock_reader.readtext(image[:, :, ::-1] if colour else image, **stock)

    words = easyocr.read(image, {"speed": "stock", **settings}).words
    assert len(expected) >= 2
    assert {(word.text, word.box) for word in words} == {
        (text, tuple((float(x), float(y)) for x, y in box)) for box, text, _ in expected
    }
    assert sorted(word.confidence for word in words) == pytest.approx(sorted(float(sure) for *_, sure in expected))


def test_exact_speed_reads_what_unquantised_easyocr_reads(easyocr: Engine) -> None:
    """Same boxes, same texts; the numbers differ by what floating point leaves, so confidences agree to 1e-4."""
    from ocrlab.engines.easyocr.weights import load_reader

    image = page("Hello World 1234", "the second line", "Third, of equal length", "Fourth; of equal length")
    expected = load_reader(("en",), quantize=False).readtext(image)
    words = easyocr.read(image, {"speed": "exact"}).words
    boxes = {(word.text, word.box) for word in words}
    assert boxes == {(text, tuple((float(x), float(y)) for x, y in box)) for box, text, _ in expected}
    assert sorted(word.confidence for word in words) == pytest.approx(sorted(sure for *_, sure in expected), abs=1e-4)


def test_a_speed_without_openvino_is_refused_with_the_one_that_works(easyocr: Engine, monkeypatch) -> None:
    from ocrlab.engines.easyocr import engine as module

    monkeypatch.setattr("ocrlab.engines.easyocr.networks.openvino_missing", lambda: True)
    engine = module.EasyOCR()
    with pytest.raises(
        EngineError, match=r"speed exact needs OpenVINO, which is not installed; .*choose speed stock"
    ) as caught:
        engine.warm_up({"speed": "exact"})
    assert caught.value.instead == {"speed": "stock"}
    assert {speed.name for speed in engine.speeds() if speed.missing} == {"exact", "fast", "draft"}
    assert draft_settings(engine) == {}
    assert engine.read(page("Hello World"), caught.value.instead).text == "Hello World"


def test_a_network_openvino_refuses_is_said_with_the_speed_that_works(easyocr: Engine, monkeypatch) -> None:
    import openvino

    from ocrlab.engines.easyocr import engine as module

    def refuse(*_, **__):
        raise RuntimeError("[CPU] Unsupported instruction\nat src/plugins/cpu.cpp:12")

    monkeypatch.setattr(openvino.Core, "compile_model", refuse)
    engine = module.EasyOCR()
    with pytest.raises(EngineError) as caught:
        engine.read(page("Hello World"), {})
    assert str(caught.value) == (
        "easyocr: OpenVINO cannot run the networks here ([CPU] Unsupported instruction); choose speed stock"
    )
    assert pickle.loads(pickle.dumps(caught.value)).instead == {"speed": "stock"}  # as it comes back from a worker
    assert engine.read(page("Hello World"), caught.value.instead).text == "Hello World"


def test_a_lesser_default_speed_is_said_unless_one_is_chosen(easyocr: Engine, monkeypatch) -> None:
    assert fallback(easyocr, {}) is None
    monkeypatch.setattr("ocrlab.engines.easyocr.networks.openvino_missing", lambda: True)
    sentence = fallback(easyocr, {})
    assert sentence.startswith("EasyOCR reads at speed ") and "needs OpenVINO, which is not installed" in sentence
    assert fallback(easyocr, {"speed": "stock"}) is None


def test_on_a_gpu_torch_reads_in_full_or_half_precision(easyocr: Engine, monkeypatch) -> None:
    """Without one here, the same path runs on the processor: EasyOCR falls back by itself."""
    from ocrlab.engines.easyocr import engine as module

    monkeypatch.setattr(module, "gpu_here", lambda: True)
    monkeypatch.setattr(module, "quicken", lambda *_: pytest.fail("OpenVINO was used in spite of a GPU"))
    engine = module.EasyOCR()
    assert {engine.read(page("Hello World"), {"speed": speed}).text for speed in ("exact", "fast")} == {"Hello World"}


@pytest.mark.parametrize(
    ("speed", "bfloat16", "made"),
    [
        ("draft", False, ["quantised_detector", "quantised_recogniser"]),
        ("fast", False, ["quantised_detector"]),
        ("fast", True, []),
    ],
)
def test_networks_of_less_precision_are_prepared_once_and_kept(
    speed: str, bfloat16: bool, made: list[str], full_networks: Path, monkeypatch
) -> None:
    from ocrlab.engines.easyocr import calibration, networks
    from ocrlab.engines.easyocr import engine as module

    prepared = []
    monkeypatch.setattr(networks, "bfloat16_here", lambda: bfloat16)
    # Quantising takes a minute and is its library's business; here the networks stay as they are.
    for name in ("quantised_detector", "quantised_recogniser"):
        monkeypatch.setattr(calibration, name, lambda model, name=name: prepared.append(name) or model)
    for _ in range(2):
        assert module.EasyOCR().read(page("Hello World"), {"speed": speed}).text == "Hello World"
        assert prepared == made


@pytest.mark.parametrize("speed", ["fast", "draft"])
def test_less_precision_without_its_preparation_library_is_one_clear_sentence(
    speed: str, full_networks: Path, monkeypatch
) -> None:
    from ocrlab.engines.easyocr import engine as module

    monkeypatch.setattr("ocrlab.engines.easyocr.networks.bfloat16_here", lambda: False)
    monkeypatch.setitem(sys.modules, "nncf", None)
    with pytest.raises(
        EngineError, match="fast and draft need NNCF once, to prepare their networks; install nncf or choose"
    ):
        module.EasyOCR().warm_up({"speed": speed})


def test_calibration_pages_are_drawn_the_same_everywhere_and_fit_the_networks() -> None:
    from ocrlab.engines.easyocr.calibration import LINES, PAGES, drawn_lines, drawn_pages

    pages, lines = drawn_pages(), drawn_lines()
    assert (len(pages), len(lines)) == (PAGES, LINES)
    assert all(sheet.dtype == np.uint8 and sheet.shape[0] % 32 == sheet.shape[1] % 32 == 0 for sheet in pages)
    assert all(line.dtype == np.uint8 and line.shape[0] == 64 <= line.shape[1] for line in lines)
    assert all(np.array_equal(*pair) for pair in zip(pages, drawn_pages(), strict=True))
    assert all(picture.std() > 3 for picture in (*pages, *lines))  # none is blank


def test_a_damaged_kept_network_is_made_anew(full_networks: Path) -> None:
    from ocrlab.engines.easyocr import engine as module

    stored = sorted(full_networks.iterdir())
    assert {path.suffix for path in stored} == {".bin", ".xml"} and len(stored) >= 4  # detector and recogniser
    for path in stored:
        path.write_bytes(b"cut short")
    assert module.EasyOCR().read(page("Hello World"), {"speed": "exact"}).text == "Hello World"


def test_paragraphs_are_those_of_readtext_and_keep_a_confidence(easyocr: Engine, stock_reader) -> None:
    image = page("Hello World 1234", "the second line", "and a third")
    settings = {"paragraph": True, "y_ths": 2.0}
    expected = stock_reader.readtext(image, **settings)
    reading = easyocr.read(image, {"speed": "stock", **settings})
    assert [word.text for word in reading.words] == [text for _, text in expected]
    assert all(0.3 < word.confidence <= 1 for word in reading.words)


@pytest.mark.parametrize(
    "image",
    [
        np.full((1, 1), 255, np.uint8),
        np.full((1, 1, 3), 0, np.uint8),
        np.full((1, 6000), 255, np.uint8),
        np.full((6000, 1), 0, np.uint8),
        np.full((200, 300), 255, np.uint8),
        np.full((200, 300, 3), 0, np.uint8),
    ],
    ids=["one white pixel", "one black pixel", "one row", "one column", "white page", "black page"],
)
def test_a_page_without_text_is_an_empty_reading(easyocr: Engine, image: np.ndarray) -> None:
    assert easyocr.read(image, {}) == Reading()


def test_words_appear_one_by_one_while_they_are_read(easyocr: Engine) -> None:
    seen: list[Progress] = []
    reading = easyocr.read(page("alpha", "beta", "gamma"), {"speed": "stock"}, progress=seen.append)
    assert [each.stage for each in seen[:2]] == ["starting", "detecting"]
    counts = [(each.done, len(each.words)) for each in seen if each.stage == "recognising"]
    assert counts == [(0, 0), (1, 1), (2, 2), (3, 3)]
    assert set(seen[-1].words) == set(reading.words) and seen[-1].fraction == 1
    assert str(seen[-1]) == "recognising 3 of 3"


def test_a_reading_stops_between_two_boxes(easyocr: Engine) -> None:
    seen: list[Progress] = []
    with pytest.raises(Cancelled):
        easyocr.read(
            page("alpha", "beta", "gamma"),
            {"speed": "stock"},
            progress=seen.append,
            cancelled=lambda: bool(seen and seen[-1].done),
        )
    assert seen[-1].done == 1


@pytest.mark.parametrize("speed", ["stock", "exact"])
def test_a_search_for_text_stops_inside_the_network(easyocr: Engine, speed: str) -> None:
    easyocr.warm_up({"speed": speed})
    asked = []
    with pytest.raises(Cancelled):
        # A page of its own: a search already done would not be done again.
        easyocr.detect(
            np.full((900, 900), 250, np.uint8), {"speed": speed}, cancelled=lambda: asked.append(1) or len(asked) > 2
        )
    assert len(asked) >= 3
    easyocr.detect(page("and goes on"), {"speed": speed})


@given(
    st.integers(0, 2**32 - 1),
    st.tuples(st.integers(8, 90), st.integers(8, 120)),
    st.floats(1.0, 6.0),
    st.tuples(st.floats(0.2, 0.8), st.floats(0.2, 0.8), st.floats(0.2, 0.6)),
)
@settings(max_examples=150, deadline=None)
def test_boxes_found_word_by_word_are_those_easyocr_finds_page_by_page(
    easyocr: Engine, seed, shape, grain, thresholds
) -> None:
    from scipy.ndimage import gaussian_filter

    from ocrlab.engines.easyocr.craft import boxes_of
    from ocrlab.engines.easyocr.weights import import_easyocr

    import_easyocr()
    from easyocr.craft_utils import getDetBoxes_core

    noise = gaussian_filter(np.random.default_rng(seed).random((2, *shape)), (0, grain, grain * 1.5))
    maps = [((values - values.min()) / (np.ptp(values) + 1e-9)).astype(np.float32) for values in noise]
    answers = []
    for find in (boxes_of, getDetBoxes_core):
        try:
            boxes, _, members = find(*maps, *thresholds)
            answers.append(([box.tolist() for box in boxes], members))
        except Exception as error:  # an empty word: EasyOCR's own failure must stay its failure
            answers.append(type(error))
    assert answers[0] == answers[1]


def test_given_text_boxes_are_read_and_no_others(easyocr: Engine) -> None:
    image = page("alpha", "beta")
    text_boxes = easyocr.detect(image, {})
    assert len(text_boxes) == 2 == len(text_boxes.boxes)
    first = TextBoxes(level=text_boxes.level[:1])
    assert easyocr.read(image, {}, text_boxes=first).words == easyocr.read(image, {}).words[:1]


def test_locked_text_boxes_follow_a_page_that_is_scaled_or_turned() -> None:
    text_boxes = TextBoxes(level=((10, 50, 20, 30),), tilted=(((0, 0), (10, 1), (10, 5), (0, 4)),))
    assert text_boxes.moved([[1, 0, 0], [0, 1, 0]]) == text_boxes
    twice = text_boxes.moved([[2, 0, 3], [0, 2, 0], [0, 0, 1]])
    assert twice == TextBoxes(((23, 103, 40, 60),), (((3, 0), (23, 2), (23, 10), (3, 8)),))
    upright = text_boxes.moved([[0, -1, 100], [1, 0, 0]])  # a quarter turn clockwise of a page 100 px high
    assert upright.level == () and len(upright) == 2
    assert upright.tilted[0] == ((80, 10), (80, 50), (70, 50), (70, 10))  # still from the text's own top left


def test_text_boxes_that_a_stage_cut_off_the_page_are_left_out_and_those_at_its_edge_stay():
    inside, beside, under = (90, 120, 10, 20), (100, 130, 10, 20), (10, 40, -20, 0)
    slanted, gone = ((-5, 40), (5, 40), (5, 50), (-5, 50)), ((10, 50), (20, 50), (20, 60), (10, 60))
    assert TextBoxes((inside, beside, under), (slanted, gone)).within(100, 50) == TextBoxes((inside,), (slanted,))


def test_locked_text_boxes_are_read_on_a_turned_page_as_on_the_upright_one(easyocr: Engine) -> None:
    image = page("alpha beta", "gamma delta")
    text_boxes = easyocr.detect(image, {})
    turned = np.ascontiguousarray(np.rot90(image, -1))
    moved = text_boxes.moved([[0, -1, image.shape[0] - 1], [1, 0, 0]])
    texts = {word.text for word in easyocr.read(turned, {}, text_boxes=moved).words}
    assert texts == {"alpha beta", "gamma delta"} == {word.text for word in easyocr.read(image, {}).words}


def test_a_text_box_off_the_page_is_passed_over(easyocr: Engine) -> None:
    text_boxes = TextBoxes(level=((9000, 9100, 5, 40), (-50, -10, 5, 40)), tilted=(((1, 1), (1, 1), (1, 1), (1, 1)),))
    assert easyocr.read(page("alpha"), {}, text_boxes=text_boxes) == Reading()


def test_changing_a_recogniser_setting_does_not_search_for_text_again(easyocr: Engine, monkeypatch) -> None:
    from ocrlab.engines.easyocr import engine as module

    image = page("search me once")
    easyocr.read(image, {})
    monkeypatch.setattr(module, "detected", lambda *_: pytest.fail("searched for text again"))
    easyocr.read(image, {"decoder": "beamsearch"})


def test_languages_that_do_not_go_together_are_refused_with_those_that_do(easyocr: Engine) -> None:
    with pytest.raises(
        EngineError, match=r"Japanese \(ja\) and Korean \(ko\) cannot be read together; at once it reads any of ja, en"
    ):
        easyocr.warm_up({"languages": "ja+ko"})


def test_a_language_without_weights_or_network_is_one_clear_sentence(easyocr: Engine, monkeypatch, tmp_path) -> None:
    def refuse(*_, **__):
        raise OSError("Network is unreachable")

    monkeypatch.setenv("OCRLAB_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("easyocr.utils.urlretrieve", refuse)
    with pytest.raises(EngineError) as caught:
        easyocr.read(page("hallo"), {"languages": ("de",)})
    assert str(caught.value).startswith(
        "easyocr: no weights for German (de) on this machine and no network to fetch them"
    )
    assert "choose English (en)" in str(caught.value) and "\n" not in str(caught.value)
    assert caught.value.instead == {"languages": "en"}


def test_a_damaged_weights_file_is_named(easyocr: Engine, monkeypatch, tmp_path) -> None:
    (tmp_path / "craft_mlt_25k.pth").write_bytes(b"damaged")
    monkeypatch.setattr("ocrlab.engines.easyocr.weights._packaged", lambda: tmp_path)
    with pytest.raises(EngineError, match=r"craft_mlt_25k\.pth is damaged; delete it"):
        from ocrlab.engines.easyocr.weights import load_reader

        load_reader(("en",))


def test_a_refused_setting_is_named_with_its_place(easyocr: Engine) -> None:
    with pytest.raises(ParamError, match=r"easyocr: min_size must be .*0..200 px, got 500"):
        easyocr.read(page("alpha"), {"min_size": 500})
