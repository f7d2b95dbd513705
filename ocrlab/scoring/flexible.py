"""Flexible character accuracy: how well were the characters read, in whatever order the lines came out?

A page with columns, tables or slanted lines can be read letter for letter and still score badly, because the pieces
come in another order than in the truth. The flexible character accuracy of Clausner, Pletschacher and Antonacopoulos
(Flexible character accuracy measure for reading-order-independent evaluation, Pattern Recognition Letters 131, 2020,
doi:10.1016/j.patrec.2020.02.003) cuts both texts into lines, matches the longest line of the truth with the line, or
part of a line, that suits it best, cuts off what did not match, puts it back, and goes on until nothing is left.

Where this departs from the paper, to be fast enough for every slider move and never harsher than plain accuracy: lines
that are equal are matched first; only the most promising lines are aligned; the weights of the penalty are tried at two
points of the paper's grid (on shuffled lines and merged columns they found what 60 points of it found); white space at
a cut costs nothing; and the plain alignment in reading order is one of the candidates, so that the errors are never
more than those of the CER. Texts with thousands of differing lines are compared in reading order only.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq, Levenshtein

from ocrlab.text import graphemes

_PROMISING = 10
_LONGEST_LINE = 200
_MANY_CHARACTERS = 20_000
_TOO_MANY_LINES = 2_000


class _Weights(NamedTuple):
    """What the penalty of a match weighs: errors, difference in length, distance from the ends; length is a bonus."""

    errors: int
    difference: int
    offset: int
    length: int


_GRID = (
    _Weights(15, 3, 1, 5),
    _Weights(30, 0, 0, 5),
)


class _Match(NamedTuple):
    """Where the shorter of two lines lies best in the longer: both spans and the errors between them."""

    truth_start: int
    truth_end: int
    text_start: int
    text_end: int
    errors: int


def flexible_errors(truth_lines: Sequence[str], text_lines: Sequence[str], in_order: int) -> int:
    """The fewest errors found when lines and parts of lines may come in any order.

    Takes normalised lines and ``in_order``, the errors of the alignment in reading order, which is never exceeded.
    """
    numbers: dict[str, str] = {" ": " "}
    truth, text = ([_encoded(line, numbers) for line in lines] for lines in (truth_lines, text_lines))
    shared = Counter(truth) & Counter(text)
    truth, text = (_parts((Counter(lines) - shared).elements()) for lines in (truth, text))
    least = _least_possible(truth, text)
    best = in_order
    if max(len(truth), len(text)) > _TOO_MANY_LINES or not (truth_lines and text_lines):
        return best
    many = sum(map(len, truth)) + sum(map(len, text)) > _MANY_CHARACTERS
    match_of = cache(_best_match)
    for weights in _GRID[:1] if many else _GRID:
        if best <= least:
            break
        errors = _errors(truth, text, weights, match_of)
        if errors > 1.1 * best:  # other weights would not make up for that: the texts have little in common
            break
        best = min(best, errors)
    return best


def _encoded(line: str, numbers: dict[str, str]) -> str:
    """The line with one code point a grapheme, so that windows and lengths count graphemes."""
    return "".join(numbers.setdefault(grapheme, chr(0x20000 + len(numbers))) for grapheme in graphemes(line))


def _parts(lines: Iterable[str]) -> list[str]:
    """The lines; those too long to be slid along each other are cut at spaces where there are any."""
    parts: list[str] = []
    for line in lines:
        while len(line) > _LONGEST_LINE:
            cut = line.rfind(" ", _LONGEST_LINE // 2, _LONGEST_LINE)
            cut = cut if cut > 0 else _LONGEST_LINE
            parts.append(line[:cut].strip(" "))
            line = line[cut:].strip(" ")
        parts.append(line)
    return [part for part in parts if part]


def _least_possible(truth: list[str], text: list[str]) -> int:
    """No matching can have fewer errors than characters that stand on one side only."""
    in_truth, in_text = (Counter("".join(parts).replace(" ", "")) for parts in (truth, text))
    return max((in_truth - in_text).total(), (in_text - in_truth).total())


def _errors(truth: list[str], text: list[str], weights: _Weights, match_of: Callable[[str, str], _Match]) -> int:
    """Match greedily under one set of weights and count what is wrong or left over."""
    waiting = [(-len(part), part) for part in truth]
    heapq.heapify(waiting)
    free = sorted(text, key=lambda part: (-len(part), part))
    errors = 0
    while waiting and free:
        part = heapq.heappop(waiting)[1]
        best, at = None, 0
        for index in _promising(part, free):
            match = match_of(part, free[index])
            penalty = _penalty(part, free[index], match, weights)
            if best is None or penalty < best[0]:
                best, at = (penalty, match), index
        assert best is not None
        match = best[1]
        other = free.pop(at)
        errors += match.errors
        for rest in _rests(part, match.truth_start, match.truth_end):
            heapq.heappush(waiting, (-len(rest), rest))
        free.extend(_rests(other, match.text_start, match.text_end))
    return errors + sum(map(len, free)) + sum(-length for length, _ in waiting)


def _rests(part: str, start: int, end: int) -> list[str]:
    return [rest for rest in (part[:start].strip(" "), part[end:].strip(" ")) if rest]


def _promising(part: str, free: list[str]) -> Sequence[int]:
    """The lines that share most of the shorter side with the part, in order, by longest common subsequence."""
    if len(free) <= _PROMISING:
        return range(len(free))
    common = process.cdist([part], free, scorer=LCSseq.similarity, dtype=np.int32)[0]
    lengths = np.fromiter(map(len, free), np.int32, len(free))
    missing = np.minimum(lengths, len(part)) - common
    # Twice the missing characters plus a little of the difference in length: a near-equal line beats a chance fit.
    return np.argpartition(8 * missing + np.abs(lengths - len(part)), _PROMISING)[:_PROMISING].tolist()


def _best_match(truth: str, text: str) -> _Match:
    """The best place of the shorter line in the longer one."""
    swapped = len(truth) > len(text)
    short, long = (text, truth) if swapped else (truth, text)
    start, end = 0, len(long)
    if len(long) > 1.25 * len(short) and (window := fuzz.partial_ratio_alignment(short, long)):
        start, end = window.dest_start, window.dest_end
    errors = Levenshtein.distance(short, long[start:end])
    if errors:
        # The window has the length of the shorter line: let it grow over characters read too many or missed.
        wide_start = max(0, start - errors)
        wide = long[wide_start : end + errors]
        steps = list(Levenshtein.opcodes(short, wide))
        first = steps[0].dest_end if steps[0].tag == "insert" else 0
        last = steps[-1].dest_start if steps[-1].tag == "insert" else len(wide)
        if first < last and (grown := Levenshtein.distance(short, wide[first:last])) < errors:
            start, end, errors = wide_start + first, wide_start + last, grown
    if swapped:
        return _Match(start, end, 0, len(short), errors)
    return _Match(0, len(short), start, end, errors)


def _penalty(truth: str, text: str, match: _Match, weights: _Weights) -> float:
    """Equation of the paper's section 3: errors, difference in length and offset count against, length counts for."""
    difference = abs(len(truth) - len(text))
    start = max(match.truth_start, match.text_start)
    offset = difference / 2 - abs(start - difference / 2) if difference > 1 else 0
    return (
        weights.errors * match.errors
        + weights.difference * difference
        + weights.offset * offset
        - weights.length * min(len(truth), len(text))
    )
