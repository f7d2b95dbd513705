"""What the viewer promises Python: which bytes it sends and when, what it believes of what the browser says."""

from __future__ import annotations

import base64
import zlib
from threading import Lock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from ocrlab.image import freeze
from ocrlab.params import Param, Range
from ocrlab.ui.viewer import Live, LiveMove, Picture, Rect, component, events, media, sending
from ocrlab.ui.viewer.events import Drag
from ocrlab.ui.viewer.message import preview

PAGE = freeze(np.arange(60 * 80, dtype=np.uint8).reshape(60, 80))
PICTURE = Picture.of(PAGE, "Page")
numbers = st.floats(-1e6, 1e6)


@given(numbers, numbers, numbers, numbers)
def test_a_region_lies_on_the_picture_and_inside_what_was_drawn_or_is_dropped(x, y, width, height):
    rect = Rect.inside((x, y, width, height), "stage", PICTURE)
    if rect is None:
        return
    assert rect.width >= 1 and rect.height >= 1
    assert rect.x >= 0 and rect.x + rect.width <= 80
    assert rect.y >= 0 and rect.y + rect.height <= 60
    assert rect.x >= x - 0.5 and rect.x + rect.width <= x + width + 0.5


@pytest.mark.parametrize(
    "bounds", [(10, 10, 0, 5), (80, 0, 5, 5), (-9, 0, 5, 5), (0, 0, float("nan"), 5), (1, 2, 3), "here", None]
)
def test_a_region_outside_empty_or_unreadable_is_none(bounds):
    assert Rect.inside(bounds, "stage", PICTURE) is None


def test_a_region_over_the_edge_is_cut_to_the_picture():
    assert Rect.inside((70.4, -5, 30, 20.2), "read", PICTURE) == Rect(70, 0, 10, 15, "read")


def test_a_near_browser_gets_the_bare_bytes(monkeypatch):
    monkeypatch.setattr(sending, "_is_near", lambda: True)
    sent = sending.inline(PAGE)
    assert (sent["channels"], sent["packed"]) == (1, False)
    assert base64.b64decode(sent["url"].split(",")[1]) == PAGE.tobytes()


def test_a_far_browser_gets_them_deflated_and_loses_nothing(monkeypatch):
    monkeypatch.setattr(sending, "_is_near", lambda: False)
    colour = np.stack([PAGE, PAGE[::-1], 255 - PAGE], axis=-1)
    sent = sending.inline(colour)
    assert (sent["channels"], sent["packed"]) == (3, True)
    assert zlib.decompress(base64.b64decode(sent["url"].split(",")[1])) == colour.tobytes()


class Files:
    """Streamlit's media files, as far as they are used: what was added, and what is still there."""

    def __init__(self):
        self.added: list[str] = []
        self._lock = Lock()
        self._file_metadata: dict[str, object] = {}
        self._files_by_session_and_coord = {"dontcare": {}}

    def add(self, data, mimetype, coordinates, file_name):
        self.added.append(file_name)
        self._file_metadata[file_name.split(".")[0]] = object()
        self._files_by_session_and_coord["dontcare"][coordinates] = file_name.split(".")[0]
        return f"/media/{file_name}"


@pytest.fixture
def files(monkeypatch):
    files_ = Files()
    monkeypatch.setattr(media.runtime, "get_instance", lambda: type("Runtime", (), {"media_file_mgr": files_}))
    monkeypatch.setattr(sending, "_is_near", lambda: True)
    monkeypatch.setattr(sending, "_addresses", type(sending._addresses)())
    return files_


def test_an_unchanged_picture_is_sent_once_and_kept_alive_at_every_run(files):
    first = sending.published(PAGE, "abc", "here")
    files._files_by_session_and_coord["dontcare"].clear()  # what Streamlit does when a run begins
    assert sending.published(PAGE, "abc", "here") == first
    assert files.added == ["abc.raw"]
    assert files._files_by_session_and_coord["dontcare"] == {"here": "abc"}


def test_a_picture_that_streamlit_let_go_is_sent_again(files):
    sending.published(PAGE, "abc", "here")
    files._file_metadata.clear()
    sending.published(PAGE, "abc", "here")
    assert files.added == ["abc.raw", "abc.raw"]


def test_where_streamlit_has_changed_inside_pictures_are_sent_at_every_run(files):
    del files._file_metadata, files._files_by_session_and_coord
    files.add = lambda data, mimetype, coordinates, file_name: files.added.append(file_name) or f"/media/{file_name}"
    for _ in range(2):
        assert sending.published(PAGE, "abc", "here")["url"] == "/media/abc.raw"
    assert files.added == ["abc.raw", "abc.raw"]


def big(width: int = 2000, height: int = 1000) -> Picture:
    return Picture.of(freeze(np.random.default_rng(0).integers(0, 256, (height, width), np.uint8)), "Big")


def drawn(part: dict) -> np.ndarray:
    data = base64.b64decode(part["url"].split(",")[1])
    data = zlib.decompress(data) if part["packed"] else data
    return np.frombuffer(data, np.uint8).reshape(part["height"], part["width"])


def test_a_drag_sends_what_is_visible_pixel_for_pixel():
    picture = big()
    part = preview(picture, picture, Drag(False, (0.25, 0.5, 0.5, 1.0), 1))["part"]
    assert part["rect"] == [500, 500, 500, 500]
    assert np.array_equal(drawn(part), picture.image[500:1000, 500:1000])


def test_a_drag_seen_from_afar_sends_no_more_than_the_screen_has():
    picture = big()
    part = preview(picture, picture, Drag(False, (0, 0, 1, 1), 0.24))["part"]
    assert part["rect"] == [0, 0, 2000, 1000]
    means = picture.image.reshape(250, 4, 500, 4).mean(axis=(1, 3))
    assert np.abs(drawn(part) - means).max() <= 1


@pytest.mark.parametrize(
    "drag",
    [
        None,
        Drag(True, (0, 0, 1, 1), 1),
        Drag(False, None, 1),
        Drag(False, (1, 1, 1, 1), 1),
    ],
)
def test_a_release_or_a_view_that_needs_it_gets_the_whole_picture(drag):
    assert preview(big(), big(), drag) is None


@pytest.mark.parametrize(
    ("visible", "zoom", "drag"),
    [
        ([0.25, -1, 0.5, 7], 2, Drag(False, (0.25, 0, 0.5, 1), 2)),
        (None, 0, Drag(False, None, 1)),
        ([0, 0, 1], -3, Drag(False, None, 1)),
        ([0, 0, "1", 1], None, Drag(False, None, 1)),
        ([0, 0, float("nan"), 1], float("nan"), Drag(False, None, 1)),
    ],
)
def test_a_view_that_cannot_be_is_taken_for_the_whole_picture_at_100_percent(hear, visible, zoom, drag):
    event = {"name": "radius", "value": 4, "released": False, "visible": visible, "zoom": zoom}
    assert hear("live", event)["drag"] == drag


def test_a_slider_is_told_what_the_parameter_declares():
    param = Param("radius", "number", 1, range=Range(0, 15, 1, unit="px"), whole=True)
    assert Live.of("s1.radius", "Median radius", param, 3) == Live("s1.radius", "Median radius", 0, 15, 1, 3, "px")


@pytest.fixture
def hear(monkeypatch):
    """Let the viewer hear an event as Streamlit brings it, in a session of its own."""
    session: dict = {}
    monkeypatch.setattr(events.st, "session_state", session)

    def hear_(name: str, event: object) -> dict:
        session.clear()
        session["v"] = {name: event}
        calls: list = []
        if name == "live":
            events.accept_live("v", Live("radius", "Radius", 0, 15, 1, 1), calls.append)
        elif name == "rect":
            events.accept_rect("v", PICTURE, calls.append)
        else:
            events.accept_word("v", PICTURE, PICTURE, calls.append)
        return {"calls": calls, **vars(events.take("v"))}

    return hear_


def test_a_move_of_the_slider_reaches_the_page_before_it_is_drawn(hear):
    heard = hear("live", {"name": "radius", "value": 4, "released": False, "seq": 3})
    move = LiveMove("radius", 4, False)
    assert heard["calls"] == [move] and heard["live"] == move


@pytest.mark.parametrize(
    "event",
    [
        None,
        7,
        {"name": "sigma", "value": 4},
        *({"name": "radius", "value": value} for value in (16, -1, "4", True, None)),
    ],
)
def test_a_value_the_slider_cannot_have_is_not_believed(hear, event):
    assert hear("live", event)["calls"] == []


def test_a_region_of_another_image_is_dropped_with_a_word(hear):
    heard = hear("rect", {"purpose": "stage", "rect": [0, 0, 5, 5], "digest": "another"})
    assert heard["calls"] == [] and "another image" in heard["note"]


def test_a_region_beside_the_image_is_dropped_with_a_word(hear):
    heard = hear("rect", {"purpose": "stage", "rect": [90, 0, 5, 5], "digest": PICTURE.digest})
    assert heard["calls"] == [] and "outside" in heard["note"]


def test_a_cleared_region_is_none(hear):
    (event,) = hear("rect", {"purpose": "read", "rect": None, "digest": PICTURE.digest})["calls"]
    assert (event.purpose, event.rect) == ("read", None)


@pytest.mark.parametrize(
    "event", [{"side": "original", "index": 0}, {"side": 7, "index": 0}, {"side": "filtered"}, "x"]
)
def test_a_word_that_is_not_there_is_not_believed(hear, event):
    assert hear("word", event)["calls"] == []


def app(plain: bool, left_over: bool) -> None:
    import numpy as np

    from ocrlab.ui.viewer import Overlay, Picture, Rect, viewer

    page = Picture.of(np.zeros((20, 30), np.uint8), "Page")
    rects = (Rect(25, 0, 10, 5, "stage"),) if left_over else ()
    overlay = Overlay(rects=rects, purposes={"stage": "Limit it"})
    state = viewer(page, page, key="v", plain=plain, overlay=overlay)
    import streamlit as st

    st.text(f"note: {state.note}")


def test_a_region_left_over_from_another_image_is_dropped_with_a_word_at_the_next_run():
    run = AppTest.from_function(app, kwargs={"plain": False, "left_over": True}).run()
    assert not run.exception
    assert "Limit it" in run.text[0].value and "does not lie on this image" in run.text[0].value


def test_plain_images_can_be_asked_for():
    run = AppTest.from_function(app, kwargs={"plain": True, "left_over": False}).run()
    assert not run.exception and len(run.get("image")) == 2


def test_a_component_that_cannot_start_gives_way_to_plain_images(monkeypatch):
    def broken():
        raise AttributeError("this Streamlit has no components v2")

    monkeypatch.setattr(component, "_component", broken)
    run = AppTest.from_function(app, kwargs={"plain": False, "left_over": False}).run()
    assert not run.exception and len(run.get("image")) == 2
    assert "plain images" in run.caption[0].value
