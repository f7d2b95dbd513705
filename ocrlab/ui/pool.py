"""Which workers read for all sessions of this server?"""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from ocrlab.errors import EngineError
from ocrlab.workers import WorkerPool
from ocrlab.workers import shared_pool as process_pool


@st.cache_resource(show_spinner=False)
def shared_pool() -> WorkerPool:
    """The workers every session shares; the first one starts loading its model at once."""
    workers = process_pool()
    with suppress(EngineError):  # not installed: said where it is asked to read
        workers.warm_up("easyocr", {})
    return workers
