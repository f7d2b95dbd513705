"""Finding: the minute in which the usual settings are tried on one page.

One page proves little: the winner fits this page, by chance as well. What is worth keeping is searched over many.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ocrlab.crops import Crop, part_of
from ocrlab.datasets import Sample
from ocrlab.diagnose import diagnose, hints, together
from ocrlab.engines import TextBoxes, asked_for, effective, engines, get_engine
from ocrlab.errors import Cancelled, OcrLabError, PipelineError
from ocrlab.image import Image, freeze
from ocrlab.pipeline import Pipeline, Stage, move_of
from ocrlab.reading import Reading, Word
from ocrlab.run import Run, finished
from ocrlab.scoring import agreement, known_words, sure_letters
from ocrlab.search.on_page.parts import PageInParts, PartRead, rates, without_boxes
from ocrlab.search.on_page.proposals import Proposal, proposals
from ocrlab.search.plan import engine_settings
from ocrlab.search.racing import hopeless
from ocrlab.search.space import CURATED, Space
from ocrlab.text import DEFAULT_NORMALISATION
from ocrlab.workers import WorkerPool
from ocrlab.workers.steering import Steering

SECONDS = 60.0  # after which no further setting is begun
SPACE = "everything sensible"
STRIP = (520, 150)  # px of the page, width and height, that stand for it
FINALISTS = 4  # settings that a second engine reads, where no truth decides


@dataclass(frozen=True, eq=False)
class Tried:
    """A setting and what the page read as under it. ``run`` is None where reading failed, for the reason ``why``.

    Of one ``given_up`` the run holds only a part of the page. ``picture`` is a strip of the filtered page, the same of
    every setting, and ``excerpt`` what was read in it. ``known`` is the share of words that a list of their language
    holds, ``agrees`` how far another engine reads the same.
    """

    number: int
    origin: str
    pipeline: Pipeline
    run: Run | None
    picture: Image | None = None
    excerpt: str = ""
    given_up: bool = False
    why: str = ""
    known: float | None = None
    agrees: float | None = None

    @property
    def sure(self) -> float:
        """Letters the engine is sure of."""
        return sure_letters(self.run.reading) if self.run else 0.0

    @property
    def cer(self) -> float | None:
        return self.run.score["cer"].rate if self.run and self.run.score and not self.given_up else None

    @property
    def loss(self) -> float:
        """Lower is better: the CER where there is a truth, else the letters the engine is sure of, less; those of words
        that no list knows count half, since they may be a name as well as misread."""
        if self.run is None or self.given_up:
            return float("inf")
        known = 1.0 if self.known is None else self.known
        return self.cer if self.cer is not None else -self.sure * (1 + known) / 2


class OnPage(Steering):
    """One page, one minute. `run` does the work, in a thread of its own; any thread may look at the rest."""

    def __init__(
        self,
        sample: Sample,
        engine: str,
        settings: Mapping[str, Any],
        pool: WorkerPool,
        *,
        crop: Crop | None = None,
        owner: str = "",
        normalise: str = DEFAULT_NORMALISATION,
        seconds: float = SECONDS,
        space: Space | None = None,
        spoiling: Pipeline | None = None,
    ) -> None:
        """``spoiling`` stages spoil the page on purpose; every setting is tried on what they leave of it."""
        super().__init__()
        self.spoiling = spoiling or Pipeline()
        self.sample, self.engine, self.normalise, self.seconds = sample, engine, normalise, seconds
        self.settings = engine_settings(engine, settings)[0]
        self.space = space or Space.of(CURATED[SPACE].vary)
        self.tried: list[Tried] = []
        self.phase = "looking for text"
        self.second_engine: str | None = None
        self.ended = False
        self._begun: float | None = None
        self._page = PageInParts(sample, engine, self.settings, pool, owner, self._look, crop)
        self._surest: PartRead | None = None

    @property
    def ranked(self) -> list[Tried]:
        """The best first, no filter among them; those given up and those that failed last.

        Without a truth the finalists stand by the letters the engine is sure of and the words that are known, times how
        far another engine agrees.
        """

        def rank(tried: Tried) -> tuple[bool, float, int]:
            doubt = 1.0 if tried.agrees is None or tried.cer is not None else tried.agrees
            return tried.agrees is None and self._has_finalists, tried.loss * doubt, tried.number

        return sorted(self.tried, key=rank)

    @property
    def has_text(self) -> bool:
        """Whether anything was read under any setting."""
        return any(tried.run is not None and tried.run.text for tried in self.tried)

    @property
    def locks_boxes(self) -> bool:
        """Whether text was found once for all settings."""
        return self._page.text_boxes is not None

    @property
    def _has_finalists(self) -> bool:
        return any(tried.agrees is not None for tried in self.tried)

    @property
    def seconds_left(self) -> float:
        """So many at most in which a further setting is begun; they count from when text was found."""
        spent = 0.0 if self._begun is None else self.active_seconds - self._begun
        return max(0.0, self.seconds - spent)

    def run(self) -> None:
        """Try settings until the time is up or nothing is left to try. Raises `Cancelled` where a person stopped it."""
        with self._timed():
            try:
                self._try_all()
                self._cross_read()
            finally:
                self.ended = True

    def _look(self) -> None:
        self._hold(lambda: None)

    def _try_all(self) -> None:
        diagnosis = diagnose(self.spoiling.apply(self.sample.image))
        advice = hints(diagnosis)
        self._page.find_text(list(dict.fromkeys([self.spoiling, together(advice).on_page_spoilt_by(self.spoiling)])))
        self._begun = self.active_seconds
        coming = proposals(advice, self.space, self.spoiling)
        proposal: Proposal | None = next(coming)
        # On a machine so slow that the time is up before, no filter and the hints are tried all the same.
        while proposal is not None and (self.seconds_left > 0 or len(self.tried) <= len(advice)):
            self._look()
            self.phase = f"trying {named(proposal.pipeline)}"
            tried = self._try(proposal)
            self.tried.append(tried)
            if diagnosis["letters"].value is None and not self.has_text:
                return  # a blank page: nothing is to be gained by any filter
            try:
                proposal = coming.send(tried.loss)
            except StopIteration:
                proposal = None

    def _try(self, proposal: Proposal) -> Tried:
        number, origin, pipeline = len(self.tried) + 1, proposal.origin, proposal.pipeline
        try:
            read = self._page.read(pipeline, self._is_hopeless)
        except Cancelled:
            raise
        except OcrLabError as error:
            return Tried(number, origin, pipeline, None, why=str(error))
        run = finished(without_boxes(read.asked), read.reading, read.seconds, self.normalise, ("cer", "wer"))
        picture, excerpt = self._strip(read)
        known = known_words(run.text, self.settings.get("languages") or ())
        share = known.rate if known else None
        tried = Tried(number, origin, pipeline, run, picture, excerpt, read.given_up, known=share)
        if not read.given_up and (self._surest is None or tried.sure > sure_letters(self._surest.reading)):
            self._surest = read
        return tried

    def _strip(self, read: PartRead) -> tuple[Image, str]:
        """The same strip of the page under every setting, wherever its filters have moved it, and what it reads as."""
        asked = read.asked
        try:
            matrix = move_of(asked.steps)
        except PipelineError:
            matrix = None
        size = self.sample.image.shape[:2]
        part = part_of(asked.filtered, strip_of(size, self._page.text_boxes, self._page.crop), matrix, size)
        left, top = (there - here for there, here in zip(part.corner, asked.part.corner, strict=True))
        height, width = part.image.shape[:2]
        return freeze(part.image.copy()), _inside(read.reading, left, top, width, height).text

    def _is_hopeless(self, hands: Sequence[Reading]) -> bool:
        best = self._surest
        if best is None or len(best.hands) <= len(hands):
            return False
        letters = [max(1, len(hand.text)) for hand in best.hands]
        return hopeless(rates(hands, letters), rates(best.hands, letters))

    def _cross_read(self) -> None:
        """Where no truth decides, have another engine read the finalists, and no filter, too."""
        if self.sample.truth is not None or not self.has_text:
            return
        other = _another(self.engine, self.settings)
        if other is None:
            return
        self.second_engine, settings = other
        self.phase = f"asking {get_engine(self.second_engine).title} as well"
        for tried in {*self.ranked[:FINALISTS], self.tried[0]}:
            if tried.run is None or tried.given_up:
                continue
            self._look()
            asked = self._page.prepared(tried.pipeline)
            text = self._page.read_by(asked, self.second_engine, settings).text
            agrees = agreement(tried.run.text, text, self.normalise).rate
            self.tried[tried.number - 1] = replace(tried, agrees=agrees)


def named(pipeline: Pipeline) -> str:
    """What a setting is called: the filters in it, with the values that are not their defaults.

    ``Remove salt and pepper (support 5), then Otsu``
    """
    return ", then ".join(map(_stage_name, pipeline.filtering.stages)) or "no filter"


def _stage_name(stage: Stage) -> str:
    values = [f"{param.title} {param.text(stage.settings[param.name])} {param.unit}".strip() for param in stage.changed]
    return stage.declaration.title + (f" ({', '.join(values)})" if values else "")


def strip_of(size: tuple[int, int], boxes: TextBoxes | None, crop: Crop | None) -> Crop:
    """A strip of a page of that height and width: round the middlemost text box, else round its middle."""
    left, top, wide, tall = crop or (0, 0, size[1], size[0])
    width, height = min(STRIP[0], wide), min(STRIP[1], tall)
    places = sorted((box[0] for box in boxes.boxes), key=lambda corner: corner[1]) if boxes and not crop else []
    x, y = places[len(places) // 2] if places else (left + (wide - width) / 2, top + (tall - height) / 2)
    across = min(max(round(x) - 10, left), left + wide - width)
    down = min(max(round(y) - height // 3, top), top + tall - height)
    return across, down, width, height


def _inside(reading: Reading, left: float, top: float, width: float, height: float) -> Reading:
    """The words whose middle lies in a rectangle."""

    def is_in(word: Word) -> bool:
        x, y = (sum(corner[axis] for corner in word.box) / 4 for axis in (0, 1))
        return left <= x <= left + width and top <= y <= top + height

    outside = [number for number, word in enumerate(reading.words) if not is_in(word)]
    return reading.without(outside)


def _another(engine: str, settings: Mapping[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """Another engine that can read the same languages here, with its settings."""
    languages = settings.get("languages") or ()
    for name, other in engines().items():
        if name == engine or other.available():
            continue
        codes, reason = asked_for(other, languages)
        if not reason:
            return name, effective(other, {"languages": codes} if codes else {})
    return None
