"""Settings: what can be set of PP-OCR? They are declared as a filter's parameters are, with RapidOCR's own defaults."""

from __future__ import annotations

from typing import Annotated

from ocrlab.languages import of_engine
from ocrlab.params import Range, Several, Text

DETECTOR_SETTINGS = ("shortest_side", "longest_side", "pixel_threshold", "box_threshold", "unclip_ratio")


def settings(
    *,
    languages: Annotated[
        tuple[str, ...],
        Several(of_engine("rapidocr"), least=1),
        "The languages on the page: letters of others are not read. One network has them all.",
    ] = ("en",),
    shortest_side: Annotated[
        int,
        Range(320, 1600, 32, unit="px"),
        "Smaller pages are enlarged until their short side has this, before text is searched for; helps small print.",
    ] = 736,
    longest_side: Annotated[
        int,
        Range(320, 4000, 80, unit="px"),
        "Larger pages are scaled down to this before text is searched for; less is quicker and loses small print.",
    ] = 2000,
    pixel_threshold: Annotated[
        float, Range(0.05, 0.95, 0.05), "How sure a pixel must be to belong to text; lower joins fainter letters."
    ] = 0.3,
    box_threshold: Annotated[
        float, Range(0.05, 0.95, 0.05), "How sure a line must be on the whole; lower finds fainter text and more dirt."
    ] = 0.5,
    unclip_ratio: Annotated[
        float,
        Range(1, 3, 0.1),
        "How far a box reaches out round its text; more for cut-off letters, less where lines touch.",
    ] = 1.6,
    text_score: Annotated[float, Range(0, 1, 0.05), "Lines read with a lower mean confidence are left out."] = 0.5,
    upside_down: Annotated[
        bool, "Ask a third network of each line whether it stands on its head, and turn it if so."
    ] = True,
    allowlist: Annotated[
        str, Text(500), "The only characters that may be read, such as 0123456789; empty allows all."
    ] = "",
    blocklist: Annotated[str, Text(500), "Characters never to be read; not used together with an allowlist."] = "",
) -> None:
    """The settings of RapidOCR that change what is read, and which characters may be."""
