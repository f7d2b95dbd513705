"""By eye: in which order does a person put a few settings, from one pair after another?

Each is put into its place among those already in order, by halving: the order of six settings is clear after eleven
looks at most, not fifteen (binary insertion, Knuth, The Art of Computer Programming 3, section 5.3.1). Two that look
alike share a place.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item", bound=Hashable)


class ByEye(Generic[Item]):
    """The order of ``items`` as far as it is known; ``pair`` is what to look at next, None once all are in order."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._waiting = list(items[1:])
        self._order: list[list[Item]] = [[item] for item in items[:1]]
        self._low, self._high = 0, len(self._order)
        self.looks = 0

    @property
    def pair(self) -> tuple[Item, Item] | None:
        """One that has its place, and the next that has not."""
        return (self._order[self._middle][0], self._waiting[0]) if self._waiting else None

    @property
    def order(self) -> tuple[tuple[Item, ...], ...]:
        """Those in order, the best first; what looks alike shares a place."""
        return tuple(map(tuple, self._order))

    @property
    def is_clear(self) -> bool:
        return not self._waiting

    @property
    def looks_left(self) -> int:
        """How many pairs there are still to look at, at most."""
        places = range(len(self._order) + 1, len(self._order) + len(self._waiting))
        now = math.ceil(math.log2(self._high - self._low + 1)) if self._waiting else 0
        return now + sum(math.ceil(math.log2(count + 1)) for count in places)

    def prefer(self, which: int | None) -> None:
        """The first (0) or the second (1) of the pair is better, or (None) they look alike."""
        if not self._waiting:
            return
        self.looks += 1
        if which is None:
            self._order[self._middle].append(self._waiting.pop(0))
        elif which == 0:
            self._low = self._middle + 1
        else:
            self._high = self._middle
        if which is not None and self._low < self._high:
            return
        if which is not None:
            self._order.insert(self._low, [self._waiting.pop(0)])
        self._low, self._high = 0, len(self._order)

    @property
    def _middle(self) -> int:
        return (self._low + self._high) // 2
