"""Session: where does a page's state live between two runs, one of a kind for each browser session?"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import streamlit as st

State = TypeVar("State")


def of_session(name: str, make: Callable[[], State]) -> State:
    """This session's state of that name, made when it is first asked for."""
    if name not in st.session_state:
        st.session_state[name] = make()
    return cast(State, st.session_state[name])
