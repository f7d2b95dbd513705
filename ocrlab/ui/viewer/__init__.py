"""How can a person see every pixel a filter touched, while touching the filter?

`viewer` puts the original and the filtered picture into one component: side by side, swiped, blinked, subtracted, or stage
by stage, under one zoom that nothing but the person moves. What the person does comes back twice: to the callbacks, before
the script runs (so that the page can be computed with the new value), and in the `ViewerState` it returns.

    viewer(Picture.of(page, "Original"), Picture.of(filtered, "Median"), key="tune",
           live=Live.of("median.radius", "Median radius", param, 1), on_live=lambda move: ...)

Zoom: 100 % draws one pixel of the original on one pixel of the screen, whatever the display's scaling; from there up no
pixel is smoothed. A filtered picture of another size is laid over the original by its share of width and height.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import streamlit as st

from ocrlab.ui.viewer.nouns import (
    Boxes,
    ColourBy,
    Live,
    LiveMove,
    Mark,
    Picture,
    Region,
    RegionDrawn,
    Side,
    ViewerState,
    WordClicked,
)
from ocrlab.ui.viewer.sending import inline, published

__all__ = [
    "Live", "LiveMove", "Mark", "Picture", "Region", "RegionDrawn", "ViewerState", "WordClicked", "viewer",
]  # fmt: skip

log = logging.getLogger("ocrlab")

# Streamlit takes a component's JavaScript as one text: these files are joined into one module, in this order.
SCRIPTS = ("pictures.js", "view.js", "paint.js", "gestures.js", "controls.js", "viewer.js")
PREVIEW_PIXELS = 1_000_000  # above this a drag sends what is visible, at the screen's resolution; the release sends it all

Stages = Sequence[Picture] | Callable[[], Sequence[Picture]]


@lru_cache
def _component() -> Callable[..., Any]:
    home = Path(__file__).parent
    return st.components.v2.component(
        "ocrlab_viewer",
        html=(home / "viewer.html").read_text("utf-8"),
        css=(home / "viewer.css").read_text("utf-8"),
        js="\n".join((home / name).read_text("utf-8") for name in SCRIPTS),
    )


def viewer(
    original: Picture,
    filtered: Picture,
    *,
    key: str,
    stages: Stages = (),
    boxes: Boxes = "none",
    colour_by: ColourBy = "confidence",
    selected: tuple[Side, int] | None = None,
    live: Live | None = None,
    regions: Sequence[Region] = (),
    purposes: Mapping[str, str] | None = None,
    height: int = 560,
    plain: bool = False,
    on_live: Callable[[LiveMove], None] | None = None,
    on_region: Callable[[RegionDrawn], None] | None = None,
    on_word: Callable[[WordClicked], None] | None = None,
) -> ViewerState:
    """Show both pictures and say what was done in the viewer.

    ``stages`` may be a function: it is called only while the stages are looked at. ``boxes`` and ``colour_by`` are where a
    person's own choice starts from. A new ``selected`` word is centred and marked in all views. ``purposes`` names what a
    region may be drawn for, ``{"stage": "Limit Median to it"}``; without it the region tool is not offered. ``plain`` shows
    bare images, as does a component that cannot start, with a note. ``height`` is of the picture area, in CSS pixels.
    """
    heard: dict[str, Any] = st.session_state.pop(_box(key), {})
    regions, note = _fitting(regions, purposes or {}, original)
    note = heard.get("note") or note
    state = st.session_state.get(key)
    wants_stages = bool(state.get("stages")) if isinstance(state, Mapping) else False
    happened = ViewerState(heard.get("live"), heard.get("region"), heard.get("word"), wants_stages, note)
    failure = _failure(key, state)
    if plain or failure:
        _plain(original, filtered, failure or note)
        return happened
    drag = heard.get("drag") or {}
    try:
        shown_stages = (stages() if callable(stages) else stages) if wants_stages else ()
        data = {
            "key": key,
            "height": height,
            "original": _picture(original, f"{key}-original"),
            "filtered": _preview(filtered, original, drag) or _picture(filtered, f"{key}-filtered"),
            "stages": [_picture(stage, f"{key}-stage-{n}") for n, stage in enumerate(shown_stages)],
            "has_stages": callable(stages) or bool(stages),
            "boxes": boxes,
            "colour_by": colour_by,
            "selected": list(selected) if selected else None,
            "regions": [{"rect": list(region.rect), "purpose": region.purpose} for region in regions],
            "purposes": dict(purposes or {}),
            "live": _slider(live),
            "seq": drag.get("seq", 0),
            "note": note,
        }
        _component()(
            key=key,
            data=data,
            on_live_change=lambda: _hear_live(key, live, on_live),
            on_region_change=lambda: _hear_region(key, original, on_region),
            on_word_change=lambda: _hear_word(key, original, filtered, on_word),
            on_stages_change=lambda: None,
            on_failed_change=lambda: None,
        )
    except (AttributeError, OSError, st.errors.StreamlitAPIException):
        log.exception("the viewer cannot start; plain images are shown")
        _plain(original, filtered, "The viewer cannot start here, so these are plain images.")
    return happened


def _plain(original: Picture, filtered: Picture, note: str | None) -> None:
    if note:
        st.caption(note)
    for column, picture in zip(st.columns(2), (original, filtered), strict=True):
        column.image(picture.image, caption=picture.title, output_format="PNG", width="stretch")


def _failure(key: str, state: object) -> str | None:
    """Why this browser cannot run the viewer, once it has said so; kept, for the component and its state are gone then."""
    kept = f"_{key}_failure"
    if isinstance(state, Mapping) and state.get("failed"):
        reason = str(state["failed"])[:200]
        st.session_state[kept] = f"The viewer cannot run in this browser ({reason}), so these are plain images."
    return st.session_state.get(kept)


def _picture(picture: Picture, place: str) -> dict[str, Any]:
    return {**_about(picture), **published(picture.image, picture.digest, place)}


def _about(picture: Picture) -> dict[str, Any]:
    return {
        "digest": picture.digest,
        "title": picture.title,
        "width": picture.width,
        "height": picture.height,
        "scale": picture.scale,
        "stale": picture.stale,
        "words": [
            [
                mark.text,
                round(mark.confidence, 4),
                [round(float(number), 1) for point in mark.box for number in point],
                mark.expected,
                mark.right,
            ]
            for mark in picture.words
        ],
    }


def _preview(filtered: Picture, original: Picture, drag: Mapping[str, Any]) -> dict[str, Any] | None:
    """While a large picture's slider is dragged: only what is visible of it, no finer than the screen shows it.

    The pixels are the filter's own, cut from the whole picture; only when shrunk for a small zoom are they means.
    """
    visible = drag.get("visible")
    if drag.get("released", True) or not visible or filtered.image.shape[0] * filtered.image.shape[1] <= PREVIEW_PIXELS:
        return None
    # The visible part comes as shares of width and height, so it fits a scaled picture too.
    left, top, right, bottom = (min(1.0, max(0.0, float(share))) for share in visible)
    x, y = math.floor(left * filtered.width), math.floor(top * filtered.height)
    width, height = math.ceil(right * filtered.width) - x, math.ceil(bottom * filtered.height) - y
    if width < 1 or height < 1:
        return None
    part = filtered.image[y : y + height, x : x + width]
    zoom = float(drag.get("zoom") or 1) * original.width / filtered.width
    shrink = max(1, math.floor(1 / max(zoom, 0.01)))
    if shrink > 1:
        size = (max(1, width // shrink), max(1, height // shrink))
        part = cv2.resize(part, size, interpolation=cv2.INTER_AREA)
    name = f"{filtered.digest}-{x}-{y}-{width}-{height}-{shrink}"
    size = {"width": part.shape[1], "height": part.shape[0]}
    return {**_about(filtered), "url": None, "part": {"digest": name, **size, **inline(part), "rect": [x, y, width, height]}}


def _slider(live: Live | None) -> dict[str, Any] | None:
    if live is None:
        return None
    return {name: getattr(live, name) for name in ("name", "label", "low", "high", "step", "value", "unit")}


def _fitting(
    regions: Sequence[Region], purposes: Mapping[str, str], picture: Picture
) -> tuple[list[Region], str | None]:
    kept = [region for region in regions if Region.inside(region.rect, region.purpose, picture) == region]
    lost = [purposes.get(region.purpose, region.purpose) for region in regions if region not in kept]
    return kept, f"A region ({', '.join(lost)}) does not lie on this image and is not shown." if lost else None


def _box(key: str) -> str:
    return f"_{key}_heard"


def _event(key: str, name: str) -> Any:
    state = st.session_state.get(key)
    return state.get(name) if isinstance(state, Mapping) else None


def _tell(key: str, **news: Any) -> None:
    st.session_state.setdefault(_box(key), {}).update(news)


def _hear_live(key: str, live: Live | None, on_live: Callable[[LiveMove], None] | None) -> None:
    event = _event(key, "live")
    if not isinstance(event, Mapping) or live is None or event.get("name") != live.name:
        return
    value = event.get("value")
    if isinstance(value, bool) or not isinstance(value, int | float) or not live.low <= value <= live.high:
        return
    move = LiveMove(live.name, value, bool(event.get("released", True)))
    _tell(key, live=move, drag=dict(event))
    if on_live:
        on_live(move)


def _hear_region(key: str, original: Picture, on_region: Callable[[RegionDrawn], None] | None) -> None:
    event = _event(key, "region")
    if not isinstance(event, Mapping):
        return
    purpose, rect = str(event.get("purpose")), event.get("rect")
    if event.get("digest") != original.digest:
        _tell(key, note="The region was drawn on another image and was dropped.")
        return
    region = None if rect is None else Region.inside(rect, purpose, original)
    if rect is not None and region is None:
        _tell(key, note="The region lies outside the image or is empty, and was dropped.")
        return
    drawn = RegionDrawn(purpose, region)
    _tell(key, region=drawn)
    if on_region:
        on_region(drawn)


def _hear_word(
    key: str, original: Picture, filtered: Picture, on_word: Callable[[WordClicked], None] | None
) -> None:
    event = _event(key, "word")
    if not isinstance(event, Mapping):
        return
    side, index = event.get("side"), event.get("index")
    words = {"original": original.words, "filtered": filtered.words}.get(side, ())
    if not isinstance(index, int) or not 0 <= index < len(words):
        return
    clicked = WordClicked(side, index)
    _tell(key, word=clicked)
    if on_word:
        on_word(clicked)
