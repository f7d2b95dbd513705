"""Gaussian: how is a strip blurred with scikit-image's weights, in float32?

Twin: skimage.filters.gaussian
"""

from __future__ import annotations

import cv2
import numpy as np


def gaussian_kernel(sigma: float, truncate: float = 4.0) -> np.ndarray:
    """The weights scipy.ndimage.gaussian_filter uses: cut at ``truncate`` sigmas, sum 1."""
    offsets = np.arange(-reach(sigma, truncate), reach(sigma, truncate) + 1)
    weights = np.exp(-0.5 * (offsets / sigma) ** 2)
    return weights / weights.sum()


def blur(strip: np.ndarray, sigma: float) -> np.ndarray:
    """Gaussian blur in float32; correct where ``strip`` has a margin of ``reach(sigma)`` pixels."""
    kernel = gaussian_kernel(sigma)
    return cv2.sepFilter2D(strip, cv2.CV_32F, kernel, kernel)


def reach(sigma: float, truncate: float = 4.0) -> int:
    """How many pixels away a Gaussian of that sigma still looks."""
    return int(truncate * sigma + 0.5)
