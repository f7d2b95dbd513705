"""Grain: how much noise does a page carry, of which kind, how soft is it, and how hard was it compressed?

All of these look at single pixels, so they are given a window of the page in full size.
"""

from __future__ import annotations

import cv2
import numpy as np

from ocrlab.image import Image

_ALIKE = 40  # levels: neighbours on one stroke are about this much alike
_PURE = 8  # levels from black or white that still count as pure
_STEP = 24  # levels up to which a step between two pixels counts in full: a stroke's edge says nothing of blocks
_LEAST = 64  # px: a window narrower than eight blocks has no grid to be seen


def lone(level: Image) -> np.ndarray:
    """True where a pixel is black or white and at most one of its 8 neighbours is like it.

    The idea of Garnett et al. 2005 (rank-ordered absolute differences, doi:10.1109/TIP.2005.857261): an impulse
    differs even from those neighbours it differs from least, a pixel of a thin stroke does not.
    """
    pure = (level <= _PURE) | (level >= 255 - _PURE)
    wide = cv2.copyMakeBorder(
        level, 1, 1, 1, 1, cv2.BORDER_REFLECT_101 if min(level.shape) > 1 else cv2.BORDER_CONSTANT
    )
    height, width = level.shape
    alike = np.zeros_like(level)
    for dy, dx in ((0, 0), (0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1), (2, 2)):
        alike += cv2.absdiff(wide[dy : dy + height, dx : dx + width], level) <= _ALIKE
    return pure & (alike <= 1)


def sigma(level: Image) -> float:
    """The standard deviation of even grain in levels: the median of the finest wavelet details, by Donoho and Johnstone
    1994, doi:10.1093/biomet/81.3.425.

    As `skimage.restoration.estimate_sigma`, except that details of 0 count too. Left out, a clean page of black paper
    would seem noisy: nothing but its strokes would be measured.
    """
    import pywt

    if min(level.shape) < 8:
        return 0.0
    _, (_, _, diagonal) = pywt.dwt2(level.astype(np.float32), "db2")
    return float(np.median(np.abs(diagonal))) / 0.6744897501960817


def softness(level: Image) -> float:
    """How little a page changes when it is blurred further: 0 for razor-sharp, 1 for nothing but blur.

    Crete et al. 2007, doi:10.1117/12.702790; `skimage.measure.blur_effect`.
    """
    from skimage.measure import blur_effect

    return float(blur_effect(level))


def blocks(level: Image) -> float | None:
    """By how much the steps at the edges of 8 x 8 blocks rise above those beside them, over the typical step.

    After Wang, Sheikh and Bovik 2002, doi:10.1109/ICIP.2002.1038064, with the grid looked for, because a crop shifts
    it; the lesser of both directions, so that a ruled page is none. None where the page is too small for a grid.
    """
    if min(level.shape) < _LEAST:
        return None
    return min(_across(level), _across(np.ascontiguousarray(level.T)))


def _across(level: Image) -> float:
    steps = np.minimum(cv2.absdiff(level[:, 1:], level[:, :-1]), _STEP).astype(np.float32)
    rise = (steps[:, 1:-1] - (steps[:, :-2] + steps[:, 2:]) / 2).mean(axis=0)
    phases = rise[: len(rise) // 8 * 8].reshape(-1, 8).mean(axis=0)
    edge = int(phases.argmax())
    return max(0.0, float((phases[edge] - np.delete(phases, edge).mean()) / (steps.mean() + 0.05)))
