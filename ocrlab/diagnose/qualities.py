"""Qualities: by which numbers does a recipe's rule tell one page from another?

A handful, from the pixels alone. Recipes that people have saved name them and hold thresholds of them, so they are
measured as they always were; what is told to a person is in `ocrlab.diagnose.measures`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from ocrlab.image import Image, check, grey

SAMPLE_PIXELS = 1_500_000  # of a larger page a window in the middle is measured: noise does not care where


@dataclass(frozen=True)
class Qualities:
    """``noise`` standard deviation of fine grain in grey levels; ``specks`` share of pixels (0..1) that are black or
    white alone among their neighbours; ``contrast`` levels between paper and ink (0..255); ``blur`` how many px an edge
    takes from paper to ink; ``shade`` levels by which the paper's brightness varies over the page."""

    noise: float
    specks: float
    contrast: float
    blur: float
    shade: float

    def to_dict(self) -> dict[str, float]:
        return asdict(self)


def measure(image: Image) -> Qualities:
    """Measure a page.

    Noise by Immerkaer's mask (Fast Noise Variance Estimation, CVIU 64, 1996, doi:10.1006/cviu.1996.0060), as a median
    so that strokes do not count; blur as contrast over the steepest edges.
    """
    from scipy import ndimage  # slow to import, and the command line lists this module for every command

    page = _window(grey(check(image))).astype(np.float32)
    low, high = (float(level) for level in np.percentile(page, [2, 90]))
    contrast = max(high - low, 1.0)
    calm = ndimage.median_filter(page, 3, mode="nearest")
    alone = np.abs(page - calm) > 0.4 * contrast
    extreme = (page <= 8) | (page >= 247)
    mask = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)
    grain = np.median(np.abs(ndimage.convolve(page, mask, mode="nearest"))) / 0.6745 / 6
    edges = np.hypot(ndimage.sobel(calm, 0), ndimage.sobel(calm, 1)) / 8
    steepest = float(np.percentile(edges, 99.5))
    paper = ndimage.zoom(page, min(1.0, 24 / max(page.shape)), order=1) if min(page.shape) > 24 else page
    lit = ndimage.percentile_filter(paper, 80, 5, mode="nearest")
    return Qualities(
        noise=round(float(grain), 3),
        specks=round(float(np.mean(alone & extreme)), 5),
        contrast=round(contrast, 1),
        blur=round(contrast / max(steepest, 1.0), 3),
        shade=round(float(np.percentile(lit, 95) - np.percentile(lit, 5)), 1),
    )


def _window(page: Image) -> Image:
    height, width = page.shape
    if height * width <= SAMPLE_PIXELS:
        return page
    share = (SAMPLE_PIXELS / (height * width)) ** 0.5
    tall, wide = int(height * share), int(width * share)
    top, left = (height - tall) // 2, (width - wide) // 2
    return page[top : top + tall, left : left + wide]
