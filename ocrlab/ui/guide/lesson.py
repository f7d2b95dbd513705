"""Lesson: how does a median's gain, or harm, look on this page, in numbers measured just now?"""

from __future__ import annotations

from functools import partial
from html import escape

import streamlit as st

from ocrlab.lesson import CURVE, SCENARIOS, Measured
from ocrlab.scoring import Comparison
from ocrlab.ui import looking
from ocrlab.ui.guide import curve
from ocrlab.ui.guide.state import READERS, GuideState
from ocrlab.ui.lab import Lab
from ocrlab.ui.plain import as_text
from ocrlab.ui.tune.tuned import stage_cache
from ocrlab.ui.widgets import bound
from ocrlab.wording import counted, percent

MAX_WORDS = 14  # named as rescued or lost


def show(lab: Lab, state: GuideState) -> None:
    """The scenario, its two sliders, the page before and after, and all that was measured of it."""
    _choice(state)
    scenario = state.lesson
    st.markdown(as_text(scenario.advice))
    _sliders(state)
    _pictures(state)
    state.ask(lab.owner)
    every = looking.interval(state.jobs)
    st.fragment(_numbers, run_every=every)(lab, state, every)


def _choice(state: GuideState) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            "Scenario",
            list(SCENARIOS),
            default=state.scenario,
            required=True,
            format_func=lambda name: SCENARIOS[name].title,
            **bound("lesson-scenario", state.scenario, state.choose_scenario),
        )
        st.selectbox(
            "Read by",
            list(READERS),
            list(READERS).index(state.reader),
            width=190,
            help="What helps one engine may harm the other: try both.",
            **bound("lesson-reader", state.reader, state.choose_reader),
        )
        st.toggle(
            "Big type",
            state.show_big,
            help="For a projector: larger letters, and only what matters.",
            **bound("lesson-big", state.show_big, state.set_big),
        )


def _sliders(state: GuideState) -> None:
    fault, amount, radius = state.lesson.fault, state.amount, state.radius
    left, right = st.columns(2, gap="large")
    with left:
        st.select_slider(
            as_text(fault.title),
            fault.amounts,
            amount,
            format_func=fault.shown,
            help=as_text(fault.help),
            **bound(f"lesson-amount-{state.scenario}", amount, state.set_amount),
        )
    with right:
        st.select_slider(
            "Median radius",
            CURVE,
            radius,
            format_func=lambda value: f"{value} px",
            help="1 looks at 3 x 3 pixels, 2 at 5 x 5.",
            **bound(f"lesson-radius-{state.scenario}", radius, state.set_radius),
        )


def _pictures(state: GuideState) -> None:
    page = state.lesson.page(state.amount)
    median = state.trials[f"median {state.radius}"].pipeline
    filtered = median.trace(page.image, stage_cache())[-1].image
    for column, image, title in zip(
        st.columns(2, gap="large"), (page.image, filtered), ("Before", "After the median"), strict=True
    ):
        column.image(image, caption=title, alt=title, output_format="PNG", width="stretch")


def _numbers(lab: Lab, state: GuideState, every: float | None) -> None:
    """What is known by now; looked at again while something is read."""
    measured = state.measured()
    _progress(state, measured)
    helps = state.scenario != "danger"
    if answer := measured.answer(is_advised=helps):
        verdict = measured.median.verdict if measured.median else None
        head, _, rest = answer.partition(": ")
        mark = verdict.kind if verdict and verdict.sure else "unsure"
        st.html(f'<p class="ocr-verdict {mark}" role="status">{escape(head)}<small>{escape(rest)}</small></p>')
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**CER over the radius**")
        curve.over_radius(measured, state.lesson)
        if measured.median and not state.show_big:
            _changes(measured, measured.median)
    with right:
        st.markdown("**Which filter does better here?**")
        curve.beside(measured, state)
        st.markdown("**And after the median?**")
        _after(measured, state)
    if not state.is_reading and state.error is None and not state.is_stopped:
        _on_tune(lab, state, measured)
    looking.renew(every, state.jobs)


def _progress(state: GuideState, measured: Measured) -> None:
    every, done = len(state.trials), len(measured.readings)
    if state.is_reading:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(done / every, f"Reading this page under {every:d} settings, {done:d} done")
            if st.button("Stop", icon=":material/stop:", key="lesson-stop", on_click=state.stop):
                st.rerun()
    elif state.failure is not None:
        st.error(f"The page cannot be read. {as_text(state.failure)}", icon=":material/error:")
    elif done < every and st.button(
        f"Read on, {every - done:d} of {every:d} are left",
        icon=":material/play_arrow:",
        key="lesson-on",
        on_click=state.read_on,
    ):
        st.rerun()


def _changes(measured: Measured, comparison: Comparison) -> None:
    """The words in which the median rescued characters, and those in which it lost some."""
    for title, changes in (("Rescued", comparison.rescued), ("Lost", comparison.lost)):
        words = measured.words(changes)
        if not words:
            st.markdown(f"**{as_text(title)}:** nothing")
            continue
        more = len(words) - MAX_WORDS
        shown = ",  ".join(words[:MAX_WORDS]) + (f" and {counted(more, 'more word')}" if more > 0 else "")
        st.markdown(f"**{as_text(title)}, {counted(len(changes), 'character')}** in {as_text(shown)}")


def _after(measured: Measured, state: GuideState) -> None:
    """Whether auto-contrast and binarisation help after the median, as is advised."""
    for key, trial in state.trials.items():
        if not key.startswith("after "):
            continue
        comparison = measured.after(key)
        if comparison is None:
            st.markdown(f"{as_text(trial.title)}: not read yet.")
            continue
        st.markdown(
            f"{as_text(trial.title)}: CER {percent(comparison.cer_after.rate)}, "
            f"{percent(comparison.cer_before.rate)} without it. {as_text(comparison.verdict.sentence)}."
        )


def _on_tune(lab: Lab, state: GuideState, measured: Measured) -> None:
    """The way from the lesson to a page of one's own."""
    best = measured.best(state.trials)
    if best is None:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"Fewest errors on this page: **{as_text(best.title)}**. One page proves little.")
        if st.button(
            "Try it on Tune",
            icon=":material/tune:",
            key="lesson-tune",
            disabled=not best.pipeline.stages,
            on_click=partial(lab.set_pipeline, best.pipeline),
        ):
            st.switch_page("pages/tune.py")
