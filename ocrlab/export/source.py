"""Source: what does a module of the lab define at its top, and what does each name in it stand for?"""

from __future__ import annotations

import ast
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from ocrlab.errors import PipelineError


class Symbol(NamedTuple):
    """A name that a module defines at its top."""

    module: str
    name: str


class Library(NamedTuple):
    """A name that comes from a library: the import that brings it."""

    statement: str


class Room(NamedTuple):
    """A name that stands for a module of the lab."""

    module: str


class Module:
    """One file: its text, what it defines at its top, and what each name it imports stands for."""

    def __init__(self, name: str, file: str, own: bool) -> None:
        self.name, self.file, self.own = name, file, own
        self.lines = Path(file).read_bytes().splitlines(keepends=True)
        self.tree = ast.parse(b"".join(self.lines))
        self.definitions: dict[str, ast.stmt] = {}
        self.imported: dict[str, tuple[str, str]] = {}  # local name -> module, name there ("" for the module itself)
        for statement in self.tree.body:
            self._take(statement)

    def _take(self, statement: ast.stmt) -> None:
        match statement:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                self._define(name, statement)
            case ast.Assign(targets=targets) if all(map(_is_plain, targets)):
                for node in (node for target in targets for node in ast.walk(target)):
                    if isinstance(node, ast.Name):
                        self._define(node.id, statement)
            case ast.AnnAssign(target=ast.Name(id=name), value=value) if value is not None:
                self._define(name, statement)
            case ast.Import(names=aliases):
                for alias in aliases:
                    local = alias.asname or alias.name.partition(".")[0]
                    self.imported[local] = (alias.name if alias.asname else local, "")
            case ast.ImportFrom(module=module, names=aliases, level=0) if module and _names_all(module, aliases):
                for alias in aliases:
                    self.imported[alias.asname or alias.name] = (module, alias.name)
            case ast.ImportFrom(module="__future__") | ast.Expr(value=ast.Constant()) | ast.AnnAssign():
                pass
            case ast.If(test=test) if ast.unparse(test).endswith("TYPE_CHECKING"):
                pass
            case _ if self.own:
                raise PipelineError(
                    f"export: {self.file}, line {statement.lineno}: a file whose filters are exported may only import "
                    "and define; move that line into a function"
                )

    def _define(self, name: str, statement: ast.stmt) -> None:
        if self.own and name in self.definitions:
            raise PipelineError(
                f"export: {self.file}, line {statement.lineno}: {name} is defined a second time; a file whose filters "
                "are exported defines each name once"
            )
        self.definitions[name] = statement


def _is_plain(target: ast.expr) -> bool:
    """A name, or several: no entry and no attribute of something made before."""
    return isinstance(target, ast.Name) or (
        isinstance(target, (ast.Tuple, ast.List)) and all(map(_is_plain, target.elts))
    )


def _names_all(module: str, aliases: list[ast.alias]) -> bool:
    return module != "__future__" and all(alias.name != "*" for alias in aliases)


@lru_cache(maxsize=128)
def module_named(name: str) -> Module | None:
    spec = find_spec(name)
    return Module(name, spec.origin, own=False) if spec and spec.origin else None
