"""Pixels: in which order of channels do networks of others take a page?"""

from __future__ import annotations

import numpy as np

from ocrlab.image import Image


def bgr(image: Image) -> np.ndarray:
    """Three channels, blue first: the networks were taught on pictures that OpenCV read."""
    return np.ascontiguousarray(image[:, :, ::-1] if image.ndim == 3 else np.repeat(image[:, :, None], 3, axis=2))
