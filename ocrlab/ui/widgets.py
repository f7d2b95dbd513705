"""Widgets: how does a control show a value that lives elsewhere, and how does a hand's move get back there?

A value set through ``st.session_state[key]`` reaches the browser with the one run that set it. A widget in a closed
popover, or one overtaken by the next run, is not there to hear it: it comes up later at its default, and stores that
as if a person had chosen it. So no widget of the lab is set that way. Each is given the present value as its default,
which every run sends; where the value was changed from elsewhere the widget becomes a new one, under a new key.

    st.toggle("Mark differences", tune.mark, **bound("mark", tune.mark, tune.set_mark))

What a hand chose is stored by the callback, before the script runs: nothing on the page is a run late, in whatever
order it is laid out.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from functools import partial
from typing import Any, TypedDict

import streamlit as st

_NOTHING = object()
PRESS_SECONDS = 10.0  # for which a press waits for a run that comes as far as its button


class Bound(TypedDict):
    """What ties a widget to its value: to be handed to the widget as keyword arguments."""

    key: str
    on_change: Callable[[], None]


def bound(name: str, value: object, store: Callable[[Any], object], *, whole_page: bool = False) -> Bound:
    """The tie of the widget ``name`` to ``value``, which must be its default too; ``store`` is told what a hand chose.

    ``store`` takes the widget's own type, which only the caller knows. With ``whole_page`` the whole page runs then,
    also where the widget stands in a part that otherwise runs alone.
    """
    key = key_of(name, value)
    return {"key": key, "on_change": partial(_hear, name, key, store, whole_page)}


def key_of(name: str, value: object) -> str:
    """The key of the widget ``name``: another one once ``value`` is no longer what the widget shows."""
    turn: int = st.session_state.get(_turn(name), 0)
    shown = st.session_state.get(_key(name, turn), _NOTHING)
    if shown is not _NOTHING and not _agree(shown, value):
        turn += 1
        st.session_state[_turn(name)] = turn
    return _key(name, turn)


def pressed(label: str, key: str, **options: Any) -> bool:
    """A button, and whether a hand has pressed it: `st.button`'s ``options`` without ``on_click``.

    `st.button` itself is true for one run alone. Where that run is ended before it comes to the button, by a picture
    or a reading that arrives just then, the press is lost, and the person waits for what never begins.
    """
    press = f"press of {key}"

    def hear() -> None:
        st.session_state[press] = time.monotonic()

    st.button(label, key=key, on_click=hear, **options)
    at: float = st.session_state.pop(press, -math.inf)
    return time.monotonic() - at < PRESS_SECONDS


def _key(name: str, turn: int) -> str:
    return f"{name}~{turn}" if turn else name


def _turn(name: str) -> str:
    return f"turn of {name}"


def _hear(name: str, key: str, store: Callable[[Any], object], whole_page: bool) -> None:
    if key != _key(name, st.session_state.get(_turn(name), 0)):
        return  # of a widget that another has taken the place of: the browser may send its value once more
    store(st.session_state[key])
    if whole_page:
        st.rerun()


def _agree(shown: object, value: object) -> bool:
    """Is it the same value, as far as a slider's arithmetic and a list's type allow?"""
    if isinstance(shown, int | float) and isinstance(value, int | float):
        return math.isclose(shown, value, rel_tol=1e-9, abs_tol=1e-12)
    if isinstance(shown, list | tuple) and isinstance(value, list | tuple):
        return list(shown) == list(value)
    return shown == value
