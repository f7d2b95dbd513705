"""Recognition: which engine reads, with which settings, and where does it look for text?"""

from __future__ import annotations

from functools import partial

import streamlit as st

from ocrlab.engines import engines, get_engine
from ocrlab.errors import ParamError
from ocrlab.languages import of_engine
from ocrlab.params import Param
from ocrlab.ui.lab import Lab
from ocrlab.ui.plain import as_text
from ocrlab.ui.tune import languages, lock_controls
from ocrlab.ui.tune.controls import control
from ocrlab.ui.tune.state import TuneState
from ocrlab.ui.widgets import bound


def show(lab: Lab, state: TuneState) -> None:
    """The lock, the engine and the engine's own settings; the settings are made only while they are looked at."""
    lock_controls.choose(lab.engine, state)
    box = st.expander("Recognition", icon=":material/text_fields:", key="recognition", on_change="rerun")
    if not box.open:
        return
    with box:
        if not _engine(lab):
            return
        for param in get_engine(lab.engine).params:
            if param.name == "languages" and of_engine(lab.engine):
                languages.choose(get_engine(lab.engine), param, lab.settings, partial(_set, lab, param))
                continue
            control(
                param,
                lab.settings.get(param.name, param.default),
                partial(_set, lab, param),
                label=param.title.capitalize(),
                name=f"{lab.engine}:{param.name}",
            )
        st.button("Reset recognition", icon=":material/restart_alt:", width="stretch", on_click=lab.reset_settings)


def _engine(lab: Lab) -> bool:
    """The choice of an engine, where there is one; False while the one in use cannot run here."""
    usable = [name for name, engine in engines().items() if engine.available() is None]
    if usable and usable != [lab.engine]:
        now = lab.engine if lab.engine in usable else None
        st.selectbox(
            "Engine",
            usable,
            None if now is None else usable.index(now),
            placeholder="Choose one that can run here",
            format_func=lambda name: engines()[name].title,
            **bound("engine", now, lab.choose_engine),
        )
    if lab.engine in usable:
        st.caption(as_text(engines()[lab.engine].about()))
    return lab.engine in usable


def _set(lab: Lab, param: Param, value: object) -> None:
    try:
        value = param.check(value, lab.engine)
    except ParamError as error:  # as where the last language is taken away; the control goes back to what is set
        lab.notice(error)
        return
    others = {name: setting for name, setting in lab.settings.items() if name != param.name}
    lab.settings = others if value == param.default else {**others, param.name: value}
