"""Recipe card: what does a recipe that was opened choose for the page looked at, why, and how is it taken?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from ocrlab.pipeline import Pipeline
from ocrlab.recipe import Learnt
from ocrlab.ui import along
from ocrlab.ui.lab import Lab
from ocrlab.ui.plain import as_text
from ocrlab.ui.tune.recipe_here import RecipeHere
from ocrlab.wording import counted, percent


def show(lab: Lab, here: RecipeHere) -> None:
    """A line about the recipe, and the way to take the setting it chooses."""
    recipe = here.recipe
    if recipe is None:
        return
    place = here.chosen()
    with st.container(border=True, key="recipe"):
        st.markdown(f"**Recipe of {counted(len(recipe.settings), 'setting')}:** {as_text(recipe)}.")
        if here.learnt is not None:
            st.caption(as_text(_origin(here.learnt, lab.engine)))
        if place is not None:
            setting = recipe.settings[place]
            st.markdown(f"For this page it chooses {as_text(_named(place, setting))}{as_text(_why(here))}.")
        elif error := here.failed():
            st.error(f"It cannot choose here. {as_text(error)}", icon=":material/error:")
        elif here.was_stopped:
            st.markdown("It cannot choose here: reading was stopped.")
        else:
            done = sum(entry.shown().reading is not None for entry in here.entries)
            st.progress(done / len(here.entries), f"Reading under each setting, {done:d} of {len(here.entries):d}")
        with st.container(horizontal=True):
            if place is not None:
                taken = recipe.settings[place].on_page_spoilt_by(lab.pipeline) == lab.pipeline
                st.button(
                    "It is set" if taken else "Take this setting",
                    icon=":material/check:",
                    key="recipe-take",
                    disabled=taken,
                    on_click=partial(_take, lab, recipe.settings[place]),
                )
            along.take_recipe_menu(lab, recipe, here.learnt, "take-recipe")
            st.button("Close recipe", icon=":material/close:", key="recipe-close", on_click=partial(here.open, None))


def _origin(learnt: Learnt, engine: str) -> str:
    """What the rule was learnt on; a rule is as good as the engine's confidence, so another engine is said."""
    other = f" Here {engine} reads, for which nobody has tried it." if learnt.engine != engine else ""
    return f"It was {learnt}.{other}"


def _take(lab: Lab, setting: Pipeline) -> None:
    lab.set_filters(setting)
    st.rerun()


def _named(place: int, setting: Pipeline) -> str:
    return f"setting {place + 1}, {setting if setting.stages else 'no filter'}"


def _why(here: RecipeHere) -> str:
    """What the rule went by, where that is a number."""
    recipe, place = here.recipe, here.chosen()
    assert recipe is not None and place is not None, "nothing was chosen"
    if here.measured is not None:
        return f": {recipe.quality} is {here.measured:.3g} here"
    if recipe.rule in ("confidence", "sure letters") and here.entries:
        reading = here.entries[place].shown().reading
        if reading is not None and reading.mean_confidence is not None:
            return (
                f": the engine is {percent(reading.mean_confidence, 0)} sure of {counted(len(reading.text), 'letter')}"
            )
    return ""
