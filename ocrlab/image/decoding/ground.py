"""Ground: on what is a transparent picture laid, so that what is drawn on it can be seen?

White paper suits dark drawings, which most are. White letters on a transparent ground, cut out of a slide or a film,
would vanish on it: they are laid on black.
"""

from __future__ import annotations

import numpy as np
from PIL import Image as Pillow

SHARE = 0.005  # of what is drawn: a contrast that fewer pixels reach may be the fringe of a letter
CLEARLY = 2  # times the contrast on white: a drawing that shows on both grounds stays on paper


def laid(picture: Pillow.Image) -> tuple[Pillow.Image, str]:
    """An RGBA picture as RGB on the ground on which it shows, and a sentence saying which that was."""
    alpha = picture.getchannel("A")
    faintest, strongest = alpha.getextrema()
    if faintest == 255:
        return picture.convert("RGB"), ""
    if strongest == 0:
        return picture.convert("RGB"), "all of it is transparent: its colours are shown as if it were not"
    luma = picture.convert("RGB").convert("L")
    on_white, on_black = _contrasts(np.asarray(luma), np.asarray(alpha))
    ground = "black" if on_white * CLEARLY < on_black else "white"
    paper = Pillow.new("RGBA", picture.size, ground)
    shown = Pillow.alpha_composite(paper, picture).convert("RGB")
    why = ", on which its light drawing shows" if ground == "black" else ""
    return shown, f"it is transparent in parts: laid on {ground}{why}"


def _contrasts(luma: np.ndarray, alpha: np.ndarray) -> tuple[int, int]:
    """How far what is drawn stands out from white and from black, 0..255, once it is laid there."""
    # Both bytes in one number: how often each pair occurs is all that matters, and there are only 65,536.
    pairs = np.bincount((alpha.astype(np.uint16) << 8 | luma).ravel(), minlength=1 << 16).reshape(256, 256)
    opacity, light = np.indices((256, 256))
    weight = pairs * opacity
    return (
        _high(opacity * (255 - light) // 255, weight),
        _high(opacity * light // 255, weight),
    )


def _high(contrast: np.ndarray, weight: np.ndarray) -> int:
    """The contrast that at least `SHARE` of what is drawn reaches."""
    sums = np.bincount(contrast.ravel(), weights=weight.ravel(), minlength=256)[::-1].cumsum()
    return 255 - int(np.searchsorted(sums, SHARE * sums[-1]))
