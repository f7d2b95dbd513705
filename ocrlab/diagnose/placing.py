"""Placing: where in a pipeline does a filter do its work, and which filter does the same work already?

A page is set upright and dark on light first, then cleaned as it was caught, and only then enlarged, straightened and
stretched, which would smear what was to be cleaned. Ink is thickened or thinned, and binarised, last.
"""

from __future__ import annotations

from ocrlab.pipeline import Pipeline, Stage

_FIRST = ("upright", "quarter_turn", "trim", "perspective", "invert", "drop_colour")
_AFTER_NOISE = ("flatten", "scale", "scale_to_text", "resize", "deskew", "rotate", "dewarp", "pad")
_FAMILIES = ("tone", "geometry", "sharpen", "morphology", "threshold")
_SAME_WORK = (
    frozenset({"upright", "quarter_turn"}),
    frozenset({"auto_contrast", "clahe", "equalise", "contrast", "gamma"}),
    frozenset({"scale", "scale_to_text", "resize"}),
)


def placed(pipeline: Pipeline, stage: Stage) -> Pipeline:
    """The pipeline with the stage in its place, instead of those that do the same work.

    That is the same filter, of noise and threshold any other of the family: two against the same noise cost strokes
    twice. What a person has put in another order keeps it.
    """
    rest = [other for other in pipeline.stages if not _same_work(other, stage)]
    place = next((i for i, other in enumerate(rest) if _rank(other) > _rank(stage)), len(rest))
    return Pipeline((*rest[:place], stage, *rest[place:]))


def _same_work(stage: Stage, other: Stage) -> bool:
    families = {stage.declaration.family, other.declaration.family}
    if stage.filter == other.filter or families in ({"noise"}, {"threshold"}):
        return True
    return any({stage.filter, other.filter} <= group for group in _SAME_WORK)


def _rank(stage: Stage) -> int:
    if stage.declaration.spoils:
        return -1  # it makes the page that is to be mended
    if stage.filter in _FIRST:
        return _FIRST.index(stage.filter)
    if stage.declaration.family == "noise":
        return len(_FIRST)
    if stage.filter in _AFTER_NOISE:
        return len(_FIRST) + 1 + _AFTER_NOISE.index(stage.filter)
    return len(_FIRST) + 1 + len(_AFTER_NOISE) + _FAMILIES.index(stage.declaration.family)
