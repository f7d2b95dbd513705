"""How do page and filtered page stand in the viewer, with what was read on them?

The pictures are a fragment of their own: while a slider in the viewer is dragged only this part of the page runs again.
"""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from ocrlab.params import Param
from ocrlab.reading import Reading
from ocrlab.scoring.expected import expected
from ocrlab.ui.state import SLOTS, Bench, Lab, Row, Shown
from ocrlab.ui.tune import sources, truth_lines
from ocrlab.ui.viewer import (
    Callbacks,
    Live,
    LiveMove,
    Mark,
    Overlay,
    Picture,
    Rect,
    RectDrawn,
    ViewerState,
    WordClicked,
    viewer,
)

KEY = "viewer"
LOWEST, HIGHEST = 320, 640  # CSS pixels the picture area may be high


def show(lab: Lab, bench: Bench, shown: dict[str, Shown]) -> ViewerState:
    """The viewer; a moved slider or a drawn region is in the lab before the page is computed again."""
    truth = bench.sample.truth
    lines = truth_lines.of_both(lab, bench, {slot: s.reading for slot, s in shown.items()})
    sides = {
        slot: Picture(
            bench.image(slot),
            bench.digests[slot],
            title,
            lines[slot].marks if lines else _marks(shown[slot].reading, truth, lab.normalise, bench.to_read(slot)[1]),
            stale=shown[slot].old,
        )
        for slot, title in SLOTS.items()
    }
    chosen = focus(lab)
    row = chosen[0] if chosen else None
    limits = row is not None and not row.stage.declaration.moves
    rects = [Rect(*row.stage.region)] if row and row.stage.region else []
    rects += [Rect(*bench.region, purpose="read")] if bench.region else []
    height, width = bench.sample.image.shape[:2]
    return viewer(
        sides["original"],
        sides["filtered"],
        key=KEY,
        height=min(HIGHEST, max(LOWEST, round(700 * height / width))),
        stages=lambda: [Picture.of(step.image, step.stage.declaration.title) for step in bench.steps],
        overlay=Overlay(
            colour_by="right" if truth else "confidence",
            lines=bool(lines),
            selected=truth_lines.selected(lines, lab.selected) if lines else lab.selected,
            rects=rects,
            purposes={
                **({"stage": f"Limit {row.stage.declaration.title} to it"} if limits else {}),
                "read": "Read only there",
            },
        ),
        live=_live(chosen),
        callbacks=Callbacks(
            live=lambda move: _moved(lab, move),
            rect=lambda drawn: _drawn(lab, row, drawn),
            word=lambda word: _clicked(lab, lines, word),
        ),
    )


def focus(lab: Lab) -> tuple[Row, Param] | None:
    """The number whose slider stands in the viewer: the one last moved, else the first there is."""
    numbers = [(row, p) for row in lab.rows for p in row.stage.declaration.params if p.kind == "number"]
    return next(
        (pair for pair in numbers if f"{pair[0].uid}:{pair[1].name}" == lab.touched), numbers[0] if numbers else None
    )


def _live(chosen: tuple[Row, Param] | None) -> Live | None:
    if chosen is None:
        return None
    row, param = chosen
    label = f"{row.stage.declaration.title} {param.title}"
    return Live.of(f"{row.uid}:{param.name}", label, param, row.stage.settings[param.name])


def _moved(lab: Lab, move: LiveMove) -> None:
    uid, _, name = move.name.partition(":")
    for row in lab.rows:
        if row.uid == uid:
            row.stage = row.stage.replace(**{name: move.value})
            # The sidebar's own slider stands still during a drag: its browser side would report the old value as news.
            if move.released:
                st.session_state[move.name] = row.stage.settings[name]


def _drawn(lab: Lab, row: Row | None, drawn: RectDrawn) -> None:
    rect = drawn.rect.bounds if drawn.rect else None
    if drawn.purpose == "stage" and row is not None:
        lab.limit(row.uid, rect)
    elif drawn.purpose == "read" and rect:
        lab.regions[sources.page_of(lab)] = rect
    elif drawn.purpose == "read":
        lab.regions.pop(sources.page_of(lab), None)


def _clicked(lab: Lab, lines: dict[str, truth_lines.Lines] | None, word: WordClicked) -> None:
    index = truth_lines.word_of(lines[word.side], word.index) if lines else word.index
    lab.selected = None if index is None else (word.side, index)


@lru_cache(maxsize=64)
def _marks(reading: Reading | None, truth: str | None, normalise: str, corner: tuple[int, int]) -> tuple[Mark, ...]:
    if reading is None:
        return ()
    boxes = [tuple((x + corner[0], y + corner[1]) for x, y in word.box) for word in reading.words]
    meant = expected(reading, truth, normalise) if truth else [None] * len(boxes)
    return tuple(
        Mark(word.text, box, word.confidence, e and e.text, e and e.right)
        for word, box, e in zip(reading.words, boxes, meant, strict=True)
    )
