"""Pages: which pages does a search read, and which does it hold out for the proof?"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ocrlab.datasets import Entry, Sample
from ocrlab.errors import FileError, InputError

MAX_BYTES = 500_000_000  # of decoded pages held in memory at once


@dataclass(frozen=True)
class Page:
    """A page of the data set. ``key`` names it and its pixels and truth; ``held`` pages are never searched on."""

    name: str
    key: str
    group: str
    held: bool
    entry: Entry = field(repr=False, compare=False)

    def to_dict(self) -> dict[str, object]:
        return {"name": self.name, "key": self.key, "group": self.group, "held": self.held}


@dataclass(frozen=True)
class Pages:
    """The pages in the order they are read; what was left out, and what there is to say of a page's picture or truth,
    one sentence each."""

    pages: tuple[Page, ...]
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        entries: Iterable[Entry],
        *,
        need_truth: bool,
        hold_out: float,
        seed: int,
        progress: Callable[[str], None] = lambda name: None,
    ) -> Pages:
        """Look at every page once: what cannot be decoded, or has no truth where one is needed, is left out.

        ``hold_out`` is the share of pages held out, drawn by seed from each group alike; two pages with equal pixels
        are on the same side. Raises `InputError` where nothing is left.
        """
        usable: dict[str, tuple[Entry, _Mark]] = {}
        left_out, notes = [], []
        for entry in entries:
            progress(entry.name)
            try:
                sample = entry.load()
            except InputError as error:
                left_out.append(str(error))
                continue
            if need_truth and sample.truth is None:
                left_out.append(f"{entry.name}: has no truth; put NAME.gt.txt beside it, or search by confidence")
                continue
            notes += [f"{entry.name}: {note}" for note in sample.notes]
            notes += [note for note in sample.truth_notes if note not in notes]  # several pages may share a truth
            # Only what tells the page apart is held on to, not its pixels.
            usable[entry.name] = entry, _Mark(_key(sample), sample.digest)
        if not usable:
            why = f"; the first: {left_out[0]}" if left_out else ""
            raise InputError(f"search: not one page can be used, {len(left_out)} left out{why}")
        order = _spread([(name, entry.group, mark.pixels) for name, (entry, mark) in usable.items()], seed)
        count = _held(hold_out, len(order))
        # From the end, so that the pages read first are the same whatever is held out.
        held = {usable[name][1].pixels for name in order[len(order) - count :]}
        pages = [
            Page(name, mark.key, entry.group, mark.pixels in held, Entry(name, entry.load, group=entry.group))
            for name, (entry, mark) in ((name, usable[name]) for name in order)
        ]
        if all(page.held for page in pages):
            pages = [replace(page, held=False) for page in pages]
        return cls(tuple(pages), tuple(left_out), tuple(notes))

    @property
    def search(self) -> tuple[Page, ...]:
        return tuple(page for page in self.pages if not page.held)

    @property
    def held(self) -> tuple[Page, ...]:
        return tuple(page for page in self.pages if page.held)

    @property
    def groups(self) -> tuple[str, ...]:
        return tuple(sorted({page.group for page in self.pages}))


class _Mark(NamedTuple):
    """What tells a page apart: its key, and the digest of its pixels."""

    key: str
    pixels: str


def _key(sample: Sample) -> str:
    parts = "\0".join([sample.name, sample.digest, sample.truth or ""])
    if sample.ignored:  # as well as the text: what does not count changes the score
        parts += f"\0{sample.ignored}"
    return hashlib.sha256(parts.encode()).hexdigest()


def _held(share: float, count: int) -> int:
    if share <= 0 or count < 2:
        return 0
    return min(count - 1, max(1, round(share * count)))


def _spread(pages: Sequence[tuple[str, str, str]], seed: int) -> list[str]:
    """Names in an order that the seed shuffles, every stretch of which draws from all groups in proportion."""
    lines: dict[str, list[tuple[str, str]]] = {}
    for name, group, pixels in pages:
        lines.setdefault(group, []).append((hashlib.sha256(f"{seed} {pixels} {name}".encode()).hexdigest(), name))
    placed = []
    for line in lines.values():
        for rank, (shuffled, name) in enumerate(sorted(line)):
            placed.append(((rank + 0.5) / len(line), shuffled, name))
    return [name for *_, name in sorted(placed)]


class Loaded:
    """Decoded pages, the least recently used let go of first."""

    def __init__(self, max_bytes: int = MAX_BYTES) -> None:
        self.max_bytes, self._bytes = max_bytes, 0
        self._samples: OrderedDict[str, Sample] = OrderedDict()

    def __call__(self, page: Page) -> Sample:
        """The page's sample. Raises `FileError` where its file has changed since the search began, or is gone."""
        sample = self._samples.get(page.key)
        if sample is None:
            try:
                sample = page.entry.load()
            except InputError as error:  # it could be read when the search began: not the setting's fault
                raise FileError(str(error)) from None
            if _key(sample) != page.key:
                raise FileError(f"{page.name}: has changed since the search began; put it back, or start a new search")
            self._samples[page.key] = sample
            self._bytes += sample.image.nbytes
            while self._bytes > self.max_bytes and len(self._samples) > 1:
                self._bytes -= self._samples.popitem(last=False)[1].image.nbytes
        self._samples.move_to_end(page.key)
        return sample
