"""Asking: which readings does the page want, and are they on their way?"""

from __future__ import annotations

from ocrlab.errors import OcrLabError
from ocrlab.ui.tune.lock import Lock, unsuited
from ocrlab.ui.tune.state import TuneState
from ocrlab.ui.tune.tuned import TunedPage


def ask(state: TuneState, page: TunedPage, owner: str) -> None:
    """Ask for both readings; an unchanged request stands, a changed one supersedes the unread one before it.

    Locked, the readings wait until the text boxes are found. What nothing can be read of is read no further, and why is
    laid down in the state.
    """
    state.turn_to(page)
    state.refused, state.waits_for_boxes = page.refused, False
    unread = set(state.readings)
    try:
        held = _held(state, page, owner)
        if held is not None:
            state.draft_first.stop()
        elif any(not state.readings[side].stands_for(asked) for side, asked in page.asked.items()):
            state.draft_first.ask(page.asked, owner)
        if held is None or held.locked is not None:
            for side, asked in page.asked.items():
                if held is not None:
                    asked = page.prepared(side, asked.engine, asked.settings, held.locked)
                state.readings[side].ask(asked, owner, side)
                unread.discard(side)
    except OcrLabError as error:
        state.refused = error
    for side in unread:
        state.readings[side].stop()


def _held(state: TuneState, page: TunedPage, owner: str) -> Lock | None:
    """The lock under which both sides are read, if any."""
    if not page.asked:
        return None
    if state.lock_to is not None and any(unsuited(asked.engine) for asked in page.asked.values()):
        state.lock_boxes(None)
    held = state.hold_lock(page, owner)
    state.waits_for_boxes = held is not None and held.is_searching
    return held
