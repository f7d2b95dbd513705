"""Lines: do they run straight, and how far may they slant?"""

from __future__ import annotations

import numpy as np

from ocrlab.filters.page.letters import Boxes, letter_height, lines

TURN = 15.0  # degrees either way within which lines are looked for
_LONG = 0.35  # of the page's width: shorter lines say little of its curl
_FEWEST = 3  # lines


def curl(boxes: Boxes, width: int) -> float | None:
    """How far in px the middle of a text line lies off the straight line between its ends; None with too few lines.

    A parabola is fitted to the feet of each long line's letters (after Zhang and Tan 2003,
    doi:10.1109/ICDAR.2003.1227730). The median over the lines, with its sign: on a flat page their errors cancel out.
    """
    height = letter_height(boxes)
    if height is None:
        return None
    chains = [chain for chain in lines(boxes, height) if np.ptp(chain[:, 0]) > _LONG * width and len(chain) >= 12]
    if len(chains) < _FEWEST:
        return None
    return abs(float(np.median([_sag(chain) for chain in chains])))


def _sag(chain: np.ndarray) -> float:
    """Of one line: the parabola's rise between the ends and the middle, without the letters that lie off it."""
    half = np.ptp(chain[:, 0]) / 2
    x = (chain[:, 0] - chain[:, 0].min()) / half - 1
    y = chain[:, 1]
    near = np.ones(len(x), bool)
    bend = 0.0
    for _ in range(3):
        weights = np.polyfit(x[near], y[near], 2)
        bend = float(weights[0])
        away = np.abs(y - np.polyval(weights, x))
        near = away <= max(1.0, 2.5 * float(np.median(away)))
    return bend
