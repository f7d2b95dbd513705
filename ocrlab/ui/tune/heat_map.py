"""Heat map: which characters were taken for which others, and how often?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pandas as pd

from ocrlab.scoring import Confusion, heat_map
from ocrlab.ui.look import TEAL, faint

if TYPE_CHECKING:
    import altair as alt

SHADES = [faint(TEAL, 0.2), TEAL]  # see-through where rare, on a light and on a dark page


def chart(confused: Iterable[Confusion]) -> alt.Chart:
    """True characters down, read ones across, the darker the more often."""
    import altair as alt  # here, because it loads for a second, and the first picture does not wait for a chart

    rows, columns, counts = heat_map(list(confused))
    cells = pd.DataFrame(
        [
            {"true": row, "read": column, "times": counts[i][j]}
            for i, row in enumerate(rows)
            for j, column in enumerate(columns)
            if counts[i][j]
        ]
    )
    return (
        alt.Chart(cells, height=360)
        .mark_rect(cornerRadius=2)
        .encode(
            x=alt.X("read:N", sort=columns, title="read as", axis=alt.Axis(labelAngle=0, labelOverlap=False)),
            y=alt.Y("true:N", sort=rows, title="true character"),
            color=alt.Color("times:Q", scale=alt.Scale(range=SHADES), legend=alt.Legend(tickMinStep=1)),
            tooltip=["true", "read", "times"],
        )
    )
