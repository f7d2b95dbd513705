"""Comparison: which characters did a filter rescue, and which did it lose?

The original's reading and the filtered image's reading are each aligned with the truth; through the truth's characters
the two can be compared one by one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from ocrlab.scoring.alignment import Alignment
from ocrlab.scoring.certainty import Difference, difference, line_rates
from ocrlab.scoring.characters import CLASSES, classes_of
from ocrlab.scoring.confusions import spelled
from ocrlab.scoring.rate import Accuracy, Rate
from ocrlab.scoring.verdict import Verdict, verdict
from ocrlab.text import DEFAULT_NORMALISATION, Position
from ocrlab.wording import counted, percent

_ENOUGH = 5


@dataclass(frozen=True, slots=True)
class Changed:
    """One character of the truth that one reading had right and the other did not.

    ``before`` and ``after`` are what the readings had in its place ("" for nothing); the places point into the truth
    and into each reading, None where that reading has nothing there.
    """

    truth: str
    before: str
    after: str
    place: Position
    before_place: Position | None
    after_place: Position | None

    @property
    def labels(self) -> tuple[str, str, str]:
        """Truth, before and after as a table shows them, with "nothing" and "space" spelled out."""
        return spelled(self.truth), spelled(self.before), spelled(self.after)


@dataclass(frozen=True, slots=True)
class ClassChange:
    """What happened to one class of characters: its recall before and after, and how many changed sides."""

    name: str
    before: Accuracy
    after: Accuracy
    rescued: int
    lost: int


class Comparison:
    """Two readings of one page against its truth. Build it with :func:`compare`."""

    def __init__(
        self, before: Alignment, after: Alignment, change: str, confidences: tuple[float | None, float | None]
    ) -> None:
        self.before = before
        self.after = after
        self.change = change
        self.confidences = confidences

    @cached_property
    def cer_before(self) -> Rate:
        return Rate(self.before.errors, len(self.before.truth.graphemes))

    @cached_property
    def cer_after(self) -> Rate:
        return Rate(self.after.errors, len(self.after.truth.graphemes))

    @cached_property
    def verdict(self) -> Verdict:
        return verdict(self.cer_before, self.cer_after, self.difference)

    @cached_property
    def difference(self) -> Difference:
        """The change in CER with its 95 % interval over the lines of the truth."""
        return difference(line_rates(self.before), line_rates(self.after))

    @cached_property
    def rescued(self) -> tuple[Changed, ...]:
        """The characters wrong or missing before and right after, in the order of the truth."""
        return self._changed(was_right=False)

    @cached_property
    def lost(self) -> tuple[Changed, ...]:
        """The characters right before and wrong or missing after, in the order of the truth."""
        return self._changed(was_right=True)

    @cached_property
    def classes(self) -> dict[str, ClassChange]:
        """The change of each class of characters that the truth holds."""
        known = {grapheme: classes_of(grapheme) for grapheme in set(self.before.truth.graphemes)}
        counts: dict[str, Counter[tuple[bool, bool]]] = {}
        for grapheme, was, now in zip(self.before.truth.graphemes, self.before.right, self.after.right, strict=True):
            for name in known[grapheme]:
                counts.setdefault(name, Counter())[was, now] += 1
        return {name: _class_change(name, counts[name]) for name in CLASSES if name in counts}

    @cached_property
    def sentence(self) -> str:
        """What a person would say about it, in one sentence.

        "lost 38 of 41" counts out of those read right before, "rescued 30 of 35" out of those misread before.
        """
        if self.before.text.text == self.after.text.text:
            return f"{self.change} changed nothing in the text."
        if self.verdict.kind == "same":
            return f"{self.change} changed the text but not the number of character errors{self._traded()}."
        return f"{self.change} {self._gain() if self.verdict.kind == 'better' else self._harm()}."

    @cached_property
    def warnings(self) -> tuple[str, ...]:
        """Why not to trust this setting, most serious first; empty where nothing speaks against it."""
        if self.verdict.kind != "worse":
            return ()
        rose = f"the character error rate rose from {percent(self.cer_before.rate)} to {percent(self.cer_after.rate)}"
        harm = f"{self.change} did harm here: {rose}." if self.verdict.sure else f"It could be chance, but {rose}."
        before, after = (None if sure is None else round(sure, 2) for sure in self.confidences)
        if before is None or after is None or after <= before:
            return (harm,)
        return (
            harm,
            f"The engine is surer of itself (mean confidence {before:.2f} before, {after:.2f} after) although more is "
            "wrong: do not judge this setting by its confidence.",
        )

    def _changed(self, was_right: bool) -> tuple[Changed, ...]:
        places = self.before.truth.places
        return tuple(
            Changed(
                grapheme,
                self.before.read_as[index],
                self.after.read_as[index],
                places[index],
                _place(self.before, index),
                _place(self.after, index),
            )
            for index, grapheme in enumerate(self.before.truth.graphemes)
            if places and self.before.right[index] is was_right and self.after.right[index] is not was_right
        )

    def _traded(self) -> str:
        if not self.rescued and not self.lost:
            return ""
        return f": {counted(len(self.rescued), 'character')} rescued, {len(self.lost)} lost"

    def _gain(self) -> str:
        rescued, lost = len(self.rescued), len(self.lost)
        fewer = self.before.inserted - self.after.inserted
        if fewer > rescued - lost:
            sentence = f"removed {_of(fewer, self.before.inserted)} that nobody wrote"
            if rescued > lost:
                sentence += f", rescued {rescued} and lost {lost}" if lost else f", and rescued {rescued}"
            elif lost:
                sentence += f", and lost {lost}"
            return sentence
        sentence = f"rescued {_of(rescued, self.before.right.count(False), 'misread character')}"
        if best := self._standing_out(rescued=True):
            sentence += f", above all {best.name} ({best.rescued} of {best.before.errors})"
        if lost:
            sentence += f", and lost {lost}"
            # A setting may pay on the whole and still wipe out a whole kind of character.
            if worst := self._standing_out(rescued=False):
                sentence += f", above all {worst.name} ({worst.lost} of {worst.before.correct})"
        return sentence

    def _harm(self) -> str:
        rescued, lost = len(self.rescued), len(self.lost)
        more = self.after.inserted - self.before.inserted
        right = self.before.right.count(True)
        if more > lost - rescued:
            return f"made the engine read {counted(more, 'more character')} that nobody wrote"
        worst = self._standing_out(rescued=False)
        if worst is None:
            sentence = f"lost {_of(lost, right)} read right before"
        else:
            sentence = f"lost {_of(worst.lost, worst.before.correct, worst.name, plural=False)}"
            if lost > worst.lost:
                sentence += f", and {_of(lost, right)} in all"
        return sentence + (f", and rescued {rescued}" if rescued else "")

    def _standing_out(self, rescued: bool) -> ClassChange | None:
        """The class that was rescued, or lost, clearly beyond its share: the one least likely if all were alike."""
        moved = len(self.rescued if rescued else self.lost)
        of = self.before.right.count(not rescued)
        best, most = None, 2.0
        for change in self.classes.values():
            here, there = (change.rescued, change.lost) if rescued else (change.lost, change.rescued)
            expected = (change.before.errors if rescued else change.before.correct) * moved / max(of, 1)
            if here - there < _ENOUGH or here < 1.5 * expected:
                continue
            surplus = (here - expected) / (expected * (1 - moved / of) or 1) ** 0.5
            if surplus >= most:  # of two classes with the same members here, the narrower comes later
                best, most = change, surplus
        return best


def compare(
    truth: str,
    original_text: str,
    filtered_text: str,
    change: str = "The filter",
    original_confidence: float | None = None,
    filtered_confidence: float | None = None,
    normalise: str = DEFAULT_NORMALISATION,
) -> Comparison:
    """What became of the truth's characters between the original's reading and the filtered image's.

    ``change`` is what was changed, as the sentence begins ("The median"); the mean confidences, where known, are only
    for the warning that confidence misleads. Raises ``ParamError`` for an unknown normalisation.
    """
    return Comparison(
        Alignment(truth, original_text, normalise),
        Alignment(truth, filtered_text, normalise),
        change,
        (original_confidence, filtered_confidence),
    )


def _class_change(name: str, counts: Counter[tuple[bool, bool]]) -> ClassChange:
    total = counts.total()
    rescued, lost = counts[False, True], counts[True, False]
    wrong = counts[False, False]
    return ClassChange(name, Accuracy(wrong + rescued, total), Accuracy(wrong + lost, total), rescued, lost)


def _place(alignment: Alignment, index: int) -> Position | None:
    at = alignment.read_at[index]
    return None if at is None or not alignment.text.places else alignment.text.places[at]


def _of(part: int, whole: int, noun: str = "character", plural: bool = True) -> str:
    """ "3 of 5 characters", "all 5 characters"; a noun that is a plural already is left as it is."""
    all_of_them = counted(whole, noun) if plural else f"{whole:,} {noun}"
    return f"all {all_of_them}" if part == whole > 1 else f"{part:,} of {all_of_them}"
