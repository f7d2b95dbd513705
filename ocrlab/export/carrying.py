"""Carrying: which of the lab's lines does a filter need, and how do they stand in one file that knows no lab?

The lines are taken from the source itself, so a script cannot drift away from the filter it was made of: from a
filter's function every name it uses is followed, through the lab's modules, to a definition or to a library. What only
the lab needs (declarations, types, notes, moves) is left out, and a definition may be exchanged for a plainer one.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ocrlab.errors import PipelineError
from ocrlab.export.edits import Edits
from ocrlab.export.source import Library, Module, Room, Symbol, module_named

# What a script calls its own parts.
NAMES_TAKEN = {*dir(builtins), "main", "opened", "filtered", "within", "sys", "Path", "np", "Image", "ImageOps"}
Exchanges = Mapping[Symbol, Symbol]


@dataclass(frozen=True)
class Carried:
    """The lines in an order in which they run, the imports they need, and what each function asked for is called."""

    imports: tuple[str, ...]
    pieces: tuple[str, ...]
    names: Mapping[Symbol, str]
    libraries: frozenset[str]


def carried(functions: Iterable[Callable[..., object]], exchanges: Exchanges) -> Carried:
    """What these functions need, themselves included; ``exchanges`` puts other definitions in the place of some.

    Raises `PipelineError` for a function whose file does more than define things: a part of it would not be all of it.
    """
    journey = _Journey(exchanges)
    wanted = [journey.start(function) for function in functions]
    journey.name_all()
    pieces = tuple(journey.text(symbol) for symbol in journey.order)
    imports = in_order(journey.imports)
    libraries = frozenset(_libraries(imports, pieces))
    return Carried(imports, pieces, {symbol: journey.names[journey.exchanged(symbol)] for symbol in wanted}, libraries)


def in_order(imports: Iterable[str]) -> tuple[str, ...]:
    """Each import once, the standard library's first."""
    return tuple(sorted(set(imports), key=_import_order))


def _import_order(statement: str) -> tuple[bool, bool, str]:
    module = statement.split()[1].partition(".")[0]
    return _is_third_party(module), statement.startswith("from"), statement.lower()


def _is_third_party(module: str) -> bool:
    return module not in sys.stdlib_module_names


def _libraries(imports: Iterable[str], pieces: Iterable[str]) -> set[str]:
    """The libraries imported at the top, or inside a function."""
    trees = [ast.parse("\n".join(imports)), *map(ast.parse, pieces)]
    named: set[str] = set()
    for node in (node for tree in trees for node in ast.walk(tree)):
        if isinstance(node, ast.Import):
            named |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            named.add(node.module.partition(".")[0])
    return {name for name in named if _is_third_party(name)}


@dataclass
class _Journey:
    """From the functions asked for to all that they need."""

    exchanges: Exchanges
    order: list[Symbol] = field(default_factory=list)
    imports: set[str] = field(default_factory=set)
    names: dict[Symbol, str] = field(default_factory=dict)
    own: dict[str, Module] = field(default_factory=dict)
    edits: dict[Symbol, Edits] = field(default_factory=dict)
    locals: set[str] = field(default_factory=set)

    def start(self, function: Callable[..., object]) -> Symbol:
        plain = inspect.unwrap(function)
        module, name = plain.__module__, plain.__name__
        if not module.startswith("ocrlab."):
            file = plain.__code__.co_filename
            if not Path(file).is_file():
                raise PipelineError(f"export: {name}: its file {file} is not there; it cannot be carried along")
            self.own.setdefault(module, Module(module, file, own=True))
        symbol = Symbol(module, name)
        self.visit(symbol)
        return symbol

    def module(self, name: str) -> Module:
        module = self.own.get(name) or module_named(name)
        assert module is not None, name
        return module

    def is_exchanged(self, symbol: Symbol) -> bool:
        return symbol in self.exchanges

    def exchanged(self, symbol: Symbol) -> Symbol:
        return self.exchanges.get(symbol, symbol)

    def visit(self, symbol: Symbol) -> None:
        symbol = self.exchanged(symbol)
        if symbol in self.edits:
            return
        module = self.module(symbol.module)
        edits = self.edits[symbol] = Edits(self, module, symbol)
        edits.walk(module.definitions[symbol.name])
        self.order.append(symbol)  # after all it needs, so that a table is made of what is there already

    def resolve(self, module: str, name: str) -> Symbol | Library | Room | None:
        """What a name of a module stands for; None for a builtin or what nothing tells."""
        here = self.module(module)
        if name in here.definitions:
            return Symbol(module, name)
        if name not in here.imported:
            return None
        source, attribute = here.imported[name]
        if not f"{source}.".startswith("ocrlab."):
            if not attribute:
                return Library(f"import {source}" + (f" as {name}" if source != name else ""))
            return Library(f"from {source} import {attribute}" + (f" as {name}" if attribute != name else ""))
        if not attribute:
            return Room(source)
        if attribute in self.module(source).definitions or attribute in self.module(source).imported:
            return self.resolve(source, attribute)
        return Room(f"{source}.{attribute}")

    def name_all(self) -> None:
        """Each definition keeps its name where that is free, and else takes its module's along."""
        taken = set(NAMES_TAKEN)
        for symbol in self.order:
            name = symbol.name
            renamed = any(symbol in edits.renamed for edits in self.edits.values())
            if name in taken or (renamed and name in self.locals):
                name = f"{symbol.name}_{symbol.module.rpartition('.')[2]}"
            taken.add(name)
            self.names[symbol] = name

    def text(self, symbol: Symbol) -> str:
        return self.edits[symbol].text(self.names)
