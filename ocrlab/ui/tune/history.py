"""History: which settings did this page have before, and which were taken back?"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from ocrlab.ui.tune.changes import changes
from ocrlab.ui.tune.setting import Setting

MAX_STEPS = 1000  # that can be taken back; the oldest give way
MAX_TEXT = 10_000_000  # characters of truth that they hold together; a text that several steps share counts once
SETTLING_SECONDS = 1.5  # moves of one slider that follow each other within this are one step

Place = tuple[object, ...]


@dataclass
class History:
    """The settings of one opened picture, in the order in which they were made.

    ``recorded`` is when the last step was made, in seconds of a clock that never goes back, and ``place`` what it moved
    where that was a slider.
    """

    present: Setting
    past: deque[Setting] = field(default_factory=lambda: deque(maxlen=MAX_STEPS))
    future: list[Setting] = field(default_factory=list)
    recorded: float = 0.0
    place: Place | None = None

    @property
    def earlier(self) -> Setting | None:
        """What `undo` would go back to."""
        return self.past[-1] if self.past else None

    @property
    def later(self) -> Setting | None:
        """What `redo` would go on to."""
        return self.future[-1] if self.future else None

    def record(self, setting: Setting, now: float) -> None:
        """Make this the present setting: a step of its own, or the end of the slider's move that goes on.

        What had been taken back is gone then. A setting equal to the present one is no step.
        """
        if setting == self.present:
            return
        place = _moved(self.present, setting)
        goes_on = place is not None and place == self.place and now - self.recorded < SETTLING_SECONDS
        if not (goes_on and self.past):
            self.past.append(self.present)
        elif self.past[-1] == setting:  # the slider is where it came from: what follows is a step of its own
            self.past.pop()
            place = None
        self.present, self.place, self.recorded = setting, place, now
        self.future.clear()
        while self.past and self._text() > MAX_TEXT:
            self.past.popleft()

    def _text(self) -> int:
        """Characters of the truths of all steps."""
        return sum({id(step.truth): len(step.truth or "") for step in self.past}.values())

    def undo(self) -> bool:
        """Go a step back; False where there is none."""
        if not self.past:
            return False
        self.future.append(self.present)
        self.present, self.place = self.past.pop(), None
        return True

    def redo(self) -> bool:
        """Make the step again that was taken back last; False where there is none."""
        if not self.future:
            return False
        self.past.append(self.present)
        self.present, self.place = self.future.pop(), None
        return True


def _moved(before: Setting, after: Setting) -> Place | None:
    """The slider that a hand moved between these two; None where something else changed, or more than that."""
    first, *others = changes(before, after)
    return first.place if first.slides and not others else None
