"""A closed window: what its session held is let go of, and what the others use stays."""

from __future__ import annotations

import asyncio
import gc
import hashlib
import weakref
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from fake_pool import Pool
from paths import APP
from streamlit.runtime.caching import clear_session_resource_cache
from streamlit.testing.v1 import AppTest
from waiting import until

from ocrlab.image import encode_png
from ocrlab.pipeline import Pipeline, StageCache
from ocrlab.ui import leaving
from ocrlab.ui.lab import Upload
from ocrlab.ui.tune import pictures, scores, truth_lines, tuned
from ocrlab.ui.tune.guest import Guest

SESSION = "test session id"  # of every AppTest
DARK, LIGHT = (np.full((40, 60), level, np.uint8) for level in (20, 200))


@pytest.fixture
def guests() -> tuple[StageCache, Guest, Guest]:
    shared = StageCache()
    return shared, Guest(shared), Guest(shared)


def stored(cache: StageCache) -> int:
    return len(cache._steps)


def test_what_only_a_closed_session_used_goes_and_what_others_used_stays(guests):
    shared, first, second = guests
    pipeline = Pipeline.of("median radius=1")
    pipeline.trace(DARK, first)
    pipeline.trace(LIGHT, first)
    (step,) = pipeline.trace(LIGHT, second)
    assert stored(shared) == 2 and step.cached
    first.leave()
    assert stored(shared) == 1
    (step,) = pipeline.trace(LIGHT, second)
    assert step.cached
    second.leave()
    assert stored(shared) == 0 and shared._bytes == 0


def open_upload(app: AppTest, image: np.ndarray) -> None:
    data = encode_png(image)
    upload = Upload("page.png", data, hashlib.sha256(data).hexdigest(), 1)
    lab = app.session_state["lab"]
    lab.uploads[upload.sha] = upload
    lab.look_at(upload.source)
    app.run()


def test_pages_decoded_filtered_and_read_in_a_session_are_gone_once_it_has_ended(monkeypatch):
    pool = Pool()
    monkeypatch.setattr("ocrlab.ui.pool.shared_pool", lambda: pool)
    monkeypatch.setattr(leaving, "TIDY_SECONDS", 0.0)
    clear_session_resource_cache(SESSION)  # of an earlier test
    app = AppTest.from_file(APP, default_timeout=60).run()
    for image in (DARK, LIGHT):
        open_upload(app, image)
    assert not app.exception and not app.error
    page, lab = app.session_state["tune"].page, app.session_state["lab"]
    held = [weakref.ref(thing) for thing in (lab, page.sample.image, *(step.image for step in page.steps))]
    assert len(held) == 3 and stored(tuned._shared_stages) > 0
    del page, lab

    clear_session_resource_cache(SESSION)  # as Streamlit does when the window is closed
    assert stored(tuned._shared_stages) == 0
    assert [memory.cache_info().currsize for memory in (scores.comparison, pictures._marks, truth_lines._marks)] == [
        0
    ] * 3
    del app  # and the session itself, after the grace
    until(lambda: gc.collect() >= 0 and not any(thing() is not None for thing in held))


class Server:
    """Streamlit's runtime, as far as a session is ended by it."""

    def __init__(self, active: bool) -> None:
        self.active, self.closed = active, []

    def is_active_session(self, session: str) -> bool:
        return self.active

    def close_session(self, session: str) -> None:
        self.closed.append(session)


class Visitor:
    left = False

    def leave(self) -> None:
        self.left = True


@pytest.mark.parametrize(("comes_back", "closed"), [(False, ["gone"]), (True, [])])
def test_a_session_ends_after_a_grace_unless_its_window_comes_back(monkeypatch, comes_back, closed):
    server, visitor = Server(active=comes_back), Visitor()
    monkeypatch.setattr(leaving, "get_instance", lambda: server)
    monkeypatch.setattr(leaving, "GRACE_SECONDS", 0.0)

    async def close_window() -> None:
        leaving._leave(leaving._Window("gone", {Visitor: visitor}))
        assert visitor.left and server.closed == []
        await asyncio.sleep(0.01)

    # In a thread of its own: browser tests leave a loop running in this one.
    with ThreadPoolExecutor() as thread:
        thread.submit(asyncio.run, close_window()).result()
    assert server.closed == closed
