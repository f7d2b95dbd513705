"""Saving: how does a file stay to be saved while what it is made of changes under the person's hand?

Streamlit drops a download button's file soon after another has taken its place. A click that comes while the page is
still being laid out anew, by a slider or by a reading under way, then asks for a file that is gone, and nothing is
saved. What a button offered last is therefore kept for a few changes more: a person gets the file that was on the page
when they clicked.
"""

from __future__ import annotations

from collections import deque

import streamlit as st

from ocrlab.ui.plain import as_text
from ocrlab.ui.session import of_session
from ocrlab.ui.viewer import media

# A slider under a quick hand is at most this far ahead of what the browser shows.
EARLIER_FILES = 3


def save_button(label: str, data: bytes, file: str, kind: str, *, disabled: bool = False) -> None:
    """A download button whose file changes with the page; ``label`` tells it from the page's other ones."""
    st.download_button(
        as_text(label), data, file, kind, icon=":material/download:", on_click="ignore", disabled=disabled
    )
    earlier: deque[tuple[bytes, str]] = of_session(f"offered-{label}", lambda: deque(maxlen=EARLIER_FILES))
    if not earlier or earlier[-1] != (data, file):
        earlier.append((data, file))
    for place, (contents, name) in enumerate(earlier):
        media.publish(contents, f"offered-{label}-{place}", name, kind, to_save=True)
