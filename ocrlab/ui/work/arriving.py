"""Arriving: what does a session begin with, and how does its work get into the address?

The address holds the name of the work, which opens it in the browser that made it and nowhere else, and the setting,
which anybody may have. A setting in the address wins over the one that was kept.
"""

from __future__ import annotations

import streamlit as st

from ocrlab.ui import link
from ocrlab.ui.lab import Lab
from ocrlab.ui.session import of_session
from ocrlab.ui.tune.state import TuneState, tune_state
from ocrlab.ui.work import visitor
from ocrlab.ui.work.desk import desk_of
from ocrlab.ui.work.keeper import Keeper

NOT_HERE = (
    "The address names work that is not kept for this browser. Its setting was taken over; open the picture again."
)


def keeper() -> Keeper:
    """What this session knows of what is kept of it."""
    return of_session("keeper", lambda: Keeper(visitor.owner()))


def arrive(lab: Lab) -> None:
    """Make a new lab what its address says: the work it names, the setting it holds, or the start."""
    tune, mine = tune_state(), keeper()
    name = st.query_params.get(link.WORK, "")
    if name and mine.take_up(name, lab, tune):
        if link.has_setting():
            link.read(lab)
    else:
        link.read(lab)
        mine.begin(desk_of(lab, tune))
        if name and not lab.notices and "sample" not in st.query_params:
            lab.inform(NOT_HERE)
    lab.work = mine.name


def settle(lab: Lab, tune: TuneState) -> None:
    """A hand has done something: have it kept."""
    mine = keeper()
    mine.settle(lab, tune)
    lab.work = mine.name


def picture(lab: Lab, tune: TuneState) -> None:
    """The page has been drawn: have it stand for the work in the list."""
    if tune.page is not None:
        keeper().picture(lab, tune, tune.page.sample)


def introduce() -> None:
    """Have the browser hold the key to its work."""
    visitor.introduce(_heard)


def _heard(has_key: bool) -> None:
    keeper().change_owner(visitor.owner() if has_key else None)
