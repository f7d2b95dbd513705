"""RapidOCR: its networks read here what they read in their own package, word by word, without a network."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from ocrlab.engines import Engine, Progress, TextBoxes, engines
from ocrlab.engines.rapidocr import bending, lines, weights
from ocrlab.engines.rapidocr.engine import RapidOCR
from ocrlab.engines.rapidocr.lines import Glyph
from ocrlab.errors import Cancelled, EngineError, ParamError
from ocrlab.reading import Reading


@pytest.fixture(scope="module")
def rapidocr() -> Engine:
    return engines()["rapidocr"]


def page(*lines: str, size: int = 32, colour: bool = False) -> np.ndarray:
    sheet = Pillow.new("RGB", (640, 40 + 60 * len(lines)), "white")
    draw = ImageDraw.Draw(sheet)
    for row, line in enumerate(lines):
        draw.text((30, 25 + 60 * row), line, fill=(20, 20, 120), font=ImageFont.load_default(size))
    return np.asarray(sheet if colour else sheet.convert("L"))


def test_a_page_is_read_in_words_each_in_its_place(rapidocr: Engine) -> None:
    font = ImageFont.load_default(32)
    reading = rapidocr.read(page("Hello World 1234", "the second line"), {})
    assert reading.lines == ("Hello World 1234", "the second line")
    for row, line in zip(reading.rows, reading.lines, strict=True):
        for word in row:
            before = line[: line.index(word.text)]
            left, right = 30 + font.getlength(before), 30 + font.getlength(before + word.text)
            (start, _), (end, _), *_ = word.box
            assert left - 20 < start < left + 8 and right - 8 < end < right + 20, (word, left, right)
    assert all(0.5 < word.confidence <= 1 for word in reading.words)


def test_colour_and_grey_are_read_alike(rapidocr: Engine) -> None:
    image = page("Hello World")
    assert rapidocr.read(np.repeat(image[:, :, None], 3, axis=2), {}) == rapidocr.read(image, {})
    assert rapidocr.read(page("Hello World", colour=True), {}).text == "Hello World"


@pytest.mark.parametrize("shape", [(1, 1), (1, 6000), (6000, 1), (3, 500), (200, 300), (200, 300, 3), (40, 4000)])
@pytest.mark.parametrize("grey", [0, 255])
def test_a_page_without_text_is_an_empty_reading(rapidocr: Engine, shape: tuple[int, ...], grey: int) -> None:
    assert rapidocr.read(np.full(shape, grey, np.uint8), {}) == Reading()


def test_a_single_line_cut_close_is_read(rapidocr: Engine) -> None:
    assert (
        rapidocr.read(page("Hello World and all who live in it")[25:65], {}).text
        == "Hello World and all who live in it"
    )


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_a_line_down_the_page_and_one_on_its_head_are_read_with_boxes_from_their_own_top_left(
    rapidocr: Engine, turn: int
) -> None:
    upright = page("Hello World of turned pages")[10:90]
    reading = rapidocr.read(np.rot90(upright, turn), {})
    assert reading.text == "Hello World of turned pages"
    first, last = reading.words[0].box[0], reading.words[-1].box[1]
    along = {1: (0, -1), 2: (-1, 0), 3: (0, 1)}[turn]  # np.rot90 turns against the clock
    assert np.subtract(last, first) @ along > 300


def test_boxes_given_are_read_and_no_others(rapidocr: Engine) -> None:
    image = page("Hello World", "the second line")
    text_boxes = TextBoxes(level=((20, 620, 80, 130), (5, 5, 9, 9), (900, 950, 10, 40)))
    assert rapidocr.read(image, {}, text_boxes=text_boxes).text == "the second line"
    text_boxes = rapidocr.detect(image, {})
    assert len(text_boxes) == 2
    assert rapidocr.read(image, {}, text_boxes=text_boxes) == rapidocr.read(image, {})


def test_a_box_is_read_the_same_whatever_stands_beside_it(rapidocr: Engine) -> None:
    image = page("Hello World", "the second, much longer line of two")
    both = rapidocr.detect(image, {})
    alone = [TextBoxes((box,), ()) for box in both.level] + [TextBoxes((), (box,)) for box in both.tilted]
    apart = [word for boxes in alone for word in rapidocr.read(image, {}, text_boxes=boxes).words]
    assert sorted(apart, key=str) == sorted(rapidocr.read(image, {}).words, key=str)


def test_words_appear_line_by_line_while_they_are_read(rapidocr: Engine) -> None:
    seen: list[Progress] = []
    rapidocr.read(page("alpha", "beta", "gamma"), {}, progress=seen.append)
    assert [each.stage for each in seen[:2]] == ["starting", "detecting"]
    assert [(each.done, each.total, len(each.words)) for each in seen[2:]] == [(n, 3, n) for n in range(4)]


def test_a_reading_stops_between_two_lines_and_inside_a_network(rapidocr: Engine) -> None:
    seen: list[Progress] = []
    with pytest.raises(Cancelled):
        rapidocr.read(page("alpha", "beta"), {}, progress=seen.append, cancelled=lambda: bool(seen and seen[-1].done))
    assert seen[-1].done == 1
    asked: list[None] = []
    with pytest.raises(Cancelled):  # the second look is while the detector runs
        rapidocr.detect(
            np.full((1600, 1600), 200, np.uint8), {}, cancelled=lambda: asked.append(None) or len(asked) > 1
        )
    assert rapidocr.read(page("alpha"), {}).text == "alpha"


def test_only_allowed_characters_are_read(rapidocr: Engine) -> None:
    image = page("Room 1203")
    assert set(rapidocr.read(image, {"allowlist": "0123456789", "text_score": 0}).text) <= set("0123456789 ")
    assert "1203" in rapidocr.read(image, {"allowlist": "0123456789", "text_score": 0}).text
    assert "R" not in rapidocr.read(image, {"blocklist": "R"}).text


def test_a_refused_setting_is_named_with_its_place(rapidocr: Engine) -> None:
    with pytest.raises(ParamError, match=r"rapidocr: unclip_ratio must be 1..3 in steps of 0.1, got 9"):
        rapidocr.read(page("alpha"), {"unclip_ratio": 9})


def test_nothing_is_fetched_and_nothing_of_the_package_is_imported(monkeypatch) -> None:
    import sys

    def refuse(*_: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    assert RapidOCR().read(page("Hello World"), {}).text == "Hello World"
    assert not [name for name in sys.modules if name.split(".")[0] in ("rapidocr", "omegaconf")]


def copied(tmp_path: Path, monkeypatch) -> Path:
    """The package's networks where a test may spoil them."""
    there = weights.folder()
    assert there is not None
    shutil.copytree(there, tmp_path / "models")
    monkeypatch.setattr(weights, "folder", lambda: tmp_path / "models")
    return tmp_path / "models"


def test_damaged_weights_are_refused_by_name(tmp_path, monkeypatch) -> None:
    path = copied(tmp_path, monkeypatch) / weights.RECOGNISER
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    with pytest.raises(
        EngineError, match=r"^rapidocr: the weights file .*rec_small.onnx is damaged .*; install it again: pip install "
    ):
        RapidOCR().read(page("Hello World"), {})


def test_a_package_without_its_networks_says_which_is_missing(tmp_path, monkeypatch) -> None:
    (copied(tmp_path, monkeypatch) / weights.DETECTOR).unlink()
    engine = RapidOCR()
    assert str(engine.available()).startswith("the package rapidocr has come without its file PP-OCRv6_det_small.onnx")
    with pytest.raises(EngineError, match=r"rapidocr: the package rapidocr has come without its file PP-OCRv6_det"):
        engine.read(page("Hello World"), {})


@pytest.mark.parametrize(
    ("absent", "reason"), [("rapidocr", "rapidocr is not inst"), ("openvino", "it runs on OpenVINO")]
)
def test_what_is_not_installed_is_said_with_the_way_to_get_it(absent: str, reason: str, monkeypatch) -> None:
    import importlib.util

    real = importlib.util.find_spec
    for place in ("importlib.util.find_spec", "ocrlab.machine.find_spec"):
        monkeypatch.setattr(place, lambda name: None if name == absent else real(name))
    said = str(RapidOCR().available())
    assert said.startswith(reason) and said.endswith("; install requirements.txt")


def test_words_stand_where_their_columns_are() -> None:
    """Four letters and a space in ten columns of a box 100 px long: middles at 15, 35, [55], 75 and 95 px."""
    line = [
        Glyph(text, at, sure) for text, at, sure in [("a", 0.15, 1), ("b", 0.35, 0.5), (" ", 0.55, 1), ("c", 0.75, 1)]
    ]
    first, second = lines.words([*line, Glyph("d", 0.95, 1)], ((0, 0), (100, 0), (100, 10), (0, 10)))
    assert (first.text, first.confidence, second.text, second.confidence) == ("ab", 0.75, "cd", 1.0)
    # Letters are 20 px wide, so the words end at 45 and begin at 65; of the 20 px between, each takes 6.
    assert first.box == ((0, 0), (51, 0), (51, 10), (0, 10))
    assert second.box == ((59, 0), (100, 0), (100, 10), (59, 10))


def test_a_line_of_spaces_has_no_words() -> None:
    assert lines.words([Glyph(" ", 0.5, 1.0)], ((0, 0), (9, 0), (9, 9), (0, 9))) == []


def test_a_bent_line_is_cut_where_it_has_white_and_a_straight_one_is_left_whole() -> None:
    sheet = np.full((200, 600, 3), 255, np.uint8)
    columns = np.arange(20, 580)
    middles = (60 + 80 * ((columns - 300) / 280) ** 2).astype(int)  # a parabola, 80 px deep
    patch = np.array([(x, y + dy) for x, y in zip(columns, middles, strict=True) for dy in range(-8, 8)], np.float32)
    for x, y in zip(columns, middles, strict=True):
        if x % 4 < 2 and not 296 <= x < 312:  # ink, but for one gap
            sheet[y - 4 : y + 4, x] = 0
    straight = bending.straight(patch, sheet, 1.6)
    assert len(straight) >= 2 and all(min(size) < 2.2 * 16 for _, size, _ in straight)
    level = np.array([(x, y) for x in range(20, 580) for y in range(50, 66)], np.float32)
    assert len(bending.straight(level, sheet, 1.6)) == 1
