"""Built-in pages: what is wrong with each of them, and what is worth trying on it?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ocrlab.filters import spoil
from ocrlab.image import Image, freeze
from ocrlab.samples import documents

Drawn = tuple[Image, str]


def _noisy_scan() -> Drawn:
    page = documents.notice()
    return spoil.salt_and_pepper(page.image, share=0.24, seed=4), page.truth


def _clean_page() -> Drawn:
    page = documents.letter()
    return page.image, page.truth


def _low_light() -> Drawn:
    page = documents.field_notes()
    sheet = spoil.blur(spoil.tint(page.image, red=255, green=246, blue=226), sigma=0.8)
    lit = spoil.uneven_light(sheet, strength=0.5, angle=25)
    return spoil.low_light(lit, counts=8, read_noise=1.5, brightness=0.6, seed=2), page.truth


def _poor_print() -> Drawn:
    page = documents.minutes()
    paper = spoil.tint(spoil.paper_texture(page.image, strength=0.1, seed=3), red=247, green=237, blue=212)
    return spoil.poor_print(paper, wear=0.2, fading=0.8, specks=0.003, seed=3), page.truth


def _heavy_jpeg() -> Drawn:
    page = documents.poster()
    return spoil.heavy_jpeg(spoil.low_contrast(page.image, share=0.6), quality=4), page.truth


def _small_print() -> Drawn:
    page = documents.package_leaflet()
    return page.image, page.truth


def _receipt() -> Drawn:
    page = documents.till_roll()
    thermal = spoil.low_contrast(spoil.paper_texture(page.image, strength=0.08, seed=4), share=0.7)
    return spoil.skew(thermal, angle=-1.2), page.truth


def _two_columns() -> Drawn:
    page = documents.newsletter()
    return spoil.paper_texture(page.image, strength=0.05, seed=5), page.truth


def _photographed_page() -> Drawn:
    from skimage import data  # slow to import, and needed for this page alone

    photograph: Callable[[], Image] = data.page
    return freeze(photograph()), _PHOTOGRAPHED


# Transcribed by eye. The web address on the lower edge is cut through by the frame and is no part of the truth.
_PHOTOGRAPHED = """\
Region-based segmentation
Let us first determine markers of the coins and the
background. These markers are pixels that we can label
unambiguously as either object or background. Here,
the markers are found at the two extreme parts of the
histogram of grey values:
>>> markers = np.zeros_like(coins)"""


@dataclass(frozen=True)
class BuiltIn:
    """A page that can be drawn: its name in links, its title, what to try on it."""

    name: str
    title: str
    note: str
    draw: Callable[[], Drawn]


PAGES = (
    BuiltIn(
        "noisy-scan",
        "Noisy scan",
        "Black and white specks on a quarter of all pixels. Try the median: radius 1 clears them, radius 3 wipes out "
        "the letters as well.",
        _noisy_scan,
    ),
    BuiltIn(
        "clean-page",
        "Clean page",
        "A letter as it left the printer: nothing to repair, so every filter can only harm.",
        _clean_page,
    ),
    BuiltIn(
        "low-light",
        "Low-light photo",
        "A notebook page photographed in the dark: grain in all colours, brighter on one side. Try a Gaussian blur, or "
        "the median.",
        _low_light,
    ),
    BuiltIn(
        "poor-print",
        "Poor print",
        "A tired ribbon on yellowed paper: faded, broken strokes and specks of dirt. A slight Gaussian blur closes the "
        "strokes and helps more than the median.",
        _poor_print,
    ),
    BuiltIn(
        "heavy-jpeg",
        "Heavy JPEG",
        "A pale poster saved far too small: 8 x 8 blocks, ringing around every letter. A slight Gaussian blur "
        "calms both; a median hardly helps.",
        _heavy_jpeg,
    ),
    BuiltIn(
        "small-print",
        "Small print",
        "A package leaflet in 14-pixel type. Here a median of radius 1 already harms: strokes and commas are thinner "
        "than its window. Try to enlarge it.",
        _small_print,
    ),
    BuiltIn(
        "receipt",
        "Receipt",
        "A till receipt, a little askew and pale: items on the left, prices on the right, which have to stay "
        "in one row.",
        _receipt,
    ),
    BuiltIn(
        "two-columns",
        "Two columns",
        "A newsletter: the left column is read to its end before the right one begins.",
        _two_columns,
    ),
    BuiltIn(
        "photographed-page",
        "Photographed page",
        "A small photograph of a printed page with a shadow and a curl (scikit-image's own test picture). Try to "
        "enlarge it.",
        _photographed_page,
    ),
)
