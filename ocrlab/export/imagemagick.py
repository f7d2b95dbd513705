"""ImageMagick: which options of its command do what a pipeline does?"""

from __future__ import annotations

from collections.abc import Callable

from ocrlab import __version__
from ocrlab.export import counterparts, setting
from ocrlab.export.counterparts import Answer, Counterpart, Without
from ocrlab.pipeline import Pipeline, Stage

PROGRAM = "ImageMagick"
_FILTERS = {"nearest": "Point", "box": "Box", "linear": "Triangle", "cubic": "Catrom", "lanczos": "Lanczos"}
_FILLS = {"paper": "white", "white": "white", "black": "black"}
_PAPER = "white for the paper's colour"
_AROUND = "each channel by itself, and the border in its own way"


def _share(level: float) -> str:
    """Grey levels as a share of white, as ImageMagick counts."""
    return f"{100 * level / 255:.6g}%"


def _grayscale(stage: Stage) -> Answer:
    ways = {"luma": "-grayscale Rec601Luma", "mean": "-grayscale Average"}
    channel = stage.settings["channel"]
    if channel in ("red", "green", "blue"):
        return Counterpart(f"-channel {channel[0].upper()} -separate +channel")
    return Counterpart(ways[channel]) if channel in ways else Without(f"the channel {channel}")


def _invert(stage: Stage) -> Answer:
    if stage.settings["when"] != "always":
        return Without("inverting only what is light on dark")
    return Counterpart("-negate")


def _auto_contrast(stage: Stage) -> Answer:
    low, high = stage.settings["low"], 100 - stage.settings["high"]
    return Counterpart(f"-contrast-stretch {low:g}%x{high:g}%", "finds the percentiles in its own way")


def _contrast(stage: Stage) -> Answer:
    factor = stage.settings["factor"]
    return Counterpart(f"-function Polynomial {factor:g},{(1 - factor) / 2:g}")


def _median(stage: Stage) -> Answer:
    side = 2 * stage.settings["radius"] + 1
    if stage.settings["footprint"] == "disk" and side > 1:
        return Without("a disk: its median is a rectangle")
    return Counterpart(f"-statistic Median {side}x{side}")


def _binarise(stage: Stage) -> Answer:
    rules = {"otsu": "OTSU", "triangle": "Triangle"}
    method = stage.settings["method"]
    if method not in rules:
        return Without(f"the rule {method}")
    return Counterpart(f"-grayscale Rec601Luma -auto-threshold {rules[method]}", "may choose a level beside ours")


def _threshold(stage: Stage) -> Answer:
    value = stage.settings["value"]
    if value == 0:
        return Counterpart("-grayscale Rec601Luma -auto-threshold OTSU", "may choose a level beside ours")
    return Counterpart(f"-grayscale Rec601Luma -threshold {_share(value)}")


def _local(stage: Stage) -> Answer:
    method, window, offset = (stage.settings[name] for name in ("method", "window", "offset"))
    if method != "mean":
        return Without(f"a neighbourhood's {method}: its -lat takes the mean")
    return Counterpart(f"-grayscale Rec601Luma -lat {window}x{window}{-100 * offset / 255:+.6g}%")


def _morphology(method: str, after: str = "") -> Callable[[Stage], Answer]:
    def counterpart(stage: Stage) -> Answer:
        brush = {"disk": "Disk", "square": "Square"}[stage.settings["brush"]]
        return Counterpart(f"-morphology {method} {brush}:{stage.settings['radius']}{after}")

    return counterpart


def _rotate(stage: Stage) -> Answer:
    angle, fill = stage.settings["angle"], stage.settings["fill"]
    turn = "-rotate" if stage.settings["expand"] else "-virtual-pixel background -distort SRT"
    remark = _PAPER if fill == "paper" else ""
    return Counterpart(f"-background {_FILLS[fill]} {turn} {-angle:g} +repage", remark)


def _resize(stage: Stage) -> Answer:
    width, height = stage.settings["width"], stage.settings["height"]
    if not width and not height:
        return Without("no size given, so nothing changes")
    size = f"{width}x{height}!" if width and height else f"{width}x" if width else f"x{height}"
    return Counterpart(f"-filter {_FILTERS[stage.settings['interpolation']]} -resize '{size}'")


def _pad(stage: Stage) -> Answer:
    fill, margin = stage.settings["fill"], stage.settings["margin"]
    return Counterpart(f"-bordercolor {_FILLS[fill]} -border {margin}", _PAPER if fill == "paper" else "")


def _quarter_turn(stage: Stage) -> Answer:
    return Counterpart(f"-rotate {({'left': -90, 'right': 90, 'half': 180})[stage.settings['direction']]}")


OPTIONS: counterparts.Table = {
    "grayscale": _grayscale,
    "invert": _invert,
    "auto_contrast": _auto_contrast,
    "brightness": lambda stage: Counterpart(f"-evaluate Add {_share(stage.settings['amount'])}"),
    "contrast": _contrast,
    "gamma": lambda stage: Counterpart(f"-gamma {1 / stage.settings['gamma']:.6g}"),
    "equalise": lambda stage: Counterpart("-equalize", "each channel by itself"),
    "median": _median,
    "gaussian": lambda stage: Counterpart(f"-gaussian-blur 0x{stage.settings['sigma']:g}", _AROUND),
    "unsharp": lambda stage: Counterpart(
        f"-unsharp 0x{stage.settings['radius']:g}+{stage.settings['amount']:g}+0", _AROUND
    ),
    "otsu": lambda stage: Counterpart("-grayscale Rec601Luma -auto-threshold OTSU", "may choose a level beside ours"),
    "threshold": _threshold,
    "binarise": _binarise,
    "local": _local,
    # Its dilation spreads what is light; here the ink is what is spoken of.
    "thicken": _morphology("Erode"),
    "thin": _morphology("Dilate"),
    "open": _morphology("Close"),
    "close": _morphology("Open"),
    "top_hat": _morphology("BottomHat", " -negate"),
    "black_hat": _morphology("TopHat", " -negate"),
    "deskew": lambda stage: Counterpart("-background white -deskew 40% +repage", "finds the angle in its own way"),
    "rotate": _rotate,
    "quarter_turn": _quarter_turn,
    "scale": lambda stage: Counterpart(
        f"-filter {_FILTERS[stage.settings['interpolation']]} -resize {100 * stage.settings['factor']:g}%"
    ),
    "resize": _resize,
    "pad": _pad,
}

_SCRIPT = """#!/bin/sh
# Filter a picture with ImageMagick 7, as OCR Lab does as far as ImageMagick goes.
#
#     sh {name} IN.png OUT.png
#
# It rounds and treats borders in its own way, so pixels may differ. This script was written by OCR Lab {version} from
# ImageMagick's documentation; it has not been run.
#
{setting}

set -eu
[ "$#" -eq 2 ] || {{ echo "write: sh $0 IN.png OUT.png" >&2; exit 2; }}
[ ! -e "$2" ] || {{ echo "$2: is there already; it is not overwritten" >&2; exit 2; }}

{remarks}magick "$1" -auto-orient \\
{options}  "$2"
"""


def to_imagemagick(pipeline: Pipeline, name: str = "filter.sh") -> str:
    """A shell script with one command of ImageMagick's; a stage without a counterpart is a comment that says why."""
    options, remarks = [], []
    for stage, counterpart in counterparts.each(pipeline, OPTIONS, PROGRAM):
        if isinstance(counterpart, Without):
            remarks.append(f"# left out: {stage} ({counterpart.reason})\n")
            continue
        words = counterpart.words
        if stage.region:
            x, y, width, height = stage.region
            words = f"-region {width}x{height}+{x}+{y} {words} +region"
        if counterpart.remark:
            remarks.append(f"# {stage.filter}: {counterpart.remark}\n")
        options.append(f"  {words} \\\n")
    return _SCRIPT.format(
        name=name,
        version=__version__,
        setting=setting.block(pipeline),
        remarks="".join(remarks),
        options="".join(options),
    )


def left_out(pipeline: Pipeline) -> str:
    """Which stages the command leaves out, in a sentence; empty where none."""
    return counterparts.left_out(counterparts.each(pipeline, OPTIONS, PROGRAM), PROGRAM)
