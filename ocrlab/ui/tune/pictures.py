"""Pictures: how do page and filtered page stand in the viewer, with what was read on them?

The pictures are a fragment of their own: while a slider in the viewer is dragged only this part of the page runs again.
"""

from __future__ import annotations

from functools import lru_cache

from ocrlab.params import Param
from ocrlab.reading import Reading, box_of
from ocrlab.scoring.expected import expected
from ocrlab.ui.lab import Lab, Row
from ocrlab.ui.leaving import shared_memory
from ocrlab.ui.tune import sources, truth_lines
from ocrlab.ui.tune.readings import Read, Shown
from ocrlab.ui.tune.state import TuneState
from ocrlab.ui.tune.truth_lines import TruthMarks
from ocrlab.ui.tune.tuned import TunedPage
from ocrlab.ui.viewer import (
    Callbacks,
    Live,
    LiveMove,
    Mark,
    Overlay,
    Picture,
    Rect,
    RectDrawn,
    Side,
    ViewerState,
    WordClicked,
    viewer,
)

KEY = "viewer"
MIN_HEIGHT, MAX_HEIGHT = 320, 640  # CSS pixels the picture area may be high
TO_STAGE, TO_READ = "stage", "crop"  # what a rectangle may be drawn for


def show(lab: Lab, state: TuneState, page: TunedPage) -> ViewerState:
    """The viewer; a moved slider or a drawn rectangle is in the lab before the page is computed again."""
    truth = page.sample.truth
    shown = state.known(lab.normalise).shown
    marks = _truth_marks(lab, state, page, {side: s.read for side, s in shown.items()})
    sides = {side: _picture(page, side, shown[side], lab.normalise, marks) for side in page.titles}
    slider = focus(lab.rows, state.touched)
    row = slider[0] if slider else None
    height, width = page.sample.image.shape[:2]
    return viewer(
        sides["original"],
        sides["filtered"],
        key=KEY,
        height=min(MAX_HEIGHT, max(MIN_HEIGHT, round(700 * height / width))),
        stages=lambda: [Picture.of(step.image, step.stage.declaration.title) for step in page.steps],
        overlay=Overlay(
            colour_by="right" if truth else "confidence",
            lines=bool(marks),
            selected=truth_lines.selected(marks, state.selected) if marks else state.selected,
            rects=_rectangles(row, page),
            purposes=_purposes(row, page),
        ),
        live=_live(slider),
        callbacks=Callbacks(
            live=lambda move: _moved(lab, move),
            rect=lambda drawn: _drawn(lab, row, drawn),
            word=lambda word: _clicked(state, marks, word),
        ),
    )


def focus(rows: list[Row], touched: str) -> tuple[Row, Param] | None:
    """The number whose slider stands in the viewer: the one last moved, else the first of a filter."""
    numbers = [(row, param) for row in rows for param in row.stage.declaration.params if param.kind == "number"]
    moved = (pair for pair in numbers if f"{pair[0].uid}:{pair[1].name}" == touched)
    first = next((pair for pair in numbers if not pair[0].stage.declaration.spoils), numbers[0] if numbers else None)
    return next(moved, first)


def _picture(
    page: TunedPage,
    side: Side,
    shown: Shown,
    normalise: str,
    marks: dict[Side, TruthMarks] | None,
) -> Picture:
    words = marks[side].marks if marks else _words(page, shown.read, normalise)
    return Picture(page.image(side), page.digest(side), page.titles[side], words, stale=shown.old)


def _truth_marks(
    lab: Lab, state: TuneState, page: TunedPage, reads: dict[Side, Read | None]
) -> dict[Side, TruthMarks] | None:
    """The lines of the truth, where a person asks for them and the truth says where they stand."""
    truth = sources.boxed_truth(lab) if state.show_truth_boxes else None
    if truth is None:
        return None
    readings = {side: read.reading if read else None for side, read in reads.items()}
    uncounted = {side: read.run(page.sample, lab.normalise).uncounted for side, read in reads.items() if read}
    return truth_lines.of_both(
        truth, {side: page.steps_of(side) for side in readings}, readings, lab.normalise, uncounted
    )


def _live(slider: tuple[Row, Param] | None) -> Live | None:
    if slider is None:
        return None
    row, param = slider
    label = f"{row.stage.declaration.title} {param.title}"
    return Live.of(f"{row.uid}:{param.name}", label, param, row.stage.settings[param.name])


def _rectangles(row: Row | None, page: TunedPage) -> list[Rect]:
    if _moves(page):
        return []
    rectangles = [Rect(*row.stage.region, purpose=TO_STAGE)] if row and row.stage.region else []
    return rectangles + ([Rect(*page.crop, purpose=TO_READ)] if page.crop else [])


def _moves(page: TunedPage) -> bool:
    """Whether the left picture is no place to draw on: its pixels are not where they are on the page."""
    return any(step.stage.declaration.moves for step in page.steps_of("original"))


def _purposes(row: Row | None, page: TunedPage) -> dict[str, str]:
    if _moves(page):
        return {}
    limits = {}
    if row is not None and not row.stage.declaration.moves:
        limits[TO_STAGE] = f"Limit {row.stage.declaration.title} to it"
    return {**limits, TO_READ: "Read only there"}


def _moved(lab: Lab, move: LiveMove) -> None:
    # The sidebar's own slider stands still during a drag, which runs this part only, and follows once it is let go of.
    uid, _, name = move.name.partition(":")
    if row := lab.row(uid):
        row.stage = row.stage.replace(**{name: move.value})


def _drawn(lab: Lab, row: Row | None, drawn: RectDrawn) -> None:
    rect = drawn.rect.bounds if drawn.rect else None
    if drawn.purpose == TO_STAGE and row is not None:
        lab.limit(row.uid, rect)
    elif drawn.purpose == TO_READ:
        lab.set_crop(rect)


def _clicked(state: TuneState, marks: dict[Side, TruthMarks] | None, word: WordClicked) -> None:
    index = truth_lines.word_of(marks[word.side], word.index) if marks else word.index
    state.select(None if index is None else (word.side, index))


def _words(page: TunedPage, read: Read | None, normalise: str) -> tuple[Mark, ...]:
    if read is None:
        return ()
    uncounted = read.run(page.sample, normalise).uncounted
    return _marks(read.reading, page.sample.truth, normalise, read.asked.part.corner, uncounted)


@shared_memory
@lru_cache(maxsize=64)
def _marks(
    reading: Reading, truth: str | None, normalise: str, corner: tuple[int, int], uncounted: tuple[int, ...]
) -> tuple[Mark, ...]:
    left, top = corner
    boxes = [box_of((x + left, y + top) for x, y in word.box) for word in reading.words]
    if not truth:
        return tuple(Mark(word.text, box, word.confidence) for word, box in zip(reading.words, boxes, strict=True))
    meant = expected(reading, truth, normalise, uncounted)
    return tuple(
        Mark(word.text, box, word.confidence, *((there.text, there.right) if there else ()))
        for word, box, there in zip(reading.words, boxes, meant, strict=True)
    )
