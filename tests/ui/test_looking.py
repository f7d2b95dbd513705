"""A page looks often at what is read for it now, seldom at what waits behind others, and never at what is there."""

from __future__ import annotations

import pytest
from fake_pool import FakeJob

from ocrlab.ui import looking


def job(state: str = "queued", place: int | None = None) -> FakeJob:
    made = FakeJob(state)
    made.place = place
    return made


@pytest.mark.parametrize(
    ("jobs", "seconds"),
    [
        ([], None),
        ([job("done"), job("failed"), job("cancelled")], None),
        ([job("running")], looking.NEAR_SECONDS),
        ([job(place=2)], looking.NEAR_SECONDS),
        ([job(place=3)], looking.FAR_SECONDS),
        ([job("done"), job(place=19), job(place=38)], looking.FAR_SECONDS),
        ([job(place=19), job("running")], looking.NEAR_SECONDS),
    ],
)
def test_the_nearest_job_says_how_often(jobs, seconds):
    assert looking.interval(jobs) == seconds


@pytest.mark.parametrize(("now", "runs"), [(job("running"), 0), (job(place=7), 1), (job("done"), 1)])
def test_the_page_runs_again_only_where_that_has_changed(monkeypatch, now, runs):
    again: list[int] = []
    monkeypatch.setattr(looking.st, "rerun", lambda: again.append(1))
    looking.renew(looking.NEAR_SECONDS, [now])
    assert len(again) == runs
