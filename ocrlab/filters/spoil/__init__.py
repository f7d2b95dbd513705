"""Spoil: how is a page made worse on purpose, so that filters can be tried where the truth is known?

Each is a filter like any other, of the family "spoil": it has sliders, stands in links, files and runs. It comes before
every stage that filters, and nothing in the lab proposes one. The same page, values and seed give the same pixels.

``capture``  light and camera
``paper``  ink and paper
``scan``  compression, resolution, how the page lies
``parts``  what they have in common
"""

from ocrlab.filters.spoil.capture import (
    blur,
    cast_shadow,
    low_contrast,
    low_light,
    motion_blur,
    salt_and_pepper,
    uneven_light,
)
from ocrlab.filters.spoil.paper import bleed_through, fold_lines, paper_texture, poor_print, stains, tint
from ocrlab.filters.spoil.scan import curl, heavy_jpeg, skew, small_print

__all__ = [
    "bleed_through",
    "blur",
    "cast_shadow",
    "curl",
    "fold_lines",
    "heavy_jpeg",
    "low_contrast",
    "low_light",
    "motion_blur",
    "paper_texture",
    "poor_print",
    "salt_and_pepper",
    "skew",
    "small_print",
    "stains",
    "tint",
    "uneven_light",
]
