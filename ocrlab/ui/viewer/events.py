"""Events: what did the person do in the viewer, and may it be believed?

Streamlit calls these before the script runs, with what the browser sent as it came. What holds is handed to the page's
own callback and laid aside for the `viewer` call of the run that follows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from ocrlab.ui.viewer.types import Live, LiveMove, Picture, Rect, RectDrawn, WordClicked


@dataclass(frozen=True)
class Drag:
    """How the browser's view stood while a slider was dragged.

    ``visible`` is the part of the page on the screen, (left, top, right, bottom) as shares of width and height, or None
    where the whole is needed; ``zoom`` is in screen pixels per pixel of the original.
    """

    released: bool
    visible: tuple[float, float, float, float] | None
    zoom: float


@dataclass(frozen=True)
class Events:
    """What happened since the last run."""

    live: LiveMove | None = None
    rect: RectDrawn | None = None
    word: WordClicked | None = None
    note: str | None = None
    drag: Drag | None = None


def take(key: str) -> Events:
    """What happened since the last run, handed out once."""
    events: Events = st.session_state.pop(f"_{key}_events", Events())
    return events


def last_move(key: str) -> int:
    """The browser's number of the last slider move that arrived, in whichever run.

    A run may be overtaken before it draws anything; the browser must not wait for that picture.
    """
    number: int = st.session_state.get(f"_{key}_seq", 0)
    return number


def browser_value(key: str, name: str) -> object:
    """A value of the component's own state, as the browser last set it; not to be trusted."""
    state = st.session_state.get(key)
    return state.get(name) if isinstance(state, Mapping) else None


def accept_live(key: str, live: Live | None, callback: Callable[[LiveMove], None] | None) -> None:
    event = browser_value(key, "live")
    if not isinstance(event, Mapping):
        return
    number, value = event.get("seq"), event.get("value")
    st.session_state[f"_{key}_seq"] = number if isinstance(number, int) else 0
    if live is None or event.get("name") != live.name or isinstance(value, bool) or not isinstance(value, int | float):
        return
    if not live.low <= value <= live.high:
        return
    move = LiveMove(live.name, value, event.get("released") is not False)
    _add(key, live=move, drag=Drag(move.released, _shares(event.get("visible")), _zoom(event.get("zoom"))))
    if callback:
        callback(move)


def accept_rect(key: str, original: Picture, callback: Callable[[RectDrawn], None] | None) -> None:
    event = browser_value(key, "rect")
    if not isinstance(event, Mapping):
        return
    purpose, bounds = str(event.get("purpose")), event.get("rect")
    if event.get("digest") != original.digest:
        return _add(key, note="The region was drawn on another image and was dropped.")
    rect = None if bounds is None else Rect.inside(bounds, purpose, original)
    if bounds is not None and rect is None:
        return _add(key, note="The region lies outside the image or is empty, and was dropped.")
    drawn = RectDrawn(purpose, rect)
    _add(key, rect=drawn)
    if callback:
        callback(drawn)


def accept_word(key: str, original: Picture, filtered: Picture, callback: Callable[[WordClicked], None] | None) -> None:
    event = browser_value(key, "word")
    if not isinstance(event, Mapping):
        return
    side, index = event.get("side"), event.get("index")
    if (side != "original" and side != "filtered") or not isinstance(index, int):
        return
    if not 0 <= index < len(original.words if side == "original" else filtered.words):
        return
    clicked = WordClicked(side, index)
    _add(key, word=clicked)
    if callback:
        callback(clicked)


def _add(key: str, **news: Any) -> None:
    name = f"_{key}_events"
    st.session_state[name] = replace(st.session_state.get(name, Events()), **news)


def _shares(value: object) -> tuple[float, float, float, float] | None:
    if not isinstance(value, list | tuple) or len(value) != 4:
        return None
    if not all(isinstance(share, int | float) and share == share for share in value):
        return None
    left, top, right, bottom = (min(1.0, max(0.0, float(share))) for share in value)
    return left, top, right, bottom


def _zoom(value: object) -> float:
    return float(value) if isinstance(value, int | float) and value > 0 else 1.0
