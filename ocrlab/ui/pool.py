"""Which workers read for all sessions of this server?"""

from __future__ import annotations

import os
from contextlib import suppress

import streamlit as st

from ocrlab.errors import EngineError
from ocrlab.ui.lab import ENGINE
from ocrlab.workers import WorkerPool
from ocrlab.workers import shared_pool as process_pool
from ocrlab.workers.preparing import prepare_draft


@st.cache_resource(show_spinner=False)
def shared_pool() -> WorkerPool:
    """The workers every session shares; the first one starts loading its model at once."""
    workers = process_pool()
    with suppress(EngineError):  # not installed: said where it is asked to read
        workers.warm_up(ENGINE, {})
        # Once the worker is warm, so that what a person waits for comes first.
        workers.submit(os.getpid).add_done_callback(lambda _: prepare_draft(ENGINE))
    return workers
