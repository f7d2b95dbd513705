"""Minute: which search for a good setting runs beside this page, and how far is a person with its settings?

It goes on while the person works; another page, or another crop, ends it.
"""

from __future__ import annotations

from dataclasses import dataclass

from ocrlab.pipeline import Pipeline
from ocrlab.search.on_page import ByEye, OnPage
from ocrlab.ui import pool
from ocrlab.ui.lab import Lab
from ocrlab.ui.tune.tuned import PageKey, TunedPage
from ocrlab.workers.runners import Runner

MOST_BY_EYE = 6  # settings that a person is asked to put in order


class MinuteRunner(Runner):
    """The minute in a thread of its own."""

    kind = "minute on a page"

    def __init__(self, on_page: OnPage) -> None:
        self.on_page = on_page
        super().__init__(on_page.sample.name)

    def carry_out(self) -> None:
        self.on_page.run()


@dataclass
class Minute:
    """The last minute that was asked for, the page it was for with what spoilt that, and the order a person is giving
    its settings."""

    page: tuple[PageKey, Pipeline] | None = None
    runner: MinuteRunner | None = None
    eye: ByEye[int] | None = None
    shows_all: bool = False

    @property
    def is_busy(self) -> bool:
        return self.runner is not None and self.runner.alive

    def start(self, lab: Lab, page: TunedPage) -> None:
        """Begin on this page; raises `EngineError` or `ParamError` where nothing can be read."""
        self.leave()
        on_page = OnPage(
            page.sample,
            lab.engine,
            lab.settings,
            pool.shared_pool(),
            crop=page.crop,
            owner=f"{lab.owner} minute",
            normalise=lab.normalise,
            spoiling=page.pipeline.spoiling,
        )
        self.page, self.eye, self.shows_all = _key(page), None, False
        self.runner = MinuteRunner(on_page)

    def turn_to(self, page: TunedPage) -> None:
        """What was tried on another page is of no use on this one."""
        if self.page != _key(page):
            self.leave()
            self.page = self.runner = self.eye = None

    def leave(self) -> None:
        """Try nothing more."""
        if self.runner is not None:
            self.runner.on_page.stop()

    def close(self) -> None:
        """Put the sheet away."""
        self.leave()
        self.runner = self.eye = None

    def show_all(self, on: bool) -> None:
        self.shows_all = on

    def judge_by_eye(self) -> None:
        """Begin to put the best settings in order by looking at them."""
        assert self.runner is not None, "there is nothing to look at"
        self.eye = ByEye([tried.number for tried in self.runner.on_page.ranked if tried.run][:MOST_BY_EYE])

    def look_at_sheet(self) -> None:
        """Go back from the pairs to all settings."""
        self.eye = None


def _key(page: TunedPage) -> tuple[PageKey, Pipeline]:
    return page.key, page.pipeline.spoiling
