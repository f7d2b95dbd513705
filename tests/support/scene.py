"""The page the viewer's tests look at, made the same way by the test and by the app under test."""

from __future__ import annotations

import cv2
import numpy as np
from skimage import data

from ocrlab.image import Image, freeze


def noisy_page(width: int = 1600, height: int = 1250, colour: bool = False) -> Image:
    """scikit-image's page, enlarged, with 6 % salt and pepper; ``colour`` gives its channels different levels."""
    page = cv2.resize(data.page(), (width, height), interpolation=cv2.INTER_LINEAR)
    noise = np.random.default_rng(1).random(page.shape, dtype=np.float32)
    page = np.where(noise < 0.03, 0, np.where(noise > 0.97, 255, page)).astype(np.uint8)
    if colour:
        page = np.stack([page, page // 2 + 90, page // 3 + 120], axis=-1).astype(np.uint8)
    return freeze(page)
