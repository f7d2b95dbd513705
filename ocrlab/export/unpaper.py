"""Unpaper: which of its options do what a pipeline does?

It has an order of its own and a few filters that are on unless they are switched off, so only what a pipeline asks for
is left on.
"""

from __future__ import annotations

from ocrlab import __version__
from ocrlab.export import counterparts, setting
from ocrlab.export.counterparts import Answer, Counterpart, Without
from ocrlab.pipeline import Pipeline, Stage

PROGRAM = "unpaper"
# What is on by itself, and which stage leaves it on.
_BY_ITSELF = {
    "--no-deskew": "deskew",
    "--no-noisefilter": "despeckle",
    "--no-blackfilter": "trim",
    "--no-border-scan": "",
    "--no-border-align": "",
    "--no-mask-scan": "",
    "--no-mask-center": "",
    "--no-blurfilter": "",
    "--no-grayfilter": "",
    "--no-wipe": "",
    "--no-border": "",
}


def _quarter_turn(stage: Stage) -> Answer:
    direction = stage.settings["direction"]
    if direction == "half":
        return Counterpart("--pre-mirror v,h", "")
    return Counterpart(f"--pre-rotate {-90 if direction == 'left' else 90}")


def _resize(stage: Stage) -> Answer:
    width, height = stage.settings["width"], stage.settings["height"]
    if not width or not height:
        return Without("one side that follows from the other: its --post-stretch needs both")
    return Counterpart(f"--post-stretch {width},{height}", "interpolates in its own way")


def _despeckle(stage: Stage) -> Answer:
    if stage.settings["which"] == "pinholes":
        return Without("pinholes: it removes dark specks only")
    return Counterpart(
        f"--noisefilter-intensity {stage.settings['area']}",
        "removes dark specks, not pinholes" if stage.settings["which"] == "both" else "",
    )


OPTIONS: counterparts.Table = {
    "deskew": lambda stage: Counterpart(
        f"--deskew-scan-range {stage.settings['limit']:g}", "finds the angle by the edges of the text"
    ),
    "despeckle": _despeckle,
    "quarter_turn": _quarter_turn,
    "resize": _resize,
    "scale": lambda stage: Counterpart(f"--post-zoom {stage.settings['factor']:g}", "interpolates in its own way"),
    "trim": lambda stage: Counterpart("", "paints dark borders white and does not cut them off"),
}

_SCRIPT = """#!/bin/sh
# Clean a scan with unpaper, as OCR Lab does as far as unpaper goes.
#
#     sh {name} IN.pgm OUT.pgm
#
# unpaper reads PBM, PGM and PPM, works in an order of its own, and its pixels are its own. This script was written by
# OCR Lab {version} from unpaper's documentation; it has not been run.
#
{setting}

set -eu
[ "$#" -eq 2 ] || {{ echo "write: sh $0 IN.pgm OUT.pgm" >&2; exit 2; }}
[ ! -e "$2" ] || {{ echo "$2: is there already; it is not overwritten" >&2; exit 2; }}

{remarks}unpaper \\
{options}  "$1" "$2"
"""


def to_unpaper(pipeline: Pipeline, name: str = "clean.sh") -> str:
    """A shell script with one command of unpaper's; a stage without a counterpart is a comment that says why."""
    words, remarks = [], []
    present = set()
    for stage, counterpart in _each(pipeline):
        if isinstance(counterpart, Without):
            remarks.append(f"# left out: {stage} ({counterpart.reason})\n")
            continue
        present.add(stage.filter)
        if counterpart.remark:
            remarks.append(f"# {stage.filter}: {counterpart.remark}\n")
        words += [counterpart.words] if counterpart.words else []
    off = [option for option, stage_name in _BY_ITSELF.items() if stage_name not in present]
    options = "".join(f"  {option} \\\n" for option in [*words, " ".join(off)])
    return _SCRIPT.format(
        name=name,
        version=__version__,
        setting=setting.block(pipeline),
        remarks="".join(remarks),
        options=options,
    )


def _each(pipeline: Pipeline) -> list[tuple[Stage, Answer]]:
    """An option of unpaper's holds for the page, and holds once: a region and a second time have no counterpart."""
    pairs: list[tuple[Stage, Answer]] = []
    seen: set[str] = set()
    for stage, counterpart in counterparts.each(pipeline, OPTIONS, PROGRAM):
        if isinstance(counterpart, Counterpart) and stage.region:
            counterpart = Without("a region: its options hold for the whole page")
        elif isinstance(counterpart, Counterpart) and stage.filter in seen:
            counterpart = Without("the second of its kind: unpaper does each once")
        seen.add(stage.filter)
        pairs.append((stage, counterpart))
    return pairs


def left_out(pipeline: Pipeline) -> str:
    """Which stages the command leaves out, in a sentence; empty where none."""
    return counterparts.left_out(_each(pipeline), PROGRAM)
