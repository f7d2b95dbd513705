"""Engines to vary beside the specks engine: they lose half as many letters to the same specks, and none."""

from __future__ import annotations

from search_engine import TRUTH, SpecksEngine, specks

from ocrlab.engines import register_engine
from ocrlab.reading import Reading, Word


class HalfSpecks(SpecksEngine):
    """Loses a letter to every other speck."""

    name = "half"
    title = "Half"
    share = 0.5

    def read(self, image, settings, *, text_boxes=None, progress=None, cancelled=None) -> Reading:
        wrong = round(min(specks(image), len(TRUTH)) * self.share)
        return Reading(((Word("#" * wrong + TRUTH[wrong:], ((0, 0), (9, 0), (9, 9), (0, 9)), 0.9),),))


class Immune(HalfSpecks):
    """Reads right whatever lies on the page."""

    name = "immune"
    title = "Immune"
    share = 0.0


HALF, IMMUNE = register_engine(HalfSpecks()), register_engine(Immune())
