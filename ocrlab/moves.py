"""Where does a point of the page go when its pixels are moved?"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

Matrix = tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]
IDENTITY: Matrix = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def compose(moves: Iterable[Matrix]) -> Matrix:
    """One matrix for several moves, carried out in this order."""
    whole = np.eye(3)
    for matrix in moves:
        whole = np.array(matrix) @ whole
    return tuple(tuple(row) for row in whole.tolist())
