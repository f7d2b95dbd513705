"""Names: how are searches or batches listed in the sidebar, one of them looked at, and found again by the address?"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from functools import partial

import streamlit as st

from ocrlab.ui.plain import as_text

# Streamlit centres what stands in a button and gives the chosen one another margin: a list of names is ragged then.
STYLE = """
<style>
[class*="st-key-{key}"] button {{ justify-content: flex-start; text-align: left; padding: .25rem .6rem; }}
[class*="st-key-{key}"] button > div, [class*="st-key-{key}"] button span {{ justify-content: flex-start; }}
</style>
"""


def show(
    link: str,
    key: str,
    chosen: str | None,
    icons: Mapping[str, str],
    look_at: Callable[[str | None], None],
    *,
    new: str,
    titles: Mapping[str, str],
) -> None:
    """A button for a new one, then one for each name of ``icons``; the address says under ``link`` which is chosen.

    Those that people gave a title are shown by that.

    A chosen one that is not listed yet has just begun, and stands first.
    """
    st.html(STYLE.format(key=key))
    st.button(
        as_text(new), icon=":material/add:", width="stretch", disabled=chosen is None, on_click=partial(look_at, None)
    )
    if chosen and chosen not in icons:
        icons = {chosen: icon("running", alive=True, paused=False), **icons}
    with st.container(key=key, gap="small"):
        for name, shown in icons.items():
            st.button(
                as_text(titles.get(name) or name),
                key=f"{link}:{name}",
                icon=f":material/{shown}:",
                type="secondary" if name == chosen else "tertiary",
                width="stretch",
                on_click=partial(look_at, name),
            )
    if chosen:
        st.query_params[link] = chosen
    else:
        st.query_params.pop(link, None)


def linked(link: str, known: Container[str], missing: Callable[[str], None]) -> str | None:
    """The name in the page's address; None where there is none, or none of that name, which is said by ``missing``."""
    name = st.query_params.get(link)
    if name and name not in known:
        missing(name)
        return None
    return name


def icon(state: str, alive: bool, paused: bool) -> str:
    """How something is going, as one of Material's icons."""
    if alive:
        return "pause_circle" if paused else "sync"
    return {"done": "check_circle", "failed": "error"}.get(state, "stop_circle")
