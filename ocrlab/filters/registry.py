"""Registry: which filters are there?

Nothing else lists filters: the controls, the command line, the search space, the guide and the contract tests all walk
this catalogue. Filters from outside the lab (see `ocrlab.filters.own`) are looked for when somebody first asks for all
filters, or for one that is not the lab's.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from ocrlab.errors import DeclarationError, PipelineError
from ocrlab.filters import own
from ocrlab.filters.declaration import FAMILIES, RESERVED_NAMES, Family, Filter, declared
from ocrlab.image import Image
from ocrlab.wording import nearest, quoted


class _Catalogue:
    """The filters by name, other names for them, and what is wrong with own files (None until they are loaded)."""

    def __init__(self) -> None:
        self.filters: dict[str, Filter] = {}
        self.aliases: dict[str, str] = {}
        self.problems: list[str] | None = None
        self.lock = threading.RLock()

    def add(self, filter_: Filter, aliases: tuple[str, ...]) -> None:
        for taken in (filter_.name, *aliases):
            if taken in RESERVED_NAMES:
                raise DeclarationError(f"{filter_.name}: {taken} is a word of the search space; choose another name")
            if taken in self.filters or taken in self.aliases:
                other = self.filters[self.aliases.get(taken, taken)]
                whose = f"the filter of {other.own.source}" if other.own else "a filter of the lab"
                raise DeclarationError(f"{filter_.name}: the name {taken} is taken by {whose}; choose another")
        if any(filter_.title == other.title for other in self.filters.values()):
            raise DeclarationError(f"{filter_.name}: the title {filter_.title!r} is taken; choose another")
        self.filters[filter_.name] = filter_
        self.aliases.update(dict.fromkeys(aliases, filter_.name))

    def load_own(self) -> list[str]:
        """Load the own filters once, and say what is wrong with them."""
        with self.lock:
            if self.problems is None:
                self.problems = []  # before the first is loaded, because a file may ask for filters itself
                for source in own.sources():
                    self.problems += self.take_in(source)
            return self.problems

    def take_in(self, source: own.Source) -> list[str]:
        """Load one source; of one that fails, no filter stays."""
        before = dict(self.filters), dict(self.aliases)
        try:
            source.load()
            if not any(source.brought(filter_.function) for filter_ in self.filters.values()):
                raise own.NoFilter
        except (Exception, SystemExit) as error:
            self.filters, self.aliases = before
            return [source.problem(error)]
        return []


_catalogue = _Catalogue()


def register(
    title: str,
    *,
    family: Family,
    moves: bool = False,
    bends: bool = False,
    slow: bool = False,
    aliases: tuple[str, ...] = (),
) -> Callable[[Callable[..., Image]], Callable[..., Image]]:
    """Declare the function below as a filter under its own name.

    ``moves`` marks a filter that changes where pixels are: it refuses a region and reports each move (see
    `ocrlab.filters.notes.report_move`). ``bends`` marks one that moves them as no matrix can say, ``slow`` one that may
    take seconds on a page. ``aliases`` are names it once had or is known by elsewhere: read, never written. Raises
    `DeclarationError` for a name taken twice, a value without a range, or a docstring without its sections.
    """

    def declare(function: Callable[..., Image]) -> Callable[..., Image]:
        _catalogue.add(declared(function, title, family, moves=moves, bends=bends, slow=slow), aliases)
        return function

    return declare


def get_filter(name: str) -> Filter:
    """The filter of that name or alias; raises `PipelineError` with the nearest name there is."""
    filter_ = _by_name(name)
    if filter_ is None:
        _catalogue.load_own()
        filter_ = _by_name(name)
    if filter_ is None:
        near = nearest(name, [*_catalogue.filters, *_catalogue.aliases])
        known = f"there are {', '.join(_catalogue.filters)}, and those of files named in {own.VARIABLE}"
        raise PipelineError(
            f"pipeline: there is no filter {quoted(name)}; {f'did you mean {near}?' if near else known}"
        )
    return filter_


def _by_name(name: str) -> Filter | None:
    return _catalogue.filters.get(_catalogue.aliases.get(name, name))


def all_filters() -> tuple[Filter, ...]:
    """Every filter that is meant to help, family by family in catalogue order, in the order declared within a family;
    own ones come last. Those that spoil a page on purpose are `spoiling_filters`."""
    _catalogue.load_own()
    order = list(FAMILIES)
    helping = (filter_ for filter_ in _catalogue.filters.values() if not filter_.spoils)
    return tuple(sorted(helping, key=lambda filter_: order.index(filter_.family)))


def spoiling_filters() -> tuple[Filter, ...]:
    """Every filter that makes a page worse on purpose, in the order declared."""
    _catalogue.load_own()
    return tuple(filter_ for filter_ in _catalogue.filters.values() if filter_.spoils)


def own_filter_problems() -> tuple[str, ...]:
    """A sentence, with file and line, for each file or package whose filters could not be loaded."""
    return tuple(_catalogue.load_own())


def expect_own_filter(wanted: own.OwnFilter) -> None:
    """Raises `PipelineError` where an own filter of another machine is not here, or is not the same here."""
    filter_ = _by_name(wanted.name)
    if filter_ is None:
        _catalogue.load_own()
        filter_ = _by_name(wanted.name)
    here = filter_.own if filter_ else None
    if here is None:
        raise PipelineError(
            f"{wanted.name}: its file {wanted.source} is not known on this machine; copy it here and name it in "
            f"{own.VARIABLE}, or install its package"
        )
    if here.sha256 != wanted.sha256:
        raise PipelineError(
            f"{wanted.name}: the file {here.source} here is not the {wanted.source} that was sent; make them the same "
            "file and start both anew"
        )


@contextmanager
def only_own(*paths: str | Path) -> Iterator[tuple[tuple[Filter, ...], tuple[str, ...]]]:
    """While this lasts, these files and no others bring own filters: their filters, and what is wrong with them."""
    with _catalogue.lock:
        before = _catalogue.filters, _catalogue.aliases, _catalogue.problems
        _catalogue.filters = {name: filter_ for name, filter_ in before[0].items() if filter_.own is None}
        _catalogue.aliases = {alias: name for alias, name in before[1].items() if name in _catalogue.filters}
        _catalogue.problems = []
        for path in paths:
            _catalogue.problems += _catalogue.take_in(own.OwnFile(path))
        brought = tuple(filter_ for filter_ in _catalogue.filters.values() if filter_.own is not None)
        problems = tuple(_catalogue.problems)
    try:
        yield brought, problems
    finally:
        with _catalogue.lock:
            _catalogue.filters, _catalogue.aliases, _catalogue.problems = before
