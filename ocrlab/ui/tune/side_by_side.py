"""Side by side: which engine reads this page best? Two or more, each with its settings, on the same picture."""

from __future__ import annotations

from itertools import product

import streamlit as st

from ocrlab.contest import Contender, offered
from ocrlab.engines import effective, engines
from ocrlab.errors import OcrLabError
from ocrlab.ui import frame, looking
from ocrlab.ui.lab import Lab
from ocrlab.ui.plain import as_text
from ocrlab.ui.tune import contest_results
from ocrlab.ui.tune.contest import Contest
from ocrlab.ui.tune.contest_results import Standings
from ocrlab.ui.tune.state import TuneState
from ocrlab.ui.tune.tuned import SIDES, TunedPage
from ocrlab.ui.widgets import bound, pressed


def show(lab: Lab, state: TuneState) -> None:
    """The place to choose them, what they made of the page, and their texts; nothing is read before it is asked for."""
    page = state.page
    if page is None or state.fault is not None:
        return
    contenders, missing = offered(lab.settings_by_engine, lab.engine)
    state.contest.let_go(page, contenders)
    box = st.expander("Engines side by side", icon=":material/compare:", key="side-by-side", on_change="rerun")
    if not box.open:
        return
    with box:
        if state.contest.chosen is None:
            state.contest.choose(_at_first(lab, contenders))
        chosen = _chosen(state.contest, contenders, missing)
        starts = _button(state.contest, page, chosen)
        if len(chosen) < 2:
            st.caption("Choose two or more.")
            return
        if starts:
            try:
                state.contest.start(page, chosen, lab.owner)
            except OcrLabError as error:
                frame.failed(error)
        every = looking.interval(state.contest.jobs.values())
        results = st.fragment(_results, run_every=every)
        results(lab.normalise, state.contest, page, chosen, _mine(lab, contenders), every)


def _at_first(lab: Lab, contenders: dict[str, Contender]) -> list[str]:
    """The reading that stands above, and another engine, or another speed where there is only one engine."""
    mine = _mine(lab, contenders)
    others = [title for title in contenders if title != mine]
    return [*filter(None, [mine]), *sorted(others, key=lambda title: contenders[title].engine == lab.engine)[:1]]


def _mine(lab: Lab, contenders: dict[str, Contender]) -> str:
    """The title of the engine as it reads the page above; an empty text where it is not among them."""
    now = effective(engines()[lab.engine], lab.settings)
    return next((title for title, c in contenders.items() if c.engine == lab.engine and c.settings == now), "")


def _chosen(contest: Contest, contenders: dict[str, Contender], missing: list[str]) -> list[Contender]:
    chosen = [title for title in contest.chosen or () if title in contenders]
    st.pills(
        "Read the filtered page with",
        list(contenders),
        format_func=as_text,
        selection_mode="multi",
        default=chosen,
        help="Each engine reads with what is set for it under Recognition; choose it there to change that.",
        **bound("contenders", chosen, contest.choose),
    )
    for text in missing:
        st.caption(f":material/info: {as_text(text)}")
    return [contender for title, contender in contenders.items() if title in chosen]


def _button(contest: Contest, page: TunedPage, chosen: list[Contender]) -> bool:
    """Which sides are read, and the button that begins; whether it was pressed."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.toggle(
            as_text(f"{page.titles['original']} too") if page.rival else "The original too",
            contest.both_sides,
            help="Shows what the filter does for each of them, and whether the filter or the engine matters more.",
            **bound("contenders-original", contest.both_sides, contest.read_both_sides),
        )
        unread = not all(contest.is_read(page, *each) for each in product(chosen, contest.sides))
        return pressed(
            "Read with both" if len(chosen) == 2 else f"Read with these {len(chosen)}",
            "contest-start",
            icon=":material/play_arrow:",
            disabled=len(chosen) < 2 or not unread,
            help="What was read before comes at once. The two readings above stay as they are.",
        )


def _results(
    normalise: str, contest: Contest, page: TunedPage, chosen: list[Contender], mine: str, every: float | None
) -> None:
    _progress(contest)
    standings = Standings(page, [contest.standing(page, contender) for contender in chosen], normalise, mine)
    contest_results.show(standings, contest.sides)
    looking.renew(every, contest.jobs.values())


def _progress(contest: Contest) -> None:
    jobs, everything = contest.under_way, list(contest.jobs.values())
    if not jobs:
        return

    def stop() -> None:
        for job in jobs.values():
            job.cancel()

    (title, side), job = min(jobs.items(), key=lambda item: item[1].state != "running")
    share = sum(1 if job.finished else job.progress.fraction for job in everything) / len(everything)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.progress(
            min(1.0, max(0.02, share)), as_text(f"{title}, {SIDES[side].lower()}: {contest_results.how_far(job)}")
        )
        st.button(
            "Cancel",
            icon=":material/stop_circle:",
            key="contest-cancel",
            help="Stop reading; what was read before stays.",
            on_click=stop,
        )
