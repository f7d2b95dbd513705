"""Background: what would a page look like without its ink?"""

from __future__ import annotations

from typing import Literal

import cv2
import numpy as np

from ocrlab.filters.strips import by_strips, to_uint8
from ocrlab.filters.twins.gaussian import blur, reach
from ocrlab.image import Image

Method = Literal["median", "gaussian", "rolling_ball"]
_FULL = {"median": 12, "gaussian": 12, "rolling_ball": 5}  # px: up to this radius the page is seen in full size


def background(channel: Image, radius: int, method: Method) -> Image:
    """The paper under a grey page, as bright as it would be without strokes thinner than ``radius``.

    A background is smooth, so beyond a radius of 12 px (5 for the costly ball) it is found on a page shrunk until the
    radius is about that, and enlarged again; the time then does not grow with the radius. The shrunk page keeps the
    brightest of the pixels it joins for the rolling ball (as ImageJ does), their mean otherwise.
    """
    factor = max(1, radius // _FULL[method])
    height, width = channel.shape
    factor = min(factor, height, width)
    small = _shrunk(channel, factor, brightest=method == "rolling_ball") if factor > 1 else channel
    near = max(1, round(radius / factor))
    if method == "median":
        # OpenCV counts a window's pixels in 16 bits; only a page too narrow to be shrunk comes near that.
        paper = cv2.medianBlur(small, 2 * min(near, 127) + 1)
    elif method == "gaussian":
        sigma = near / 2  # nearly all of the weight then lies inside the radius
        paper = by_strips(small, reach(sigma), lambda strip: blur(strip, sigma))
    else:
        from skimage.restoration import rolling_ball  # brings scipy.signal: not at every start

        paper = to_uint8(255 - rolling_ball(255.0 - small, radius=near))
    if factor == 1:
        return paper
    return cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR)


def _shrunk(channel: Image, factor: int, brightest: bool) -> Image:
    size = (max(1, channel.shape[1] // factor), max(1, channel.shape[0] // factor))
    if brightest:
        channel = cv2.dilate(channel, np.ones((factor, factor), np.uint8))
        return cv2.resize(channel, size, interpolation=cv2.INTER_NEAREST)
    return cv2.resize(channel, size, interpolation=cv2.INTER_AREA)


def divided(channel: Image, paper: Image) -> Image:
    """The page as bright as its paper lets it be: 255 * page / paper, white where the paper is reached."""
    return cv2.divide(channel, paper, scale=255)
