"""Languages: which are on the page, and which engine can read them here?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from ocrlab.engines import Engine, engines
from ocrlab.engines.languages import sentence
from ocrlab.languages import language_of
from ocrlab.params import Param
from ocrlab.ui.plain import as_text
from ocrlab.ui.widgets import bound


def choose(engine: Engine, param: Param, settings: Mapping[str, object], store: Callable[[Any], object]) -> None:
    """The languages by their names, those that are here first, and under them who can read those that are chosen."""
    chosen: Any = settings.get(param.name, param.default)
    lacking = {code: engine.lacks(code) for code in param.choices}

    def shown(code: str) -> str:
        language, lacks = language_of(code), lacking[code]
        name = f"{language.name} \u00b7 {language.own}" if language and language.own != language.name else ""
        title = f"{name or (language.name if language else code)} ({code})"
        return as_text(title + ("" if lacks is None else ", to be downloaded" if lacks.download else ", not here"))

    st.multiselect(
        "Languages",
        sorted(param.choices, key=lambda code: lacking[code] is not None),
        list(chosen),
        format_func=shown,
        help=as_text(param.help),
        **bound(f"{engine.name}:{param.name}", chosen, store),
    )
    for code in chosen:
        if (language := language_of(code)) and code != "en":
            st.caption(as_text(sentence(language, engines().values())))
