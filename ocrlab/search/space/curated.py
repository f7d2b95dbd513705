"""Curated: which spaces are worth searching when nobody knows where to begin?

Small on purpose: every value here has helped some page, and what never does is left out.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Curated:
    """A ready-made space: what it is for, and its texts as `Space.of` reads them."""

    name: str
    help: str
    vary: tuple[str, ...]


_DENOISE = (
    "median|adaptive_median|remove_impulses|gaussian|bilateral|none median.radius=1..3 median.footprint=square|disk"
    " adaptive_median.max_radius=1..5:2 remove_impulses.support=3..6 gaussian.sigma=0.5..2:0.1"
    " bilateral.sigma_colour=20..100:20"
)
_LIGHT = (
    "gaussian|bilateral|wavelet|median|none gaussian.sigma=0.6..2.4:0.2 bilateral.sigma_colour=40..140:20"
    " wavelet.strength=0.6..2:0.2 median.radius=1..2"
)
_BINARISE = "sauvola|otsu|none window=15..75:10 k=0.05..0.4:0.05"

CURATED: dict[str, Curated] = {
    space.name: space
    for space in (
        Curated("denoise", "Specks and grain: which noise filter, how strong.", (_DENOISE,)),
        Curated(
            "low light",
            "Photographs taken in the dark: remove the grain, enlarge, smooth, stretch the contrast.",
            (
                "remove_grain? amount=0.4..1:0.2 blur=0.5..0.9:0.2",
                "grayscale? channel=mean",
                "scale? factor=1.5|2|3",
                _LIGHT,
                "auto_contrast?",
            ),
        ),
        Curated("black and white", "Whether and how to binarise.", (_BINARISE,)),
        Curated(
            "everything sensible",
            "Paper, noise, size, sharpness and binarisation together; give it a hundred trials.",
            (
                "flatten? radius=20..80:20",
                _DENOISE,
                "scale? factor=1.5|2",
                "auto_contrast|clahe|none",
                "unsharp|thicken|thin|none amount=0.5..2:0.5 thicken.radius=1 thin.radius=1",
                _BINARISE,
            ),
        ),
    )
}
