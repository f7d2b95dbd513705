"""Light: how even is it, how far does the ink stand out, and what is burnt out or in the dark?"""

from __future__ import annotations

import numpy as np

from ocrlab.filters.page.ink import ink_mask
from ocrlab.image import Image

_BURNT = 252  # level from which paper shows nothing any more
_DULL = 236  # level of the usual paper from which a burnt patch does not stand out
_DARK = 0.45  # of the light of the bright paper: below it a part of the page lies in the dark
_INK = 25  # percentile of the ink's levels: the middle of the strokes, not their soft rims


def unevenness(paper: Image) -> float:
    """By how much of its light (0..1) the paper is darker in its dark places than in its bright ones.

    ``paper`` is the page without its ink: the background of Gatos, Pratikakis and Perantonis 2006,
    doi:10.1016/j.patcog.2005.09.010, here by a median.
    """
    dark, bright = (float(level) for level in np.percentile(paper, [5, 95]))
    return 1 - dark / max(bright, 1.0)


def burnt(paper: Image) -> float:
    """The share of the page (0..1) that is burnt out by a reflection, where the paper otherwise is not white."""
    usual = float(np.median(paper))
    return float(np.mean(paper >= _BURNT)) if usual < _DULL else 0.0


def dark(paper: Image) -> float:
    """The share of the page (0..1) that gets less than half of the light that its bright paper gets."""
    return float(np.mean(paper < _DARK * float(np.percentile(paper, 90))))


def ink(calm: Image) -> tuple[float, float] | None:
    """The share of the page that is ink, and by how much of the paper's light the ink is darker; None without ink.

    The contrast is Weber's: (paper - ink) / paper, see Peli 1990, doi:10.1364/JOSAA.7.002032. ``calm`` is a page on
    even white paper, so one level (Otsu's) tells ink from paper.
    """
    mask = ink_mask(calm)
    if mask is None:
        return None
    level = float(np.percentile(calm[mask > 0], _INK))
    paper = float(np.median(calm[mask == 0]))
    return float(np.mean(mask > 0)), 1 - level / max(paper, 1.0)
