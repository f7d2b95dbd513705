"""Upright: does the page that was read lie on its side or head? Then to turn it is offered."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Literal

import streamlit as st

from ocrlab import orientation
from ocrlab.errors import OcrLabError
from ocrlab.orientation import Question, Turn
from ocrlab.reading import Reading
from ocrlab.ui import pool
from ocrlab.ui.lab import Lab
from ocrlab.ui.plain import as_text
from ocrlab.ui.tune.readings import Known
from ocrlab.workers import Job


@dataclass
class Upright:
    """What is known of the page of the newest reading, named by its ``key``: what was ``seen`` of its lines, or where
    they leave doubt, a few of its boxes that are read again."""

    key: str = ""
    seen: Turn | Literal["none"] | None = None
    questions: tuple[Question, ...] = ()
    jobs: list[Job[Reading]] = field(default_factory=list)

    def leave(self) -> None:
        """Read no further; it is asked again where the page is looked at again."""
        for job in self.jobs:
            job.cancel()
        self.key, self.seen, self.questions, self.jobs = "", None, (), []

    def turn(self) -> Turn | None:
        """The turn that sets the page upright, once that is known; None where it stands upright already."""
        if self.seen is not None:
            return None if self.seen == "none" else self.seen
        if not self.jobs or any(job.state != "done" for job in self.jobs):
            return None
        return orientation.answer(self.questions, [job.result() for job in self.jobs])


def ask(lab: Lab, upright: Upright, known: Known) -> None:
    """Look at the lines of the filtered page, or have a few of its boxes read again; once for each reading."""
    read, pair = known.shown["filtered"].read, known.pair
    if read is None or pair is None or pair.old or pair.is_draft:
        return
    asked, score = read.asked, pair.filtered.score
    key = f"{asked.key} {bool(score)}"
    if upright.key == key:
        return
    upright.leave()
    upright.key = key
    upright.seen = orientation.seen(asked.image)
    if upright.seen is not None:
        return
    upright.questions = orientation.questions(asked.image, read.reading, score)
    try:
        upright.jobs = [
            pool.shared_pool().request(
                question.image, asked.engine, asked.settings, lab.owner, f"upright-{question.turn}", question.text_boxes
            )
            for question in upright.questions
        ]
    except OcrLabError:  # the reading itself says what is wrong with the engine
        upright.jobs = []


def show(lab: Lab, upright: Upright) -> None:
    """Say that the page does not stand upright, near the numbers that suffer from it."""
    turn = upright.turn()
    if turn is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.warning(as_text(orientation.sentence(turn)), icon=":material/screen_rotation:")
        if st.button(
            "Turn it",
            icon=":material/rotate_90_degrees_ccw:",
            key="turn-it",
            help="Puts a quarter turn before the other filters.",
            on_click=partial(lab.put_first, "quarter_turn", {"direction": turn}),
        ):
            st.rerun()
