"""Recipe here: which of a recipe's settings does its rule choose for the page looked at, and why?"""

from __future__ import annotations

from dataclasses import dataclass, field

from ocrlab import run
from ocrlab.diagnose import measure
from ocrlab.errors import OcrLabError
from ocrlab.reading import Reading
from ocrlab.recipe import Learnt, Recipe, Seen
from ocrlab.ui.lab import Lab
from ocrlab.ui.tune.readings import SideReading
from ocrlab.ui.tune.tuned import TunedPage, stage_cache
from ocrlab.workers import Job


@dataclass
class RecipeHere:
    """A recipe that was opened, and what its rule needs of the page looked at: named by ``key``.

    ``entries`` are the readings under its settings, in order, where the rule compares readings; ``place`` the setting
    chosen without any, by what was ``measured``; ``error`` why a page cannot be tried under it.
    """

    recipe: Recipe | None = None
    learnt: Learnt | None = None
    key: object = None
    entries: list[SideReading] = field(default_factory=list)
    place: int | None = None
    measured: float | None = None
    error: OcrLabError | None = None

    def open(self, recipe: Recipe | None, learnt: Learnt | None = None) -> None:
        """Put this recipe beside the page, or (None) put it away; ``learnt`` is what it was learnt on."""
        self.leave()
        self.recipe, self.learnt, self.key = recipe, learnt, None

    def leave(self) -> None:
        """Read no further; what is needed is asked for again where the page is looked at again."""
        for entry in self.entries:
            entry.stop()
        self.entries, self.place, self.measured, self.error, self.key = [], None, None, None, None

    @property
    def jobs(self) -> list[Job[Reading]]:
        return [entry.job for entry in self.entries if entry.job is not None]

    def ask(self, lab: Lab, page: TunedPage) -> None:
        """Have read what the rule needs; once for each page and engine."""
        if self.recipe is None:
            return
        key = (page.key, page.pipeline.spoiling, lab.engine, repr(lab.settings))
        if self.key == key:
            return
        self.leave()
        self.key = key
        try:
            if self.recipe.reads_all:
                self.entries = [self._entry(lab, page, at) for at in range(len(self.recipe.settings))]
            else:
                qualities = measure(page.unfiltered) if self.recipe.rule == "measured" else None
                self.measured = qualities.to_dict()[self.recipe.quality] if qualities else None
                self.place = self.recipe.choose((), qualities)
        except OcrLabError as error:
            self.entries, self.error = [], error

    def _entry(self, lab: Lab, page: TunedPage, at: int) -> SideReading:
        assert self.recipe is not None, "no recipe is open"
        setting = self.recipe.settings[at].on_page_spoilt_by(page.pipeline)
        asked = run.prepare(
            page.sample, setting, lab.engine, lab.settings, crop=page.crop, stages=stage_cache()
        ).without_steps()
        entry = SideReading()
        entry.ask(asked, lab.owner, f"recipe {at + 1}")
        return entry

    def chosen(self) -> int | None:
        """The place of the setting that the rule chooses; None while it is not known, or cannot be."""
        if self.recipe is None or not self.entries:
            return self.place
        readings = [entry.shown().reading for entry in self.entries]
        if any(reading is None for reading in readings):
            return None
        return self.recipe.choose([Seen(r.text, r.mean_confidence) for r in readings if r is not None])

    def failed(self) -> BaseException | None:
        """Why a reading that the rule needs is not there."""
        shown = [entry.shown() for entry in self.entries]
        return self.error or next((each.error for each in shown if each.error), None)

    @property
    def was_stopped(self) -> bool:
        return any(entry.has_ended_badly for entry in self.entries)
