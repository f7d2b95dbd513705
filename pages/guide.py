"""Guide: what the numbers mean, and what each filter helps and harms."""

from ocrlab.ui import frame, guide, state

frame.through_the_door("pages/guide.py")
frame.notices(state.lab())
guide.show()
