"""Proportions: is a pixel of this file as wide as it is high?

A standard fax has 204 dots an inch across and 98 down. Shown dot for pixel its letters are squashed to half their
height, and no engine was taught such letters.
"""

from __future__ import annotations

from PIL import Image as Pillow

from ocrlab.image.model import MAX_PIXELS

SQUARE = 1.02  # resolutions nearer to each other than this are rounded, not meant
ABSURD = 5  # no scanner has pixels this long: such resolutions are a mistake of whoever wrote the file

Resolution = tuple[float, float]


def dots_per_inch(resolution: Resolution | None, per_inch: float | None) -> float | None:
    """The resolution of a picture once it is `squared`; None where it is not told or cannot be meant."""
    if resolution is None or per_inch is None or not all(0 < value < 1e6 for value in resolution):
        return None
    across, down = resolution
    return None if max(across, down) > ABSURD * min(across, down) else max(across, down) * per_inch


def squared(picture: Pillow.Image, resolution: Resolution | None) -> tuple[Pillow.Image, str]:
    """The picture with square pixels, the coarser axis enlarged, and a sentence where that was needed.

    ``resolution`` is in dots across and down, in whatever unit. An L or RGB picture.
    """
    if resolution is None or not all(0 < value < 1e6 for value in resolution):
        return picture, ""
    across, down = resolution
    ratio = max(across, down) / min(across, down)
    if ratio < SQUARE:
        return picture, ""
    dots = f"{across:.4g} dots across to {down:.4g} down"
    if ratio > ABSURD:
        return picture, f"its resolution of {dots} cannot be meant: its pixels are taken as square"
    width, height = picture.size
    size = (round(width * ratio), height) if across < down else (width, round(height * ratio))
    if size[0] * size[1] > MAX_PIXELS:
        return picture, f"its pixels are not square ({dots}), and it is too large to be made so"
    side = "wide" if across < down else "high"
    return picture.resize(size, Pillow.Resampling.BICUBIC), (
        f"its pixels are not square ({dots}): made {ratio:.3g} times as {side}, so that letters keep their proportions"
    )
