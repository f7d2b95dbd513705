"""Visitor: whose work is it? That of whoever has the key which a browser holds in a cookie.

The key is unguessable and known to that browser alone; the database knows its SHA-256. A cookie that is no key counts
for nothing, and a key of somebody's own making only opens what was made with it.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

COOKIE = "ocrlab_work"
_KEY = re.compile(r"[A-Za-z0-9_-]{43}")  # what `secrets.token_urlsafe(32)` makes
_SCRIPT = Path(__file__).with_name("visitor.js")
_COMPONENT, _STATE = "visitor", "visitor's key"  # where in the session's state


def key() -> str:
    """The key of the browser that runs this session: from its cookie, or a new one that its cookie is to hold."""
    if _STATE not in st.session_state:
        st.session_state[_STATE] = valid(cookie()) or secrets.token_urlsafe(32)
    stored: str = st.session_state[_STATE]
    return stored


def owner() -> str:
    """Under what the database knows this browser."""
    return hashlib.sha256(key().encode()).hexdigest()


def cookie() -> object:
    """What the browser sent when it opened the session; not to be trusted."""
    return st.context.cookies.get(COOKIE)


def valid(sent: object) -> str:
    """A key as it was sent; empty for anything else."""
    return sent if isinstance(sent, str) and _KEY.fullmatch(sent) else ""


def introduce(heard: Callable[[bool], None]) -> None:
    """Have the browser hold the key. Where it holds another one that counts from now on; where it refuses to hold any,
    none does. ``heard`` is told afterwards, with whether there is a key."""

    def hear() -> None:
        state = st.session_state.get(_COMPONENT)
        there = valid(state.get("key")) if isinstance(state, Mapping) else ""
        if there:
            st.session_state[_STATE] = there
        heard(bool(there))

    _component()(key=_COMPONENT, data={"key": key()}, on_key_change=hear)


@lru_cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component("ocrlab_visitor", js=_SCRIPT.read_text("utf-8"))
