"""Guide: what the numbers mean, and what each filter helps and harms."""

import streamlit as st

from ocrlab.ui import frame, guide, state

frame.begin(state.lab())
guide.show()
