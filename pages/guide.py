"""Guide: a lesson on pages spoilt on purpose, what the numbers mean, and what each filter helps and harms."""

from ocrlab.ui import frame, leaving, state
from ocrlab.ui.guide import page
from ocrlab.ui.guide.state import guide_state

frame.through_the_door("pages/guide.py")
lab, guide = state.lab(), guide_state()
leaving.present(guide)
frame.notices(lab)
with frame.guarded():
    page.show(lab, guide)
