"""Faults: what went wrong with a reading, what is missing on this machine, and which click leads on?"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from ocrlab.engines import engines, fallback, get_engine
from ocrlab.errors import EngineError, OcrLabError
from ocrlab.ui import frame, link
from ocrlab.ui.lab import Lab
from ocrlab.ui.plain import as_text
from ocrlab.ui.tune.readings import Shown
from ocrlab.ui.viewer import Side
from ocrlab.ui.widgets import pressed
from ocrlab.wording import listed
from ocrlab.workers import try_again


def show(lab: Lab, titles: Mapping[Side, str], shown: Mapping[Side, Shown]) -> None:
    """Every error once, with a button for the settings known to work; and why reading is slower than it need be."""
    sides_by_error: dict[str, list[Side]] = {}
    for side, s in shown.items():
        if s.error:
            sides_by_error.setdefault(str(s.error), []).append(side)
    for error, sides in sides_by_error.items():
        st.error(as_text(f"{listed(titles[side] for side in sides)}: {error}"), icon=":material/error:")
        _way_out(lab, shown[sides[0]].error)
    if not sides_by_error and (lesser := fallback(engines()[lab.engine], lab.settings)):
        st.caption(f":material/info: {as_text(lesser)}.")


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


def _way_out(lab: Lab, error: BaseException | None) -> None:
    """A button that takes the settings an engine's error names as those that work, if it names any."""
    instead = error.instead if isinstance(error, EngineError) else {}
    if instead:
        named = listed(f"{name} {value}" for name, value in instead.items())
        if pressed(
            f"Read with {as_text(named)}",
            f"instead-{named}",
            icon=":material/redo:",
            help="Takes this setting for this session; everything else stays as it is.",
        ):
            lab.settings = link.changed(get_engine(lab.engine), {**lab.settings, **instead})
            st.rerun()  # the whole page: this button stands in a part that runs alone
