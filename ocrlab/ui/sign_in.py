"""Sign-in: who may come in, where the server's secrets name a provider?

Streamlit's own OpenID Connect asks the provider. Without a section ``[auth]`` among the secrets everybody may come in;
with one that cannot be read nobody may, for the lab cannot know whom it should let in.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NoReturn

import streamlit as st
from streamlit.errors import StreamlitAuthError, StreamlitSecretNotFoundError
from streamlit.navigation.page import StreamlitPage

from ocrlab.ui.plain import as_text

USERS_NAME = "OCRLAB_USERS"
NO_SECRETS = "no-secrets-found"  # what Streamlit calls it where there is no file of secrets at all


def wall(pages: Sequence[StreamlitPage]) -> None:
    """Called by app.py before all else: whoever may not come in gets a sentence and a button, and none of the pages."""
    try:
        section = _section()
    except (StreamlitSecretNotFoundError, OSError):
        _shut(pages, "The lab's secrets cannot be read, so that nobody can sign in. The reason is in the server's log.")
    if section is None:
        return
    if not getattr(st.user, "is_logged_in", False):
        _shut(pages, "Sign in to use this lab.", _ways_in(section))
    if not may_come_in(dict(st.user), os.environ.get(USERS_NAME, "")):
        stranger = f"{_name()} is not among those who may use this lab. Ask its owner, or sign in as somebody else."
        _shut(pages, stranger, {"Sign out": st.logout})


def way_out() -> None:
    """Called by app.py before a page: who is signed in, and the button to sign out; nothing where nobody signs in."""
    if getattr(st.user, "is_logged_in", False):
        with st.sidebar, st.container(horizontal=True, vertical_alignment="center", key="signed-in"):
            st.caption(as_text(f"Signed in as {_name()}"))
            st.button("Sign out", key="sign-out", type="tertiary", icon=":material/logout:", on_click=st.logout)


def may_come_in(user: Mapping[str, Any], users: str) -> bool:
    """Is the user one of these: addresses and, with an @ in front, domains, with commas between? Of none, everybody is.

    An address that the provider has not verified is nobody's.
    """
    wanted = [entry.strip().casefold() for entry in users.split(",") if entry.strip()]
    if not wanted:
        return True
    address = str(user.get("email") or "").casefold()
    if not address or user.get("email_verified") is False:
        return False
    name, _, domain = address.rpartition("@")
    return address in wanted or (bool(name) and f"@{domain}" in wanted)


def _section() -> Mapping[str, Any] | None:
    try:
        section: Mapping[str, Any] | None = st.secrets.get("auth")
    except StreamlitSecretNotFoundError as error:
        if getattr(error, "error_id", None) == NO_SECRETS:
            return None
        raise
    return section


def _ways_in(section: Mapping[str, Any]) -> dict[str, Any]:
    """A button for each provider: one without a name, or several with theirs."""
    named = [name for name, value in section.items() if isinstance(value, Mapping) and "client_id" in value]
    return {f"Sign in with {name}": partial(_sign_in, name) for name in named} or {"Sign in": _sign_in}


def _sign_in(provider: str | None = None) -> None:
    try:
        st.login(provider)
    except StreamlitAuthError as error:
        st.session_state["sign-in-fault"] = str(error)


def _name() -> str:
    return str(st.user.get("email") or st.user.get("name") or "somebody without an address")


def _shut(pages: Sequence[StreamlitPage], sentence: str, ways: Mapping[str, Any] | None = None) -> NoReturn:
    st.navigation(pages, position="hidden")  # or the names of the files would stand there as a menu
    st.title("OCR Lab", anchor=False)
    st.markdown(as_text(sentence))
    if fault := st.session_state.pop("sign-in-fault", None):
        st.error(as_text(f"Signing in did not work. {fault}"))
    for label, way in (ways or {}).items():
        st.button(as_text(label), key=label, type="primary", on_click=way)
    st.stop()
