"""A page with nothing but the viewer on it: `PYTHONPATH=. streamlit run tests/support/viewer_page.py`.

The address chooses the scene: size=1600x1250 colour=1 image=PATH last=scale|rotate|threshold radius=1 words=0 stale=1
boxes=both by=right live=0 plain=1 height=560
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import streamlit as st
from scene import noisy_page

from ocrlab.filters import get_filter
from ocrlab.image import decode, digest, freeze
from ocrlab.ui.viewer import (
    Callbacks,
    Live,
    LiveMove,
    Mark,
    Overlay,
    Picture,
    Rect,
    RectDrawn,
    WordClicked,
    viewer,
)

KEY = "viewer"
ask = st.query_params
st.set_page_config(layout="wide")
st.html("<style>.stMainBlockContainer { padding: 1rem 1rem }</style>")


@st.cache_resource
def scene(size: str, colour: bool, path: str | None):
    page = decode(Path(path).read_bytes()) if path else noisy_page(*map(int, size.split("x")), colour)
    return page, digest(page)


def marks(width: int, height: int) -> tuple[Mark, ...]:
    """Twelve words on a grid; the third is wrong, confidences fall from 0.99."""
    words = []
    for n in range(12):
        x, y = width * (0.05 + 0.3 * (n % 3)), height * (0.1 + 0.2 * (n // 3))
        box = ((x, y), (x + width * 0.2, y), (x + width * 0.2, y + height * 0.06), (x, y + height * 0.06))
        words.append(Mark(f"word{n}", box, 0.99 - 0.07 * n, "third" if n == 2 else f"word{n}", n != 2))
    return tuple(words)


def moved(move: LiveMove) -> None:
    st.session_state.radius = int(move.value)
    st.session_state.setdefault("moves", []).append((move.value, move.released))


def drawn(event: RectDrawn) -> None:
    rects = st.session_state.setdefault("rects", {})
    rects.pop(event.purpose, None)
    if event.rect:
        rects[event.purpose] = event.rect


def clicked(event: WordClicked) -> None:
    st.session_state.clicked = f"{event.side} {event.index}"


page, page_digest = scene(ask.get("size", "1600x1250"), ask.get("colour") == "1", ask.get("image"))
st.session_state.setdefault("radius", int(ask.get("radius", "1")))
with st.sidebar:
    st.slider("radius", 0, 15, key="radius")
    chosen = st.selectbox("select word", [None, *range(12)], key="choose")
    other = st.toggle("another image", key="other")
    gone = st.toggle("viewer away", key="gone")
if other:
    page = freeze(page[: page.shape[0] // 2])
    page_digest = digest(page)

median = get_filter("median")
result = page
region: Rect | None = st.session_state.get("rects", {}).get("stage")
if region and not other:
    x, y, width, height = region.bounds
    result = page.copy()
    result[y : y + height, x : x + width] = median(page[y : y + height, x : x + width], radius=st.session_state.radius)
elif st.session_state.radius:
    result = median(page, radius=st.session_state.radius)
stages = [(result, f"1 Median {st.session_state.radius}")]
if ask.get("last") == "scale":
    result = cv2.resize(result, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
if ask.get("last") == "rotate":
    result = np.ascontiguousarray(np.rot90(result))
if ask.get("last") == "threshold":
    result = ((result > 128) * 255).astype(np.uint8)
if ask.get("last"):
    stages.append((result, f"2 {ask['last']}"))

words = ask.get("words") != "0"
stale = ask.get("stale") == "1"
original = Picture(page, page_digest, "Original", marks(page.shape[1], page.shape[0]) if words else ())
filtered = Picture.of(freeze(result), "Filtered", marks(result.shape[1], result.shape[0]) if words else (), stale=stale)
if not gone:
    state = viewer(
        original,
        filtered,
        key=KEY,
        stages=lambda: [Picture.of(image, title) for image, title in stages],
        overlay=Overlay(
            boxes=ask.get("boxes", "none"),
            colour_by=ask.get("by", "confidence"),
            selected=None if chosen is None else ("filtered", chosen),
            rects=tuple(st.session_state.get("rects", {}).values()),
            purposes={"stage": "Limit Median to it", "read": "Read only there"},
        ),
        live=None
        if ask.get("live") == "0"
        else Live("radius", "Median radius", 0, 15, 1, st.session_state.radius, "px"),
        callbacks=Callbacks(moved, drawn, clicked),
        plain=ask.get("plain") == "1",
        height=int(ask.get("height", "560")),
    )
    st.code(
        f"radius={st.session_state.radius} clicked={st.session_state.get('clicked')} "
        f"region={region.bounds if region else None} note={state.note} moves={len(st.session_state.get('moves', []))} "
        f"released={sum(r for _, r in st.session_state.get('moves', []))} filtered={filtered.digest[:12]}",
        language=None,
    )
