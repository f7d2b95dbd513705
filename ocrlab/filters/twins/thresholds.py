"""Thresholds: which one level splits a page into ink and paper, by the histogram alone?

Twin: skimage.filters.threshold_li, skimage.filters.threshold_triangle

scikit-image's rules take an image and make integer copies of it eight times its size. All they look at is the
histogram, so here they get the histogram; the two that take no histogram are written out and held to theirs by tests.
"""

from __future__ import annotations

import numpy as np

from ocrlab.filters.strips import occupied
from ocrlab.image import Image


def level_of(level: Image, rule: str) -> int | None:
    """The rule's threshold for a grey image, ink at or below it; None where it finds none."""
    counts, values = occupied(level)
    if len(values) < 2:
        return None
    own = {"triangle": _triangle, "li": _li}
    try:
        return int(np.floor(own[rule](counts, values) if rule in own else _by_scikit_image(rule, counts, values)))
    except (RuntimeError, IndexError):  # no two peaks with a valley between; no level that divides its means
        return None


def _li(counts: np.ndarray, values: np.ndarray) -> float:
    """Li and Tam's iteration towards the least cross entropy, as skimage.filters.threshold_li runs it on bytes."""
    low = values[0]
    shifted, weights = values - low, counts.astype(np.float32)
    current, following = -1.0, float((counts * shifted).sum() / counts.sum())
    while abs(following - current) > 0.5:
        current = following
        bright = shifted > current
        above = np.average(shifted[bright], weights=weights[bright])
        below = np.average(shifted[~bright], weights=weights[~bright])
        if below == 0:
            break
        following = (below - above) / (np.log(below) - np.log(above))
    return following + low


def _triangle(counts: np.ndarray, values: np.ndarray) -> float:
    """Zack's triangle: the level farthest below the line from the peak to the end of the longer tail."""
    peak, last = int(counts.argmax()), len(counts) - 1
    flip = peak < last - peak
    if flip:
        counts, peak = counts[::-1], last - peak
    x = np.arange(peak)
    norm = np.hypot(counts[peak], peak)
    distance = counts[peak] / norm * x - peak / norm * counts[:peak]
    farthest = int(distance.argmax()) if peak else 0
    return float(values[last - farthest if flip else farthest])


def _by_scikit_image(rule: str, counts: np.ndarray, values: np.ndarray) -> float:
    from skimage import filters  # brings scipy.ndimage: not at every start of the lab

    return getattr(filters, f"threshold_{rule}")(hist=(counts, values))
