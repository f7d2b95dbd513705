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
            _marks(shown[slot].reading, truth, lab.normalise),
            stale=shown[slot].old,
        )
        for slot, title in SLOTS.items()
    }
    chosen = focus(lab)
    row = chosen[0] if chosen else None
    limits = row is not None and not row.stage.declaration.moves
    region = row.stage.region if row else None
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
        regions=(Region(*region),) if region else (),
        purposes={"stage": f"Limit {row.stage.declaration.title} to it"} if limits else None,
        on_live=lambda move: _moved(lab, move),
        on_region=lambda drawn: _drawn(lab, row, drawn),
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
    if row is not None:
        lab.limit(row.uid, drawn.region.rect if drawn.region else None)


@lru_cache(maxsize=64)
def _marks(reading: Reading | None, truth: str | None, normalise: str) -> tuple[Mark, ...]:
    if reading is None:
        return ()
    if not truth:
        return tuple(Mark(word.text, word.box, word.confidence) for word in reading.words)
    pairs = zip(reading.words, expected(reading, truth, normalise), strict=True)
    return tuple(Mark(word.text, word.box, word.confidence, e.text, e.right) for word, e in pairs)
