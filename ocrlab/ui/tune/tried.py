"""Tried: which settings were read on this page, what came of each, and which are compared?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ocrlab.crops import Crop
from ocrlab.reading import Box, Reading
from ocrlab.ui.tune.changes import of_reading, short
from ocrlab.ui.tune.setting import Setting

MAX_TRIES = 24  # of a page, beside those that are pinned; the oldest give way
MAX_PINNED = 24
MAX_PAGES = 20  # whose tries are remembered
MAX_NAME = 60  # characters
ORIGINAL, NO_FILTER = "Original", "No filter"
PageKey = tuple[str, Crop | None]


@dataclass(frozen=True)
class Try:
    """A setting and what was read under it; no more of the picture than a small one.

    ``text`` holds the words that count, those outside the truth's ``ignored`` boxes as they were then; ``confidence``
    is that of all words. ``name`` is what a person called it.
    """

    number: int
    setting: Setting
    text: str
    confidence: float | None = None
    ignored: tuple[Box, ...] = ()
    thumbnail: str = ""
    pinned: bool = False
    name: str = ""


@dataclass
class Tries:
    """The tries of one page, oldest first. ``against`` is the number of the one that the present setting is compared
    with; None for the page without filters.

    ``spot`` is the part of the picture that the small ones show, as shares of width and height.
    """

    tries: list[Try] = field(default_factory=list)
    original: Try | None = None
    against: int | None = None
    spot: tuple[float, float] | None = None
    made: int = 0

    @property
    def all(self) -> list[Try]:
        """The page without filters, where it was read, and then the tries."""
        return [*([self.original] if self.original else []), *self.tries]

    def numbered(self, number: int) -> Try | None:
        return next((each for each in self.tries if each.number == number), None)

    def of(self, setting: Setting) -> Try | None:
        """The try of this setting, whatever is no matter of reading."""
        return next((each for each in self.tries if each.setting == setting.of_reading), None)

    @property
    def compared(self) -> Try | None:
        """What the present setting is compared with, if not with the page without filters."""
        return None if self.against is None else self.numbered(self.against)

    def add(self, setting: Setting, reading: Reading, text: str, ignored: tuple[Box, ...], thumbnail: str) -> None:
        """A setting was read: a new try, or the newest reading of one that is there already."""
        before = self.of(setting)
        if before is not None:
            self._put(replace(before, text=text, confidence=reading.mean_confidence, ignored=ignored))
            return
        self.made += 1
        self.tries.append(Try(self.made, setting.of_reading, text, reading.mean_confidence, ignored, thumbnail))
        loose = [each for each in self.tries if not each.pinned and each.number != self.against]
        for each in loose[:-MAX_TRIES]:
            self.tries.remove(each)

    def note_original(
        self, setting: Setting, reading: Reading, text: str, ignored: tuple[Box, ...], small: str
    ) -> None:
        """The page was read without filters: it stands first, under the number 0, which nothing else has."""
        bare = replace(setting.of_reading, pipeline=setting.pipeline.spoiling, uids=())
        self.original = Try(0, bare, text, reading.mean_confidence, ignored, small)

    def pin(self, number: int) -> bool:
        """Let a try stay however many follow, or let it go its way again; False where too many are pinned."""
        each = self.numbered(number)
        if each is None:
            return True
        if not each.pinned and sum(other.pinned for other in self.tries) >= MAX_PINNED:
            return False
        self._put(replace(each, pinned=not each.pinned))
        return True

    def call(self, number: int, name: str) -> None:
        """Give a try a name; an empty one takes it away."""
        if each := self.numbered(number):
            self._put(replace(each, name=" ".join(name.split())[:MAX_NAME]))

    def compare_with(self, number: int) -> None:
        """Compare the present setting with this try; with the page without filters where it is 0, or the same again."""
        self.against = None if number in (0, self.against) else number

    def _put(self, changed: Try) -> None:
        self.tries = [changed if each.number == changed.number else each for each in self.tries]


@dataclass
class Tried:
    """The tries of every page that was looked at, least recently used out first."""

    pages: dict[PageKey, Tries] = field(default_factory=dict)

    def on(self, page: PageKey) -> Tries:
        tries = self.pages.pop(page, None) or Tries()
        self.pages[page] = tries
        while len(self.pages) > MAX_PAGES:
            del self.pages[next(iter(self.pages))]
        return tries


def names(tries: Iterable[Try]) -> dict[int, str]:
    """Each try by what differs from the one before it, the first by its filters; or by its own name."""
    given: dict[int, str] = {}
    before: Setting | None = None
    for each in tries:
        given[each.number] = each.name or (short(of_reading(before, each.setting)) if before else whole(each))
        before = each.setting
    return given


def whole(each: Try) -> str:
    """A try by itself: its own name, or its filters."""
    unfiltered = replace(each.setting, pipeline=each.setting.pipeline.spoiling, uids=())
    added = of_reading(unfiltered, each.setting)
    return each.name or short(added).replace("+ ", "") or NO_FILTER
