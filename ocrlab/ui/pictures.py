"""How do page and filtered page stand in the viewer, with what was read on them?

The pictures are a fragment of their own: while a slider in the viewer is dragged only this part of the page runs again.
"""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from ocrlab.params import Param
from ocrlab.reading import Reading
from ocrlab.scoring import align, span_rates
from ocrlab.scoring.expected import expected
from ocrlab.truth import Truth
from ocrlab.ui import sources
from ocrlab.ui.state import SLOTS, Bench, Lab, Row, Shown
from ocrlab.ui.viewer import Live, LiveMove, Mark, Picture, Region, RegionDrawn, ViewerState, viewer

KEY = "viewer"
LOWEST, HIGHEST = 320, 640  # CSS pixels the picture area may be high


def show(lab: Lab, bench: Bench, shown: dict[str, Shown]) -> ViewerState:
    """The viewer; a moved slider or a drawn region is in the lab before the page is computed again."""
    truth = bench.sample.truth
    sides = {
        slot: Picture(
            bench.image(slot),
            bench.digests[slot],
            title,
            _marked(lab, bench, slot, shown[slot].reading),
            stale=shown[slot].old,
        )
        for slot, title in SLOTS.items()
    }
    chosen = focus(lab)
    row = chosen[0] if chosen else None
    limits = row is not None and not row.stage.declaration.moves
    regions = [Region(*row.stage.region)] if row and row.stage.region else []
    regions += [Region(*bench.region, purpose="read")] if bench.region else []
    height, width = bench.sample.image.shape[:2]
    return viewer(
        sides["original"],
        sides["filtered"],
        key=KEY,
        height=min(HIGHEST, max(LOWEST, round(700 * height / width))),
        stages=lambda: [Picture.of(step.image, step.stage.declaration.title) for step in bench.steps],
        colour_by="right" if truth else "confidence",
        selected=lab.selected,
        live=_live(chosen),
        regions=regions,
        purposes={
            **({"stage": f"Limit {row.stage.declaration.title} to it"} if limits else {}),
            "read": "Read only there",
        },
        on_live=lambda move: _moved(lab, move),
        on_region=lambda drawn: _drawn(lab, row, drawn),
        on_word=lambda word: setattr(lab, "selected", (word.side, word.index)),
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


def _drawn(lab: Lab, row: Row | None, drawn: RegionDrawn) -> None:
    rect = drawn.region.rect if drawn.region else None
    if drawn.purpose == "stage" and row is not None:
        lab.limit(row.uid, rect)
    elif drawn.purpose == "read" and rect:
        lab.regions[sources.page_of(lab)] = rect
    elif drawn.purpose == "read":
        lab.regions.pop(sources.page_of(lab), None)


def _marked(lab: Lab, bench: Bench, slot: str, reading: Reading | None) -> tuple[Mark, ...]:
    """The words that were read, or, where a person asks for them, the boxes of the truth with what was read in them."""
    boxed = sources.boxed_truth(lab)
    if boxed and reading and lab.show_truth:
        return _truth_marks(boxed, reading, lab.normalise)
    return _marks(reading, bench.sample.truth, lab.normalise, bench.to_read(slot)[1])


@lru_cache(maxsize=64)
def _truth_marks(truth: Truth, reading: Reading, normalise: str) -> tuple[Mark, ...]:
    """One mark a box of the truth, its confidence the share of it that was read right."""
    rates = span_rates(align(truth.text, reading.text, normalise), [(line.start, line.end) for line in truth.lines])
    return tuple(
        Mark(line.text, line.box, max(0.0, 1 - rate.rate), line.text, rate.errors == 0)
        for line, rate in zip(truth.lines, rates, strict=True)
        if line.box
    )


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
