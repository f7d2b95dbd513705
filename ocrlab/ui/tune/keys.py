"""Keys: which key does what on Tune? One table, from which the buttons, the tooltips and the help take theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from ocrlab.ui.plain import as_text

Where = Literal["everywhere", "at the pictures"]


@dataclass(frozen=True)
class Key:
    """A key as Streamlit writes it, and what it does; ``where`` the hand or the pointer has to be for it."""

    key: str
    does: str
    where: Where = "everywhere"

    def tooltip(self, text: str) -> str:
        """The help of a button that the key presses."""
        return f"{text} ({self.key})"


UNDO, REDO = Key("Ctrl+Z", "Undo"), Key("Ctrl+Shift+Z", "Redo")
READ_AGAIN = Key("O", "Read again what was stopped or has failed")
NEXT_PAGE, LAST_PAGE = Key("T", "Next page of a document"), Key("Shift+T", "Page before")
KEYS = (
    UNDO,
    REDO,
    READ_AGAIN,
    Key("B", "Before and after, in place"),
    Key("E", "Next word read wrong, in picture and text; without a truth, next doubtful word"),
    Key("Shift+E", "Word read wrong before it"),
    NEXT_PAGE,
    LAST_PAGE,
    Key("K", "Pin the present setting in the strip, or let it go"),
    Key("A", "Compare what follows with the present setting, or with the original again"),
    Key("S", "Side by side", "at the pictures"),
    Key("W", "Swipe", "at the pictures"),
    Key("D", "Difference", "at the pictures"),
    Key("G", "Stages", "at the pictures"),
    Key("N", "Next word", "at the pictures"),
    Key("P", "Word before", "at the pictures"),
    Key("+", "Larger", "at the pictures"),
    Key("-", "Smaller", "at the pictures"),
    Key("0", "Whole page", "at the pictures"),
    Key("1", "100 %", "at the pictures"),
    Key("2", "200 %", "at the pictures"),
    Key("4", "400 %", "at the pictures"),
    Key("Esc", "Mark no word, draw no region", "at the pictures"),
)


def table() -> None:
    """All keys with what they do."""
    st.table(
        [{"key": as_text(key.key), "does": as_text(key.does), "where": as_text(key.where)} for key in KEYS],
        hide_index=True,
    )
    st.caption("No key does anything while you type in a field. On a Mac, Ctrl is Cmd.")
