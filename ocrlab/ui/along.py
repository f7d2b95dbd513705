"""Along: how does a setting leave the page, in a form that runs elsewhere, and how does one come in?"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from ocrlab.errors import OcrLabError
from ocrlab.export import KINDS, RECIPE_KINDS, Kind, export, kind_named, left_out, to_link
from ocrlab.pipeline import Pipeline
from ocrlab.recipe import Learnt, Recipe
from ocrlab.truth import decode_text
from ocrlab.ui import frame, link
from ocrlab.ui.lab import Lab
from ocrlab.ui.plain import as_text
from ocrlab.ui.widgets import bound

LINES_HIGH = 22  # of the code shown; a longer script scrolls
LINE_PIXELS = 20


def take_menu(lab: Lab, pipeline: Pipeline, key: str, address: Callable[[], str] | None = None) -> None:
    """A menu that shows a pipeline in each of its forms, to copy or to save.

    ``address`` makes the link of the whole page; without it the link holds the pipeline alone.
    """
    menu = st.popover(
        "Take along",
        icon=":material/ios_share:",
        key=key,
        on_change="rerun",
        help="Take this setting along: as code that needs no lab, for OCRmyPDF or ImageMagick, as a file or a link.",
    )
    if menu.open:  # a script is put together from the filters' own lines: not on every run of the page
        with menu, frame.guarded():
            kind = kind_named(_form(lab, "Take this setting along as", list(KINDS), key))
            _code(kind, kind.help, _written(kind, pipeline, address), kind.file, kind.left_out(pipeline), key)


def take_recipe_menu(lab: Lab, recipe: Recipe, learnt: Learnt | None, key: str) -> None:
    """The same for a recipe with its rule, in the forms that hold one."""
    menu = st.popover(
        "Take recipe along",
        icon=":material/ios_share:",
        key=key,
        on_change="rerun",
        help="The rule that chooses a setting for each page: as a file that Tune, Batch and every command open, or as "
        "code that needs no lab.",
    )
    if menu.open:
        with menu, frame.guarded():
            kind = kind_named(_form(lab, "Take this recipe along as", list(RECIPE_KINDS), key))
            form = RECIPE_KINDS[kind.name]
            _code(kind, form.help, export(recipe, kind.name, learnt), form.file, left_out(recipe, kind.name), key)


def _form(lab: Lab, label: str, names: list[str], key: str) -> str:
    """The form chosen last, or the first where this menu does not have that."""
    shown = lab.form if lab.form in names else names[0]
    st.selectbox(
        as_text(label),
        names,
        names.index(shown),
        format_func=lambda name: KINDS[name].title,
        **bound(f"form-{key}", shown, lab.choose_form),
    )
    return shown


def _code(kind: Kind, explained: str, text: str, file: str, missing: str, key: str) -> None:
    st.caption(as_text(explained))
    if missing:
        st.warning(as_text(missing), icon=":material/content_cut:")
    st.download_button(
        f"Save as {as_text(file)}",
        text,
        file,
        "text/plain",
        icon=":material/download:",
        key=f"save-{key}",
        on_click="ignore",
    )
    lines = min(LINES_HIGH, text.count("\n") + 1)
    st.code(text.rstrip("\n"), kind.language, height=LINE_PIXELS * lines + 30, width=640)


def _written(kind: Kind, pipeline: Pipeline, address: Callable[[], str] | None) -> str:
    if kind.name != "link":
        return export(pipeline, kind.name)
    return address() if address else to_link(pipeline, link.page_address())


def open_menu(take: Callable[[str], None], refuse: Callable[[OcrLabError], None], turn: int) -> None:
    """A menu that takes a setting in: pasted, or from a file; ``take`` gets its text, ``refuse`` why there is none.

    Another ``turn`` is another, empty and closed menu.
    """
    pasted, file = f"setting-text:{turn}", f"setting-file:{turn}"

    def hear() -> None:
        given = st.session_state.get(file)
        try:
            text = decode_text(given.getvalue(), given.name) if given else st.session_state.get(pasted, "")
        except OcrLabError as error:
            refuse(error)
            return
        take(text)

    with st.popover(
        "Open a setting",
        icon=":material/input:",
        key=f"open-setting-{turn}",
        on_change="rerun",
        width="stretch",
        help="One that left the lab: YAML, a link, a run's JSON, a script that was saved here, a recipe.",
    ):
        st.text_area(
            "Paste it", key=pasted, height=160, width=420, placeholder="ocrlab: 1 ...   or   http://...?stage=..."
        )
        st.file_uploader("Or open its file", key=file, max_upload_size=20)
        st.button("Open it", type="primary", on_click=hear, icon=":material/input:")
