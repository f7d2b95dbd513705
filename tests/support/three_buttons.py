"""A page of three buttons that count their presses, one of them in a part of its own: for a browser in a hurry."""

import time

import streamlit as st

from ocrlab.ui import presses, whole_runs

whole_runs.hear_to_the_end()
presses.hold_presses()


def count(name: str) -> None:
    st.session_state[name] = st.session_state.get(name, 0) + 1


@st.fragment
def part() -> None:
    st.button("Part", on_click=count, args=("Part",))


for label in ("First", "Second"):
    st.button(label, on_click=count, args=(label,))
part()
time.sleep(0.05)  # a page that takes its time: the next press comes while it runs
st.write("Presses", " ".join(f"{name} {st.session_state.get(name, 0)}" for name in ("First", "Second", "Part")))
