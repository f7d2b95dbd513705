"""Component: what does one call of the viewer put on the page, and what does it return?"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from ocrlab.ui.plain import as_text
from ocrlab.ui.viewer import events
from ocrlab.ui.viewer.bundle import bundle
from ocrlab.ui.viewer.message import Message, preview, whole
from ocrlab.ui.viewer.types import Callbacks, Live, Overlay, Picture, Rect, ViewerState
from ocrlab.wording import listed

log = logging.getLogger("ocrlab")

BROWSER = Path(__file__).parent / "browser"

Stages = Sequence[Picture] | Callable[[], Sequence[Picture]]


def viewer(
    original: Picture,
    filtered: Picture,
    *,
    key: str,
    overlay: Overlay | None = None,
    stages: Stages = (),
    live: Live | None = None,
    callbacks: Callbacks | None = None,
    height: int = 560,
    plain: bool = False,
) -> ViewerState:
    """Show both pictures and say what was done in the viewer.

    ``stages`` may be a function: it is called only while the stages are looked at. ``plain`` shows bare images, as does
    a component that cannot start, with a note. ``height`` is of the picture area, in CSS pixels.
    """
    overlay, callbacks = overlay or Overlay(), callbacks or Callbacks()
    news = events.take(key)
    rects, dropped = _on_picture(overlay, original)
    wants_stages = bool(events.browser_value(key, "stages"))
    note = news.note or dropped
    state = ViewerState(news.live, news.rect, news.word, wants_stages, note)
    failure = _failure(key)
    if plain or failure:
        _plain(original, filtered, failure or note)
        return state
    try:
        shown = (stages() if callable(stages) else stages) if wants_stages else ()
        data: Message = {
            "key": key,
            "height": height,
            "original": whole(original, f"{key}-original"),
            "filtered": preview(filtered, original, news.drag) or whole(filtered, f"{key}-filtered"),
            "stages": [whole(stage, f"{key}-stage-{n}") for n, stage in enumerate(shown)],
            "has_stages": bool(stages),
            **_overlay(overlay, rects),
            "live": asdict(live) if live else None,
            "seq": events.last_move(key),
            "note": note,
        }
        _component()(
            key=key,
            data=data,
            on_live_change=lambda: events.accept_live(key, live, callbacks.live),
            on_rect_change=lambda: events.accept_rect(key, original, callbacks.rect),
            on_word_change=lambda: events.accept_word(key, original, filtered, callbacks.word),
            on_stages_change=lambda: None,
            on_failed_change=lambda: None,
        )
    except (AttributeError, OSError, st.errors.StreamlitAPIException):
        log.exception("the viewer cannot start; plain images are shown")
        _plain(original, filtered, "The viewer cannot start here, so these are plain images.")
    return state


def script() -> str:
    """The viewer's modules as the one text that Streamlit takes."""
    return bundle(BROWSER)


@lru_cache
def _component() -> Callable[..., Any]:
    html = (BROWSER / "viewer.html").read_text("utf-8")
    css = "\n".join(path.read_text("utf-8") for path in sorted((BROWSER / "styles").glob("*.css")))
    return st.components.v2.component("ocrlab_viewer", html=html, css=css, js=script())


def _overlay(overlay: Overlay, rects: Sequence[Rect]) -> Message:
    return {
        "boxes": overlay.boxes,
        "colour_by": overlay.colour_by,
        "lines": overlay.lines,
        "selected": list(overlay.selected) if overlay.selected else None,
        "rects": [{"rect": list(rect.bounds), "purpose": rect.purpose} for rect in rects],
        "purposes": dict(overlay.purposes),
    }


def _on_picture(overlay: Overlay, picture: Picture) -> tuple[list[Rect], str | None]:
    """The rectangles that lie on the picture, and a note that names those that do not."""
    inside = [rect for rect in overlay.rects if Rect.inside(rect.bounds, rect.purpose, picture) == rect]
    outside = [overlay.purposes.get(rect.purpose, rect.purpose) for rect in overlay.rects if rect not in inside]
    return inside, f"A region ({listed(outside)}) does not lie on this image and is not shown." if outside else None


def _plain(original: Picture, filtered: Picture, note: str | None) -> None:
    if note:
        st.caption(as_text(note))
    for column, picture in zip(st.columns(2), (original, filtered), strict=True):
        title = as_text(picture.title)
        column.image(picture.image, caption=title, alt=title, output_format="PNG", width="stretch")


def _failure(key: str) -> str | None:
    """Why this browser cannot run the viewer, once the browser has reported it.

    Kept apart: with the component its own state goes, and the next run would put it up again.
    """
    name = f"_{key}_failure"
    reason = events.browser_value(key, "failed")
    if reason:
        st.session_state[name] = f"The viewer cannot run in this browser ({reason}), so these are plain images."
    failure: str | None = st.session_state.get(name)
    return failure
