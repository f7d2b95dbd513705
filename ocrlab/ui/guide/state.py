"""GuideState: what has one visitor chosen in the guide, and what was read for the lesson?"""

from __future__ import annotations

from dataclasses import dataclass, field

from ocrlab import run
from ocrlab.errors import OcrLabError
from ocrlab.lesson import SCENARIOS, Measured, Scenario, Trial, trials
from ocrlab.reading import Reading
from ocrlab.ui.session import of_session
from ocrlab.ui.tune.readings import SideReading
from ocrlab.ui.tune.tuned import stage_cache
from ocrlab.workers import Job

LESSON, STEPS, NUMBERS, FILTERS = "The lesson", "First steps", "The numbers", "The filters"
SECTIONS = (LESSON, STEPS, NUMBERS, FILTERS)
READERS: dict[str, tuple[str, dict[str, object]]] = {
    "EasyOCR, draft": ("easyocr", {"speed": "draft"}),
    "RapidOCR": ("rapidocr", {}),
}


@dataclass
class GuideState:
    """``amounts`` and ``radii`` are those last set, by scenario; ``entries`` what was asked for, by a trial's key."""

    section: str = LESSON
    scenario: str = next(iter(SCENARIOS))
    reader: str = next(iter(READERS))
    show_big: bool = False
    filter: str = "median"
    amounts: dict[str, float] = field(default_factory=dict)
    radii: dict[str, int] = field(default_factory=dict)
    entries: dict[str, SideReading] = field(default_factory=dict)
    is_stopped: bool = False
    error: OcrLabError | None = None
    _asked: object = None

    def choose_section(self, name: str) -> None:
        self.section = name
        if name != LESSON:
            self.leave()

    def choose_scenario(self, name: str) -> None:
        self.scenario = name

    def choose_reader(self, name: str) -> None:
        self.reader = name

    def choose_filter(self, name: str) -> None:
        self.filter = name

    def set_big(self, on: bool) -> None:
        self.show_big = on

    def set_amount(self, amount: float) -> None:
        self.amounts[self.scenario] = amount

    def set_radius(self, radius: int) -> None:
        self.radii[self.scenario] = radius

    @property
    def lesson(self) -> Scenario:
        return SCENARIOS[self.scenario]

    @property
    def amount(self) -> float:
        return self.amounts.get(self.scenario, self.lesson.fault.start)

    @property
    def radius(self) -> int:
        return self.radii.get(self.scenario, self.lesson.radius)

    @property
    def trials(self) -> dict[str, Trial]:
        return trials(self.lesson, self.radius)

    def ask(self, owner: str) -> None:
        """Have read what is not read yet; what a slider has left behind is superseded."""
        wanted = (self.scenario, self.amount, self.radius, self.reader)
        if self._asked == wanted:
            return
        self.error = None
        sample, every = self.lesson.page(self.amount), self.trials
        engine, settings = READERS[self.reader]
        for key in [key for key in self.entries if key not in every]:
            self.entries.pop(key).stop()
        try:
            for key, trial in every.items():
                asked = run.prepare(sample, trial.pipeline, engine, settings, stages=stage_cache()).without_steps()
                entry = self.entries.get(key) or SideReading()
                if entry.has_ended_badly:
                    entry.ask_again()
                entry.ask(asked, owner, f"lesson {key}")
                self.entries[key] = entry
        except OcrLabError as error:
            self.error = error
        # Last, because a newer run of the page may have ended this one on the way.
        self._asked, self.is_stopped = wanted, False

    def read_on(self) -> None:
        """Have read what was stopped."""
        self._asked = None

    def stop(self) -> None:
        """Read no further; what is read stays."""
        self.is_stopped = self.is_reading
        for entry in self.entries.values():
            if entry.job is not None:
                entry.job.cancel()  # a finished one stays as it is

    def leave(self) -> None:
        """Read no further until the lesson is looked at again."""
        self.stop()
        self._asked = None

    @property
    def jobs(self) -> list[Job[Reading]]:
        return [entry.job for entry in self.entries.values() if entry.job is not None]

    @property
    def is_reading(self) -> bool:
        return any(not job.finished for job in self.jobs)

    @property
    def failure(self) -> BaseException | None:
        """Why something could not be read; being stopped is no failure."""
        shown = (entry.shown() for entry in self.entries.values())
        return self.error or next((each.error for each in shown if each.error), None)

    def measured(self) -> Measured:
        """What is known of the lesson at this moment."""
        shown = {key: entry.shown() for key, entry in self.entries.items()}
        readings = {key: each.reading for key, each in shown.items() if each.reading is not None and not each.old}
        return Measured(self.lesson.page(self.amount).truth or "", self.radius, readings)


def guide_state() -> GuideState:
    """This session's state of the Guide."""
    return of_session("guide", GuideState)
