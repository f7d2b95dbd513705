"""An engine's draft is prepared once, beside what people wait for, and only where that is worth it."""

from __future__ import annotations

from concurrent.futures import Future

import pytest

from ocrlab.engines import Speed, get_engine
from ocrlab.workers import preparing

ROOMY = 16 << 30


class Pool:
    def __init__(self) -> None:
        self.calls: list[tuple] = []
        self.ended = False

    def submit(self, function, *args):
        self.calls.append((function.__name__, *args))
        self.future: Future = Future()
        return self.future

    def shutdown(self, wait: bool) -> None:
        assert not wait
        self.ended = True


@pytest.fixture
def started(monkeypatch) -> list[Pool]:
    """The pools that were started, on a roomy machine with a draft that is not prepared."""
    pools: list[Pool] = []

    def start(workers, threads):
        pools.append(Pool())
        return pools[-1]

    monkeypatch.setattr(preparing, "local_pool", start)
    monkeypatch.setattr(preparing, "memory", lambda: ROOMY)
    monkeypatch.delenv("OCRLAB_SCHEDULER", raising=False)
    prepared(monkeypatch, False)
    return pools


def prepared(monkeypatch, yes: bool) -> None:
    speeds = Speed("exact", {"speed": "exact"}), Speed("draft", {"speed": "draft"}, draft=True, prepared=yes)
    monkeypatch.setattr(type(get_engine("easyocr")), "speeds", lambda self: speeds)


def test_a_draft_is_prepared_in_a_process_of_its_own_that_gives_way_and_ends(started):
    preparing.prepare_draft("easyocr")
    (pool,) = started
    assert pool.calls == [("nice", 19), ("warm_up", "easyocr", {"speed": "draft"})] and not pool.ended
    pool.future.set_result(None)
    assert pool.ended


def test_what_goes_wrong_while_it_is_prepared_ends_the_process_and_harms_nobody(started):
    preparing.prepare_draft("easyocr")
    started[0].future.set_exception(RuntimeError("no room on the disk"))
    assert started[0].ended


def test_a_prepared_draft_an_engine_without_one_and_a_cluster_start_nothing(started, monkeypatch):
    preparing.prepare_draft("rapidocr")
    prepared(monkeypatch, True)
    preparing.prepare_draft("easyocr")
    prepared(monkeypatch, False)
    monkeypatch.setenv("OCRLAB_SCHEDULER", "tcp://127.0.0.1:8786")
    preparing.prepare_draft("easyocr")
    assert not started


def test_a_small_machine_starts_nothing(started, monkeypatch):
    monkeypatch.setattr(preparing, "memory", lambda: 4 << 30)
    preparing.prepare_draft("easyocr")
    assert not started
