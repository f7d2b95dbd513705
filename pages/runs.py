"""Runs: what was tried, found again, compared and repeated."""

from ocrlab.ui import frame, state
from ocrlab.ui.runs import page, remembering, unkept
from ocrlab.ui.runs.state import runs_state

frame.through_the_door("pages/runs.py")
frame.title("Runs")
with frame.guarded():
    remembering.try_again()
    unkept.show(state.lab())
frame.notices(state.lab())
with frame.guarded():
    page.show(runs_state(), state.lab())
