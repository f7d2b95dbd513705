"""Table: how is a list of rows shown of which some can be selected?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import streamlit as st

HEAD_HEIGHT = 38  # px


def show(
    rows: Sequence[dict[str, Any]],
    key: str,
    choose: Callable[[list[int]], None],
    columns: dict[str, Any],
    *,
    row_height: int,
    height: int,
) -> None:
    """Rows as high as they are together, at most ``height`` px; ``choose`` is told the places of the selected ones."""
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        key=key,
        on_select=lambda: choose(st.session_state[key].selection.rows),
        selection_mode="multi-row",
        row_height=row_height,
        height=min(height, HEAD_HEIGHT + len(rows) * row_height),
        placeholder="",
        column_config=columns,
    )
