"""Looking: how often does a page look at what is read for it, so that many who wait cost the server little?"""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from ocrlab.workers.jobs import AnyJob

NEXT = 2  # a place in the queue from which a reading may begin at any moment
NEAR_SECONDS = 0.3  # between two looks at what runs or is next: words are shown as they come
FAR_SECONDS = 1.0  # at what waits behind others


def interval(jobs: Iterable[AnyJob]) -> float | None:
    """Seconds between two looks, for a fragment's ``run_every``; None once there is nothing to wait for."""
    places = [job.place or 0 for job in jobs if not job.finished]
    if not places:
        return None
    return NEAR_SECONDS if min(places) <= NEXT else FAR_SECONDS


def renew(seconds: float | None, jobs: Iterable[AnyJob]) -> None:
    """Run the page again where its fragments look at these jobs more or less often than they should by now."""
    if interval(jobs) != seconds:
        st.rerun()
