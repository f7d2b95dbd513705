"""Lock controls: how are text boxes locked and unlocked, and how does the page say that they are?"""

from __future__ import annotations

import streamlit as st

from ocrlab.ui.plain import as_text
from ocrlab.ui.tune.lock import unsuited
from ocrlab.ui.tune.state import TuneState
from ocrlab.ui.tune.tuned import TunedPage
from ocrlab.ui.widgets import bound, pressed
from ocrlab.wording import counted

FREE = "off"
CHOICES = {FREE: "Off", "original": "To original", "filtered": "To filtered"}
HELP = """Find text once and read the same boxes on both sides: a slider answers in about a second, and lines can be
compared one by one.

- **Off:** text is looked for on each side by itself.
- **To original:** boxes found on the original are read on both sides.
- **To filtered:** boxes found on the filtered page as it is now are read on both sides.

Stages that turn, scale or cut the page take the boxes along. The link to this page does not keep the lock."""


def choose(engine: str, state: TuneState) -> None:
    """The control that locks and unlocks."""
    reason = unsuited(engine)
    now = FREE if reason else state.lock_to or FREE
    st.segmented_control(
        "Lock text boxes",
        list(CHOICES),
        default=now,
        format_func=lambda choice: CHOICES[choice],
        required=True,
        disabled=bool(reason),
        help=HELP,
        width="stretch",
        **bound("lock", now, lambda choice: state.lock_boxes(None if choice == FREE else choice)),
    )
    if reason:
        st.caption(as_text(reason))


def status(state: TuneState, page: TunedPage) -> None:
    """That text boxes are locked, in a line beside the headline, with the way out."""
    if state.lock_to is None:
        return
    elsewhere = state.lock is not None and state.lock.is_of_another_pipeline(page)
    with st.container(horizontal=True, vertical_alignment="center", key="locked"):
        st.markdown(
            f":blue-badge[:material/lock: Text boxes locked] :small[{_sentence(state, page, elsewhere)}]",
            width="content",
            help="Errors of finding text, such as a line that is missed, do not show while text boxes are locked.",
        )
        if elsewhere and pressed("Find again", "find-again", icon=":material/refresh:", type="tertiary"):
            state.find_again()
            st.rerun()
        if pressed("Unlock", "unlock", icon=":material/lock_open:", type="tertiary"):
            state.lock_boxes(None)
            st.rerun()


def _sentence(state: TuneState, page: TunedPage, elsewhere: bool) -> str:
    where = "the filtered page" if state.lock_to == "filtered" else "A" if page.rival else "the original"
    if state.lock is not None and state.lock.is_searching:
        return f"Text is being found on {where} first."
    boxes = state.lock.text_boxes if state.lock else None
    if boxes is None:
        return f"No boxes were found on {where} yet."
    if not len(boxes):
        return f"No text was found on {where}: there is nothing to read on either side."
    if any(step.matrix is None for step in page.steps):
        return f"The boxes of {where} are read on the original only: they cannot follow the filtered page."
    origin = f"of an earlier {state.lock_to} page" if elsewhere else f"found on {where}"
    count = f"{counted(len(boxes), 'box', 'boxes')} {origin} are" if len(boxes) > 1 else f"The one box {origin} is"
    return f"{count} read on both sides; finding text is not being tested."
