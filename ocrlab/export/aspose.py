"""Aspose: how does a pipeline read as filters of Aspose.OCR for Python via .NET?"""

from __future__ import annotations

from ocrlab import __version__
from ocrlab.export import counterparts, setting
from ocrlab.export.counterparts import Answer, Counterpart, Without
from ocrlab.pipeline import Pipeline, Stage

PROGRAM = "Aspose.OCR"
_GREY = "turns the page grey"
_DIRECTION = "look which way it turns; here above 0 is counter-clockwise"


def _median(stage: Stage) -> Answer:
    radius = stage.settings["radius"]
    if radius == 0:
        return Without("a radius of 0 changes nothing")
    if radius > 1:
        return Without(f"a radius above 1: its median is 3 x 3, this one {2 * radius + 1} x {2 * radius + 1}")
    if stage.settings["footprint"] == "disk":
        return Without("a disk: its median is a square of 3 x 3")
    return Counterpart("median()", _GREY)


def _grayscale(stage: Stage) -> Answer:
    if stage.settings["channel"] != "luma":
        return Without(f"the channel {stage.settings['channel']}: its to_grayscale has one way only")
    return Counterpart("to_grayscale()")


def _threshold(stage: Stage) -> Answer:
    return Counterpart(f"threshold({stage.settings['value']})")


def _binarise(stage: Stage) -> Answer:
    if stage.settings["method"] != "otsu":
        return Without(f"the rule {stage.settings['method']}: its binarize finds the level by a rule of its own")
    return Counterpart("binarize()")


def _auto_contrast(stage: Stage) -> Answer:
    return Counterpart("contrast_correction_filter()", "has no percentiles to set")


def _thicken(stage: Stage) -> Answer:
    radius = stage.settings["radius"]
    if radius != 1:
        return Without(f"a radius of {radius}: its dilate has none to set")
    return Counterpart("dilate()", "the shape of its brush is not told")


def _invert(stage: Stage) -> Answer:
    if stage.settings["when"] != "always":
        return Without("inverting only what is light on dark")
    return Counterpart("invert()")


def _deskew(stage: Stage) -> Answer:
    return Counterpart("auto_skew()", "has no limit to set")


def _rotate(stage: Stage) -> Answer:
    return Counterpart(f"rotate({stage.settings['angle']})", _DIRECTION)


def _quarter_turn(stage: Stage) -> Answer:
    angle = {"left": 90, "right": -90, "half": 180}[stage.settings["direction"]]
    return Counterpart(f"rotate({angle})", _DIRECTION)


def _scale(stage: Stage) -> Answer:
    return Counterpart(f"scale({stage.settings['factor']})", "interpolates in its own way")


def _resize(stage: Stage) -> Answer:
    width, height = stage.settings["width"], stage.settings["height"]
    if not width or not height:
        return Without("one side that follows from the other: its resize needs both")
    return Counterpart(f"resize({width}, {height})", "interpolates in its own way")


def _dewarp(stage: Stage) -> Answer:
    return Counterpart("auto_dewarping()", "straightens in its own way")


def _remove_grain(stage: Stage) -> Answer:
    return Counterpart("auto_denoising()", "is another network")


FILTERS: counterparts.Table = {
    "median": _median,
    "grayscale": _grayscale,
    "otsu": lambda stage: Counterpart("binarize()"),
    "threshold": _threshold,
    "binarise": _binarise,
    "auto_contrast": _auto_contrast,
    "thicken": _thicken,
    "invert": _invert,
    "deskew": _deskew,
    "rotate": _rotate,
    "quarter_turn": _quarter_turn,
    "scale": _scale,
    "resize": _resize,
    "dewarp": _dewarp,
    "remove_grain": _remove_grain,
}

_SCRIPT = """# Read a picture with Aspose.OCR for Python via .NET, filtered as in OCR Lab as far as Aspose.OCR goes.
#
#     pip install aspose-ocr-python-net
#     python {name} IN.png
#
# Its filters are its own: pixels differ, and where a filter differs in kind it says so below. This script was written
# by OCR Lab {version} from Aspose's documentation; it has not been run.
#
{setting}

import sys

{imports}from aspose.ocr import AsposeOcr, InputType, OcrInput
from aspose.ocr.models.preprocessingfilters import PreprocessingFilter

filters = PreprocessingFilter()
{filters}
pages = OcrInput(InputType.SINGLE_IMAGE, filters)
pages.add(sys.argv[1])
print(AsposeOcr().recognize(pages)[0].recognition_text)
"""


def to_aspose(pipeline: Pipeline, name: str = "script.py") -> str:
    """A script for Aspose.OCR; a stage without a counterpart there is a comment that says why."""
    lines, regions = [], False
    for stage, counterpart in counterparts.each(pipeline, FILTERS, PROGRAM):
        if isinstance(counterpart, Without):
            lines.append(f"# left out: {stage} ({counterpart.reason})")
            continue
        words = counterpart.words
        if stage.region:
            regions = True
            words = words[:-1] + (", " if words[-2] != "(" else "") + f"Rectangle{stage.region})"
        remark = f"  # {counterpart.remark}" if counterpart.remark else ""
        lines.append(f"filters.add(PreprocessingFilter.{words}){remark}")
    return _SCRIPT.format(
        name=name,
        version=__version__,
        setting=setting.block(pipeline),
        imports="from aspose.pydrawing import Rectangle\n" if regions else "",
        filters="\n".join(lines) or "# no filter",
    )


def left_out(pipeline: Pipeline) -> str:
    """Which stages the script leaves out, in a sentence; empty where none."""
    return counterparts.left_out(counterparts.each(pipeline, FILTERS, PROGRAM), PROGRAM)
