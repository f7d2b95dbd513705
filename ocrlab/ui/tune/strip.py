"""Strip: what was tried on this page, how does a person go back to it, and how are two of these settings compared?

A row of chips under the picture, one component: the small picture, the name and the number of a try, and what can be
done with it. The present setting is always B; what it is compared with, A, is the page without filters or any try.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import streamlit as st

from ocrlab.scoring import score
from ocrlab.ui.lab import Lab
from ocrlab.ui.leaving import shared_memory
from ocrlab.ui.plain import as_text
from ocrlab.ui.tune.setting import put_back, setting_of
from ocrlab.ui.tune.state import TuneState
from ocrlab.ui.tune.thumbnails import spot_of, thumbnail
from ocrlab.ui.tune.tried import MAX_PINNED, ORIGINAL, Tries, Try, names, whole
from ocrlab.ui.tune.tuned import Rival, TunedPage
from ocrlab.ui.widgets import pressed
from ocrlab.wording import percent

KEY = "tried"
ACCURACY = "character_accuracy"
_HERE = Path(__file__).parent


def rival(tries: Tries) -> Rival | None:
    """What the present setting is compared with, by its name, where that is not the page without filters."""
    compared = tries.compared
    return None if compared is None else Rival(whole(compared), compared.setting)


def note(lab: Lab, state: TuneState, page: TunedPage) -> None:
    """Remember the present setting as tried, once it is read exactly."""
    known, tries = state.known(lab.normalise), state.tried.on(page.key)
    pair = known.pair
    if pair is None or pair.old or pair.is_draft or state.fault is not None:
        return
    setting, ignored = setting_of(lab, state), page.sample.ignored
    if tries.spot is None:
        height, width = page.asked["original"].image.shape[:2]
        tries.spot = spot_of(pair.original.reading, width, height)
    if page.rival is None:
        run = pair.original
        small = tries.original.thumbnail if tries.original else thumbnail(page.asked["original"].image, tries.spot)
        tries.note_original(setting, run.reading, run.counted.text, ignored, small)
    small = "" if tries.of(setting) else thumbnail(page.asked["filtered"].image, tries.spot)
    tries.add(setting, pair.filtered.reading, pair.filtered.counted.text, ignored, small)


def show(lab: Lab, state: TuneState, page: TunedPage) -> None:
    """The strip, as soon as anything was tried."""
    tries = state.tried.on(page.key)
    if not tries.tries:
        return
    present = tries.of(setting_of(lab, state))
    named = names(tries.tries)
    numbers = {each.number: _number(page, each, lab.normalise) for each in tries.all}
    best = max((value for value in numbers.values() if value is not None), default=None)
    chips = [
        {
            "number": each.number,
            "name": named.get(each.number, ORIGINAL),
            "value": "" if numbers[each.number] is None else percent(numbers[each.number] or 0.0),
            "picture": each.thumbnail,
            "pinned": each.pinned,
            "present": each is present,
            "against": each.number == (tries.against or 0),
            "best": bool(page.sample.truth) and len(tries.tries) > 1 and numbers[each.number] == best,
        }
        for each in tries.all
    ]
    data = {"chips": chips, "what": "accuracy" if page.sample.truth else "confidence"}
    _component()(key=KEY, data=data, on_act_change=partial(_acted, lab, state, page))


def status(state: TuneState, page: TunedPage) -> None:
    """That two settings are compared, in a line beside the headline, with the way back."""
    if page.rival is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="compared"):
        name = as_text(page.rival.name)
        st.markdown(
            f":blue-badge[:material/compare: A / B] :small[B, as set now, is compared with A: {name}.]",
            width="content",
        )
        tries = state.tried.on(page.key)
        if pressed("Compare with the original", "back-to-original", icon=":material/undo:", type="tertiary"):
            compare_with(state, tries, 0)
            st.rerun()


def _number(page: TunedPage, each: Try, normalise: str) -> float | None:
    """Its accuracy on this page; its confidence where there is no truth; None where neither is known."""
    truth = page.sample.truth
    if not truth:
        return each.confidence
    return _accuracy(truth, each.text, normalise) if each.ignored == page.sample.ignored else None


@shared_memory
@lru_cache(maxsize=256)
def _accuracy(truth: str, text: str, normalise: str) -> float:
    return score(truth, text, normalise, [ACCURACY])[ACCURACY].rate


def _acted(lab: Lab, state: TuneState, page: TunedPage) -> None:
    """A hand did something with a chip; what does not fit the strip as it is now does nothing."""
    sent = st.session_state.get(KEY)
    act = sent.get("act") if isinstance(sent, Mapping) else None
    if not isinstance(act, Mapping) or not isinstance(act.get("number"), int):
        return
    tries, number = state.tried.on(page.key), act["number"]
    if number not in (each.number for each in tries.all):
        return
    match act.get("kind"):
        case "go":
            go_to(lab, state, tries, number)
        case "against":
            compare_with(state, tries, number)
        case "pin" if not tries.pin(number):
            lab.notice(f"{MAX_PINNED} settings are pinned on this page already; let one of them go first.")
        case "name":
            tries.call(number, str(act.get("name", "")))


def go_to(lab: Lab, state: TuneState, tries: Tries, number: int) -> None:
    """Set the page as this try was set, as a step that can be taken back; truth and normalisation stay."""
    if each := next((each for each in tries.all if each.number == number), None):
        put_back(setting_of(lab, state).read_as(each.setting), lab, state)


def compare_with(state: TuneState, tries: Tries, number: int) -> None:
    """Compare the present setting with this try, or with the page without filters again."""
    before = tries.compared
    tries.compare_with(number)
    if tries.compared is not before:
        state.forget_original()


@lru_cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component(
        "ocrlab_tried",
        html='<div class="strip" role="group" aria-label="Settings tried on this page"></div>',
        css=(_HERE / "strip.css").read_text("utf-8"),
        js=(_HERE / "strip.js").read_text("utf-8"),
    )
