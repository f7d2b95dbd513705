"""What went wrong with a reading, what is missing on this machine, and which click leads on?"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from ocrlab.engines import fallback, get_engine
from ocrlab.errors import EngineError, OcrLabError
from ocrlab.ui import frame
from ocrlab.ui.state import SLOTS, Lab, Shown, changed
from ocrlab.workers import try_again


def show(lab: Lab, shown: dict[str, Shown]) -> None:
    """Every error once, with a button for the settings known to work; and why reading is slower than it need be."""
    failed: dict[str, list[str]] = {}
    for slot, s in shown.items():
        if s.error:
            failed.setdefault(s.error, []).append(slot)
    for error, slots in failed.items():
        st.error(f"{' and '.join(SLOTS[slot] for slot in slots)}: {error}", icon=":material/error:")
        way_out(lab, shown[slots[0]].job.error)
    engine = get_engine(lab.engine)
    if not failed and (said := fallback(engine, lab.settings)):
        st.caption(f":material/info: {said}.")


def refused(error: OcrLabError) -> None:
    """Nothing can be read at all: no workers, no scheduler, no engine. The picture stays, and it can be tried again."""
    frame.failed(error)
    if isinstance(error, EngineError):
        st.button(
            "Try again",
            icon=":material/refresh:",
            key="try-again",
            help="Looks once more for what did not answer; that may take ten seconds. Nothing you set is lost.",
            on_click=try_again,
        )


def way_out(lab: Lab, error: BaseException | None) -> None:
    """A button that takes the settings an engine's error names as those that work, if it names any."""
    instead = getattr(error, "instead", None)
    if instead:
        named = " and ".join(f"{name} {value}" for name, value in instead.items())
        if st.button(
            f"Read with {named}",
            icon=":material/redo:",
            key=f"instead-{named}",
            help="Takes this setting for this session; everything else stays as it is.",
        ):
            _take(lab, instead)
            st.rerun()  # the whole page: this button stands in a part that runs alone


def _take(lab: Lab, settings: Mapping[str, str]) -> None:
    engine = get_engine(lab.engine)
    lab.settings = changed(engine, {**lab.settings, **settings})
    for name in settings:
        st.session_state.pop(f"{lab.engine}:{name}", None)
