"""Bend: by how much does the paper rise and fall along its text lines?"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from ocrlab.filters.page.letters import letter_height, letters, lines
from ocrlab.image import Image

_MAX_LETTERS = 6000  # more would cost seconds and tell nothing new
_LEAST_LINES = 3
_STEEP = 0.35  # px of rise a px: beyond it the fit has gone astray


class Bend(NamedTuple):
    """The curve that all text lines of a page share: the weights of `_terms`, and its largest height in px."""

    weights: np.ndarray
    height: float


def bend_of(image: Image) -> Bend | None:
    """The curve all text lines of a page share; None where there are too few lines to tell.

    Every line's feet are a curve y = c + f(x, y) with a height c of its own; f is fitted to all lines at once, then
    again without the letters that lie off it (descenders, commas, specks).
    """
    boxes = letters(image)
    height = letter_height(boxes)
    if height is None:
        return None
    chains = lines(boxes[:: -(-len(boxes) // _MAX_LETTERS)], height)
    chains = [chain for chain in chains if np.ptp(chain[:, 0]) > image.shape[1] / 5]
    if len(chains) < _LEAST_LINES:
        return None
    points = np.concatenate(chains)
    line_of = np.repeat(np.arange(len(chains)), [len(chain) for chain in chains])
    terms = _terms(points[:, 0], points[:, 1], image.shape)
    near = np.ones(len(points), bool)
    for _ in range(4):
        # Taking each line's mean off both sides removes its unknown height.
        a, b = _centred(terms, line_of, near), _centred(points[:, 1:], line_of, near)
        damping = 1e-3 * np.sqrt(near.sum()) * np.eye(terms.shape[1])
        weights = np.linalg.lstsq(
            np.vstack([a[near], damping]), np.vstack([b[near], np.zeros((terms.shape[1], 1))]), rcond=None
        )[0][:, 0]
        away = np.abs(b[:, 0] - a @ weights)
        near = away <= max(1.0, 2.5 * float(np.median(away)))
    x, y = np.meshgrid(np.linspace(0, image.shape[1] - 1, 33), np.linspace(0, image.shape[0] - 1, 9))
    surface = (_terms(x.ravel(), y.ravel(), image.shape) @ weights).reshape(x.shape)
    slope = np.abs(np.diff(surface, axis=1)).max() / max(1.0, x[0, 1])
    if slope > _STEEP:
        return None
    return Bend(weights, float(np.ptp(surface, axis=1).max()))


def _terms(x: np.ndarray, y: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """x, x^2, x^3, x^4 each alone and times y, in units of half the page; none of them shifts a whole line."""
    u = 2 * x / max(shape[1] - 1, 1) - 1
    v = 2 * y / max(shape[0] - 1, 1) - 1
    powers = [u, u**2, u**3, u**4]
    return np.stack([*powers, *(power * v for power in powers)], axis=-1)


def _centred(values: np.ndarray, line_of: np.ndarray, near: np.ndarray) -> np.ndarray:
    """The values less the mean, over the points near the fit, of each one's line."""
    counts = np.maximum(np.bincount(line_of[near], minlength=line_of.max() + 1), 1)
    means = np.stack([np.bincount(line_of[near], v[near], len(counts)) / counts for v in values.T], axis=-1)
    return values - means[line_of]


def straightened(image: Image, bend: Bend, paper: tuple[int, ...]) -> Image:
    """The page with every column moved up or down by its bend; what comes in from outside is paper."""
    height, width = image.shape[:2]
    weights = bend.weights
    out = np.empty_like(image)
    x = np.arange(width, dtype=np.float64)
    level = float((_terms(x, np.full(width, height / 2), image.shape) @ weights).mean())
    rows = max(16, (1 << 17) // width)
    across = np.broadcast_to(x.astype(np.float32), (rows, width))
    # The surface is one curve in x plus another times y: two products a strip instead of eight powers a pixel.
    flat = _terms(x, np.full(width, (height - 1) / 2), image.shape) @ weights
    tilt = _terms(x, np.full(width, float(height - 1)), image.shape) @ weights - flat
    for top in range(0, height, rows):
        bottom = min(top + rows, height)
        y = np.arange(top, bottom, dtype=np.float64)
        v = 2 * y / max(height - 1, 1) - 1
        source = y[:, None] + flat + tilt * v[:, None] - level
        cv2.remap(
            image,
            np.ascontiguousarray(across[: bottom - top]),
            source.astype(np.float32),
            cv2.INTER_LINEAR,
            dst=out[top:bottom],
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=paper,
        )
    return out
