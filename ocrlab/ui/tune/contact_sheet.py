"""Contact sheet: what did each setting make of the page? A strip of it, what was read there, and how well; ranked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from ocrlab.image import encode_png
from ocrlab.search.on_page import ByEye, OnPage, Tried
from ocrlab.search.on_page.finding import named
from ocrlab.ui.lab import Lab
from ocrlab.ui.plain import as_text
from ocrlab.ui.widgets import bound, pressed
from ocrlab.wording import counted, percent

FEW = 6  # cards at first
ABREAST = 3
Take = Callable[[Tried], None]


def show(on_page: OnPage, lab: Lab, shows_all: bool, show_all: Callable[[bool], None], take: Take) -> None:
    """The cards, the best first; no filter is always among them."""
    ranked = list(on_page.ranked)
    cards = ranked if shows_all else ranked[:FEW]
    if on_page.tried[0] not in cards:
        cards = [*cards[:-1], on_page.tried[0]]
    for start in range(0, len(cards), ABREAST):
        for cell, tried in zip(st.columns(ABREAST), cards[start : start + ABREAST], strict=False):
            with cell.container(border=True, gap="small", height="stretch"):
                _card(ranked.index(tried) + 1, tried, lab.pipeline == tried.pipeline, take)
    if len(ranked) > FEW:
        st.toggle(f"Show all {len(ranked):d}", shows_all, **bound("minute-all", shows_all, show_all))


def name_of(tried: Tried) -> str:
    """What a setting is called on its card."""
    name = named(tried.pipeline)
    return name[0].upper() + name[1:]


def _card(place: int, tried: Tried, is_on: bool, take: Take) -> None:
    st.markdown(
        f"**{place:d}. {as_text(name_of(tried))}**", help=as_text(tried.pipeline) if tried.pipeline.stages else None
    )
    st.caption(as_text(worth(tried)))
    if tried.picture is not None:
        st.image(encode_png(tried.picture, fast=True), width="stretch", alt="A strip of the page under this setting")
        st.code(tried.excerpt or "(nothing read here)", language=None, wrap_lines=True)
    if tried.run is not None and pressed(
        "On the page" if is_on else "Take it",
        f"take-{tried.number}",
        icon=":material/check:",
        disabled=is_on,
        width="stretch",
        help="Puts these filters on the page; it is then read as a whole, at your own speed.",
    ):
        take(tried)
        st.rerun()


def worth(tried: Tried) -> str:
    """How well a setting has read the page, or why nothing can be said of it."""
    if tried.run is None:
        return f"failed: {tried.why}"
    if tried.given_up:
        return "given up: far fewer letters are sure"
    if tried.cer is not None:
        return f"CER {percent(tried.cer)}"
    agrees = "" if tried.agrees is None else f", the other engine agrees {percent(tried.agrees, 0)}"
    known = "" if tried.known is None else f", {percent(tried.known, 0)} of the words known"
    return f"about {counted(round(tried.sure), 'letter')} sure{known}{agrees}"


def by_eye(on_page: OnPage, eye: ByEye[int], take: Take) -> None:
    """Two strips to choose from, again and again; then the order."""
    by_number = {tried.number: tried for tried in on_page.tried}
    if eye.pair is None:
        _order([[by_number[number] for number in place] for place in eye.order], eye.looks, take)
        return
    st.markdown(f"Which is easier to read? :gray[At most {counted(eye.looks_left, 'look')} to go.]")
    for which, (cell, number) in enumerate(zip(st.columns(2), eye.pair, strict=True)):
        tried = by_number[number]
        with cell.container(border=True, gap="small"):
            if tried.picture is not None:
                st.image(encode_png(tried.picture, fast=True), width="stretch", alt=f"Strip {which + 1} of 2")
            choose = partial(eye.prefer, which)
            st.button("This one", key=f"eye-{which}", shortcut=str(which + 1), width="stretch", on_click=choose)
    st.button("They look alike", key="eye-alike", shortcut="Space", on_click=partial(eye.prefer, None))


def _order(places: list[list[Tried]], looks: int, take: Take) -> None:
    st.markdown(f"**Your order, after {counted(looks, 'look')}**")
    for number, place in enumerate(places, 1):
        for tried in place:
            text, action = st.columns([5, 1], vertical_alignment="center")
            text.markdown(f"{number:d}. {as_text(name_of(tried))} :gray[{as_text(worth(tried))}]")
            with action:
                taken = pressed("Take it", f"take-eye-{tried.number}", width="stretch")
            if taken:
                take(tried)
                st.rerun()
