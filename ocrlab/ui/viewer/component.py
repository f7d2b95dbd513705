"""One call puts the viewer on the page: what it is given, what it sends the browser, what it returns."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import streamlit as st

from ocrlab.ui.viewer import events
from ocrlab.ui.viewer.sending import inline, published
from ocrlab.ui.viewer.types import (
    Boxes,
    ColourBy,
    Live,
    LiveMove,
    Picture,
    Rect,
    RegionDrawn,
    Side,
    ViewerState,
    WordClicked,
)

log = logging.getLogger("ocrlab")

HOME = Path(__file__).parent
# Streamlit takes a component's JavaScript as one text: these files are joined into one module, in this order.
SCRIPTS = ("pictures", "view", "paint", "regions", "gestures", "controls", "panes", "telling", "viewer")

Stages = Sequence[Picture] | Callable[[], Sequence[Picture]]


def script() -> str:
    return "\n".join((HOME / f"{name}.js").read_text("utf-8") for name in SCRIPTS)


@lru_cache
def _component() -> Callable[..., Any]:
    html, css = ((HOME / name).read_text("utf-8") for name in ("viewer.html", "viewer.css"))
    return st.components.v2.component("ocrlab_viewer", html=html, css=css, js=script())


def viewer(
    original: Picture,
    filtered: Picture,
    *,
    key: str,
    stages: Stages = (),
    boxes: Boxes = "none",
    colour_by: ColourBy = "confidence",
    lines: bool = False,
    selected: tuple[Side, int] | None = None,
    live: Live | None = None,
    regions: Sequence[Rect] = (),
    purposes: Mapping[str, str] | None = None,
    height: int = 560,
    plain: bool = False,
    on_live: Callable[[LiveMove], None] | None = None,
    on_region: Callable[[RegionDrawn], None] | None = None,
    on_word: Callable[[WordClicked], None] | None = None,
) -> ViewerState:
    """Show both pictures and say what was done in the viewer.

    ``stages`` may be a function: it is called only while the stages are looked at. ``boxes`` and ``colour_by`` are
    where a person's own choice starts from. With ``lines`` the marks are lines of the truth, each with the share of it
    that was read right as its confidence and what was read there as ``expected``; they are shown at once. A new
    ``selected`` word is centred and marked in all views. ``purposes`` names what a region may be drawn for,
    ``{"stage": "Limit Median to it"}``; without it the region tool is not offered. ``plain`` shows bare images, as does
    a component that cannot start, with a note. ``height`` is of the picture area, in CSS pixels.
    """
    purposes = dict(purposes or {})
    heard = events.take(key)
    kept, dropped = _fitting(regions, purposes, original)
    wants_stages = bool(events.said(key, "stages"))
    note = heard.note or dropped
    happened = ViewerState(heard.live, heard.region, heard.word, wants_stages, note)
    failure = _failure(key)
    if plain or failure:
        _plain(original, filtered, failure or note)
        return happened
    try:
        shown = (stages() if callable(stages) else stages) if wants_stages else ()
        part = _preview(filtered, original, heard.drag or {})
        data = {
            "key": key,
            "height": height,
            "original": _picture(original, f"{key}-original"),
            "filtered": part or _picture(filtered, f"{key}-filtered"),
            "stages": [_picture(stage, f"{key}-stage-{n}") for n, stage in enumerate(shown)],
            "has_stages": bool(stages),
            "boxes": boxes,
            "colour_by": colour_by,
            "lines": lines,
            "selected": list(selected) if selected else None,
            "regions": [{"rect": list(region.rect), "purpose": region.purpose} for region in kept],
            "purposes": purposes,
            "live": asdict(live) if live else None,
            "seq": events.last_move(key),
            "note": note,
        }
        _component()(
            key=key,
            data=data,
            on_live_change=lambda: events.hear_live(key, live, on_live),
            on_region_change=lambda: events.hear_region(key, original, on_region),
            on_word_change=lambda: events.hear_word(key, original, filtered, on_word),
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


def _failure(key: str) -> str | None:
    """Why this browser cannot run the viewer, once it has said so.

    Kept apart: with the component its own state goes, and the next run would put it up again.
    """
    kept = f"_{key}_failure"
    reason = events.said(key, "failed")
    if reason:
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
    """While a slider is dragged: only what is visible of the picture, no finer than the screen shows it.

    The pixels are the filter's own, cut from the whole picture; only when shrunk for a small zoom are they means. The
    release sends the picture whole.
    """
    visible = drag.get("visible")
    if drag.get("released", True) or not visible:
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
    return {
        **_about(filtered),
        "url": None,
        "part": {"digest": name, **size, **inline(part), "rect": [x, y, width, height]},
    }


def _fitting(regions: Sequence[Rect], purposes: Mapping[str, str], picture: Picture) -> tuple[list[Rect], str | None]:
    kept = [region for region in regions if Rect.inside(region.rect, region.purpose, picture) == region]
    lost = [purposes.get(region.purpose, region.purpose) for region in regions if region not in kept]
    return kept, f"A region ({', '.join(lost)}) does not lie on this image and is not shown." if lost else None
