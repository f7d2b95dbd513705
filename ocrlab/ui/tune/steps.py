"""Steps: how is a step on Tune taken back, and made again?"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import streamlit as st

from ocrlab.ui.lab import SAMPLE, UPLOAD, Lab
from ocrlab.ui.plain import as_text
from ocrlab.ui.tune.changes import changes, short
from ocrlab.ui.tune.history import History
from ocrlab.ui.tune.keys import REDO, UNDO, Key
from ocrlab.ui.tune.setting import put_back, setting_of
from ocrlab.ui.tune.state import TuneState


def history_of(lab: Lab, state: TuneState) -> History:
    """That of the page looked at; what was changed since it was last looked at is a step of it."""
    now = setting_of(lab, state)
    history = state.histories.pop(lab.page_key, None) or History(now)
    state.histories[lab.page_key] = history  # the page looked at last stands last
    history.record(now, time.monotonic())
    return history


def forget_closed(lab: Lab, state: TuneState) -> None:
    """Let go of the pages of files that were closed."""
    for key in list(state.histories):
        source = key.partition("#")[0]
        if not source.startswith(SAMPLE) and source.removeprefix(UPLOAD) not in lab.uploads:
            del state.histories[key]


def undo(lab: Lab, state: TuneState) -> None:
    """Take the last step back."""
    history = history_of(lab, state)
    if history.undo():
        put_back(history.present, lab, state)


def redo(lab: Lab, state: TuneState) -> None:
    """Make the step again that was taken back last."""
    history = history_of(lab, state)
    if history.redo():
        put_back(history.present, lab, state)


def buttons(lab: Lab, state: TuneState) -> None:
    """Both buttons, which say on hover what they would do. What was set since the last run is a step from now on."""
    forget_closed(lab, state)
    history = history_of(lab, state)
    before, now, after = history.earlier, history.present, history.later
    _button(UNDO, short(changes(before, now)) if before else "", partial(undo, lab, state))
    _button(REDO, short(changes(now, after)) if after else "", partial(redo, lab, state))


def _button(key: Key, step: str, press: Callable[[], None]) -> None:
    """A button for the one step that it would take back or make; of no use where there is none."""
    label = key.does
    st.button(
        label,
        key=label.lower(),
        icon=f":material/{label.lower()}:",
        type="tertiary",
        shortcut=key.key,
        help=as_text(key.tooltip(f"{label}: {step}" if step else label)),
        disabled=not step,
        on_click=press,
    )
