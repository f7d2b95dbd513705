"""What did the person do in the viewer, and may it be believed?

Streamlit calls these before the script runs, with what the browser sent as it came. What holds is told to the page's
own callback and laid aside for the `viewer` call of the run that follows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from ocrlab.ui.viewer.types import Live, LiveMove, Picture, Rect, RegionDrawn, WordClicked


@dataclass(frozen=True)
class Heard:
    """What has been heard since the last run, and how the browser's view stood while a slider was dragged."""

    live: LiveMove | None = None
    region: RegionDrawn | None = None
    word: WordClicked | None = None
    note: str | None = None
    drag: Mapping[str, Any] | None = None


def take(key: str) -> Heard:
    """What has been heard, once."""
    return Heard(**st.session_state.pop(f"_{key}_heard", {}))


def last_move(key: str) -> int:
    """The browser's number of the last slider move that was heard, in whichever run.

    A run may be overtaken before it draws anything; the browser must not wait for that picture.
    """
    return st.session_state.get(f"_{key}_seq", 0)


def said(key: str, name: str) -> Any:
    """A value of the component's own state, as the browser last set it."""
    state = st.session_state.get(key)
    return state.get(name) if isinstance(state, Mapping) else None


def hear_live(key: str, live: Live | None, on_live: Callable[[LiveMove], None] | None) -> None:
    event = said(key, "live")
    if not isinstance(event, Mapping):
        return
    st.session_state[f"_{key}_seq"] = event.get("seq", 0)
    value = event.get("value")
    if live is None or event.get("name") != live.name or isinstance(value, bool) or not isinstance(value, int | float):
        return
    if not live.low <= value <= live.high:
        return
    move = LiveMove(live.name, value, event.get("released") is not False)
    _tell(key, live=move, drag=dict(event))
    if on_live:
        on_live(move)


def hear_region(key: str, original: Picture, on_region: Callable[[RegionDrawn], None] | None) -> None:
    event = said(key, "region")
    if not isinstance(event, Mapping):
        return
    purpose, rect = str(event.get("purpose")), event.get("rect")
    if event.get("digest") != original.digest:
        return _tell(key, note="The region was drawn on another image and was dropped.")
    region = None if rect is None else Rect.inside(rect, purpose, original)
    if rect is not None and region is None:
        return _tell(key, note="The region lies outside the image or is empty, and was dropped.")
    drawn = RegionDrawn(purpose, region)
    _tell(key, region=drawn)
    if on_region:
        on_region(drawn)


def hear_word(key: str, original: Picture, filtered: Picture, on_word: Callable[[WordClicked], None] | None) -> None:
    event = said(key, "word")
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


def _tell(key: str, **news: Any) -> None:
    st.session_state.setdefault(f"_{key}_heard", {}).update(news)
