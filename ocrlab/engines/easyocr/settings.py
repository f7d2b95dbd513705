"""Settings: which arguments of EasyOCR can be set? They are declared as a filter's parameters are."""

from __future__ import annotations

from typing import Annotated, Literal

from ocrlab.engines.easyocr.networks import openvino_missing
from ocrlab.languages import of_engine
from ocrlab.params import Range, Several, Text

SpeedName = Literal["exact", "fast", "draft", "stock"]
DEFAULT_SPEED: SpeedName = "stock" if openvino_missing() else "exact"
DETECTOR_SETTINGS = (
    "text_threshold", "low_text", "link_threshold", "canvas_size", "mag_ratio", "min_size",
    "slope_ths", "ycenter_ths", "height_ths", "width_ths", "add_margin", "letter_height",
)  # fmt: skip


def settings(
    *,
    speed: Annotated[
        SpeedName,
        "How the networks are run: exact in full precision, fast finds text with less, draft reads with less as well; "
        "stock as EasyOCR itself does.",
    ] = DEFAULT_SPEED,
    languages: Annotated[
        tuple[str, ...],
        Several(of_engine("easyocr"), least=1),
        "The languages on the page; fewer is better, and most alphabets go together with English only.",
    ] = ("en",),
    decoder: Annotated[
        Literal["greedy", "beamsearch", "wordbeamsearch"],
        "How letters are chosen: the likeliest each (greedy), the likeliest string, or the likeliest dictionary words.",
    ] = "greedy",
    beam_width: Annotated[
        int, Range(1, 50), "Strings kept in play by the two beam decoders; more is slower and seldom better."
    ] = 5,
    allowlist: Annotated[
        str,
        Text(500),
        "The only characters that may be read, such as 0123456789 and the decimal point: any other is not left out but "
        "read as one of these. Spaces are allowed, except at speed stock; empty allows all of the language.",
    ] = "",
    blocklist: Annotated[str, Text(500), "Characters never to be read; not used together with an allowlist."] = "",
    paragraph: Annotated[
        bool,
        "Join neighbouring boxes into paragraphs; each then comes as one long piece of text, as sure as its boxes on "
        "average. Goes together with rotation here, where EasyOCR by itself fails.",
    ] = False,
    rotation: Annotated[
        tuple[str, ...],
        Several(("90", "180", "270")),
        "Read every box turned by these degrees as well and keep the surest; for vertical or upside-down words. "
        "Boxes are found in the page as it is; a page that lies on its side is better turned as a whole.",
    ] = (),
    text_threshold: Annotated[
        float,
        Range(0, 1, 0.05),
        "How sure a spot must be to start a word; lower finds fainter text and more dirt. Single digits that are lost "
        "come back with 0.3 here, 0.3 for low_text and a min_size of 5.",
    ] = 0.7,
    low_text: Annotated[
        float, Range(0, 1, 0.05), "How far a word reaches out from its sure spots; lower makes larger boxes."
    ] = 0.4,
    link_threshold: Annotated[
        float, Range(0, 1, 0.05), "How sure the link between two letters must be to put them in one box."
    ] = 0.4,
    mag_ratio: Annotated[
        float,
        Range(0.5, 4, 0.1, unit="x"),
        "Enlarge the page before text is searched for; helps small print, costs time.",
    ] = 1.0,
    canvas_size: Annotated[
        int, Range(320, 5120, 160, unit="px"), "Longest side the search works at; larger pages are scaled down to it."
    ] = 2560,
    letter_height: Annotated[
        int,
        Range(0, 60, unit="px"),
        "At speeds fast and draft text is searched for on a smaller page, on which small letters are still so high. "
        "Raise it where lines are missed, as mag_ratio does too; 0 searches the page as it is.",
    ] = 14,
    min_size: Annotated[int, Range(0, 200, unit="px"), "Drop boxes whose longer side is not above this."] = 20,
    contrast_ths: Annotated[
        float, Range(0, 1, 0.05), "Boxes read with a confidence below this are read again with more contrast."
    ] = 0.1,
    adjust_contrast: Annotated[float, Range(0, 1, 0.05), "The contrast such a box is raised to; 0 leaves it."] = 0.5,
    slope_ths: Annotated[
        float, Range(0, 1, 0.05), "Boxes that slope less (rise over run) count as level and may be joined."
    ] = 0.1,
    ycenter_ths: Annotated[
        float, Range(0, 2, 0.05), "How far, in text heights, two boxes may differ in level and still share a line."
    ] = 0.5,
    height_ths: Annotated[
        float, Range(0, 2, 0.05), "How far, in text heights, two boxes may differ in height and still be joined."
    ] = 0.5,
    width_ths: Annotated[
        float, Range(0, 5, 0.05), "How wide a gap, in text heights, may be for two boxes on a line to be joined."
    ] = 0.5,
    y_ths: Annotated[
        float, Range(0, 5, 0.05), "How wide a gap between lines, in text heights, a paragraph may have."
    ] = 0.5,
    x_ths: Annotated[
        float, Range(0, 5, 0.05), "How wide a gap beside a box, in text heights, a paragraph may have."
    ] = 1.0,
    add_margin: Annotated[float, Range(0, 1, 0.05), "Widen every box by this part of its height."] = 0.1,
) -> None:
    """EasyOCR's own arguments under their own names, with its own defaults; ``speed`` and ``letter_height`` are ours.

    ``batch_size`` and ``workers`` do nothing on a CPU, ``filter_ths`` is ignored by EasyOCR itself, and the remaining
    arguments belong to a detector whose weights this lab does not use.
    """
