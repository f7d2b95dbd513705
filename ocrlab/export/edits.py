"""Edits: what is changed in the text of one definition on its way into a script?

Types, declarations and what only the lab needs go; a name that was taken gets another. All else stays letter for
letter, comments included.
"""

from __future__ import annotations

import ast
import builtins
import io
import re
import textwrap
import tokenize
from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from ocrlab.errors import PipelineError
from ocrlab.export.source import Library, Module, Room, Symbol

WIDTH = 120
LEFT_OUT = {Symbol("ocrlab.filters.notes", "report_move")}  # calls that only the lab needs


class Journey(Protocol):
    """Who follows the names that an edit comes across."""

    imports: set[str]
    locals: set[str]

    def resolve(self, module: str, name: str) -> Symbol | Library | Room | None: ...
    def visit(self, symbol: Symbol) -> None: ...
    def exchanged(self, symbol: Symbol) -> Symbol: ...
    def is_exchanged(self, symbol: Symbol) -> bool: ...


class Edits:
    """What is changed in the text of one definition on its way into a script."""

    def __init__(self, journey: Journey, module: Module, symbol: Symbol) -> None:
        self.journey, self.module, self.symbol = journey, module, symbol
        self.node = module.definitions[symbol.name]
        self.changes: list[tuple[int, int, str | Symbol | Signature]] = []  # from, to, what stands there
        self.renamed: set[Symbol] = set()  # known here under another name, which a local name may hide
        self.starts = [0]
        for line in module.lines:
            self.starts.append(self.starts[-1] + len(line))
        self.source = b"".join(module.lines)

    # Where things stand

    def _at(self, line: int, column: int) -> int:
        return self.starts[line - 1] + column

    def _start(self, node: ast.expr | ast.stmt | ast.arg) -> int:
        return self._at(node.lineno, node.col_offset)

    def _end(self, node: ast.expr | ast.stmt | ast.arg) -> int:
        assert node.end_lineno is not None and node.end_col_offset is not None
        return self._at(node.end_lineno, node.end_col_offset)

    # What is walked

    def walk(self, node: ast.stmt) -> None:
        self._visit(node, frozenset())

    def _visit(self, node: ast.AST, local: frozenset[str]) -> None:
        match node:
            case ast.FunctionDef():
                self._function(node, local)
            case ast.Lambda():
                self._visit(node.body, local | _arguments(node.args))
                for default in [*node.args.defaults, *filter(None, node.args.kw_defaults)]:
                    self._visit(default, local)
            case ast.AnnAssign(target=target, annotation=annotation, value=value) if not self._in_class(node):
                if value is not None:
                    self.changes.append((self._end(target), self._end(annotation), ""))
                    self._visit(value, local)
                self._visit(target, local)
            case ast.Expr(value=ast.Call(func=ast.Name(id=name))) if self._is_left_out(name, local):
                self._drop(node)
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name not in local:
                self._attribute(node, name, attribute)
            case ast.Name(id=name) if name not in local:
                self._name(node, name)
            case _:
                for child in ast.iter_child_nodes(node):
                    self._visit(child, local)

    def _in_class(self, node: ast.AnnAssign) -> bool:
        return isinstance(self.node, ast.ClassDef) and node in self.node.body

    def _is_left_out(self, name: str, local: frozenset[str]) -> bool:
        return name not in local and self.journey.resolve(self.module.name, name) in LEFT_OUT

    def _drop(self, statement: ast.stmt) -> None:
        """The statement's whole lines; a ``pass`` would only be needed where nothing else is in the block."""
        assert statement.end_lineno is not None
        self.changes.append((self.starts[statement.lineno - 1], self.starts[statement.end_lineno], ""))

    def _function(self, node: ast.FunctionDef, outer: frozenset[str]) -> None:
        inner = outer | _arguments(node.args) | _bound(node)
        self.journey.locals |= inner
        defaults = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
        for part in [*defaults, *self._decorators(node)]:
            for child in ast.walk(part):
                if isinstance(child, ast.Name):
                    self._name(child, child.id, place=False)
        indent = " " * node.col_offset
        name = self.symbol if node is self.node else node.name
        self.changes.append((self._start(node), self._colon(node), Signature(indent, name, node.args)))
        body = node.body
        if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
            self._docstring(body[0], body[0].value.value)
            body = body[1:]
        for statement in body:
            self._visit(statement, inner)

    def _colon(self, node: ast.FunctionDef) -> int:
        """Just behind the colon that ends the signature."""
        start = self._start(node)
        depth = 0
        for token in tokenize.tokenize(io.BytesIO(self.source[start:]).readline):
            if token.type == tokenize.OP:
                depth += (token.string in "([{") - (token.string in ")]}")
                if token.string == ":" and depth == 0:
                    lines = self.source[start:].splitlines(keepends=True)
                    before = sum(len(line) for line in lines[: token.end[0] - 1])
                    column = len(lines[token.end[0] - 1].decode()[: token.end[1]].encode())
                    return start + before + column
        raise AssertionError(node.name)

    def _docstring(self, statement: ast.Expr, text: object) -> None:
        first = " ".join(str(text).split("\n\n")[0].split())
        indent = " " * statement.col_offset
        lines = textwrap.wrap(first, WIDTH - len(indent) - 6) or [""]
        joined = f"\n{indent}".join(lines) + (f"\n{indent}" if len(lines) > 1 else "")
        quoted = '"""' + joined.replace("\\", "\\\\").replace('"""', "'''") + '"""'
        self.changes.append((self._start(statement), self._end(statement), quoted))

    def _attribute(self, node: ast.Attribute, name: str, attribute: str) -> None:
        stands_for = self.journey.resolve(self.module.name, name)
        symbol: Symbol | None = None
        if isinstance(stands_for, Room):
            target = self.journey.resolve(stands_for.module, attribute)
            symbol = target if isinstance(target, Symbol) else None
        elif isinstance(stands_for, Library):
            library = Symbol(stands_for.statement.removeprefix("import "), attribute)
            symbol = library if self.journey.is_exchanged(library) else None
        if symbol is None:
            assert isinstance(node.value, ast.Name)
            self._name(node.value, name)
            return
        self.journey.visit(symbol)
        symbol = self.journey.exchanged(symbol)
        self.renamed.add(symbol)
        self.changes.append((self._start(node), self._end(node), symbol))

    def _name(self, node: ast.Name, name: str, place: bool = True) -> None:
        stands_for = self.journey.resolve(self.module.name, name)
        if isinstance(stands_for, Library):
            self.journey.imports.add(stands_for.statement)
        elif isinstance(stands_for, Symbol):
            self.journey.visit(stands_for)
            symbol = self.journey.exchanged(stands_for)
            if symbol.name != name:
                self.renamed.add(symbol)
            if place:
                self.changes.append((self._start(node), self._end(node), symbol))
        elif stands_for is None and self.module.own and not hasattr(builtins, name) and name != "__file__":
            raise PipelineError(
                f"export: {self.module.file}, line {node.lineno}: nothing tells what {name} is; import or define it "
                "in that file"
            )

    # What comes of it

    def text(self, names: Mapping[Symbol, str]) -> str:
        node = self.node
        first = node.lineno
        while first > 1 and self.module.lines[first - 2].startswith(b"#"):
            first -= 1  # what is said of it just above
        start, end = self.starts[first - 1], self.starts[node.end_lineno or node.lineno]
        parts, at = [], start
        for low, high, new in sorted(self.changes, key=lambda change: change[:2]):
            parts += [self.source[at:low].decode(), self._written(new, names)]
            at = high
        parts.append(self.source[at:end].decode())
        written = re.sub(r"  # (type|noqa):.*", "", "".join(parts))
        head = "".join(f"@{ast.unparse(decorator)}\n" for decorator in self._decorators(node))
        return head + written.rstrip() + "\n"

    def _decorators(self, node: ast.stmt) -> list[ast.expr]:
        """Those that are no declaration of a filter."""
        decorators = node.decorator_list if isinstance(node, (ast.FunctionDef, ast.ClassDef)) else []
        return [
            decorator
            for decorator in decorators
            if not (isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith("register"))
        ]

    def _written(self, new: object, names: Mapping[Symbol, str]) -> str:
        if isinstance(new, Symbol):
            return names[new]
        if isinstance(new, Signature):
            name = names[new.name] if isinstance(new.name, Symbol) else new.name
            return new.text(name, lambda known: self._global(known, names))
        return str(new)

    def _global(self, name: str, names: Mapping[Symbol, str]) -> str:
        stands_for = self.journey.resolve(self.module.name, name)
        return names.get(self.journey.exchanged(stands_for), name) if isinstance(stands_for, Symbol) else name


class Signature(NamedTuple):
    """A function's first line without types."""

    indent: str
    name: str | Symbol
    arguments: ast.arguments

    def text(self, name: str, known: Callable[[str], str]) -> str:
        bare = ast.parse(f"def f({ast.unparse(self.arguments)}): pass").body[0]
        assert isinstance(bare, ast.FunctionDef)
        for argument in [*bare.args.posonlyargs, *bare.args.args, *bare.args.kwonlyargs]:
            argument.annotation = None
        for more in filter(None, (bare.args.vararg, bare.args.kwarg)):
            more.annotation = None
        for default in [*bare.args.defaults, *filter(None, bare.args.kw_defaults)]:
            for node in ast.walk(default):
                if isinstance(node, ast.Name):
                    node.id = known(node.id)
        written = ast.unparse(bare.args).replace("'", '"')  # no default of the lab's holds a quotation mark
        line = f"def {name}({written}):"
        if len(self.indent) + len(line) <= WIDTH:
            return line
        inner = ",\n    ".join(part.strip() for part in written.split(", "))
        return f"def {name}(\n    {inner},\n):"


def _arguments(arguments: ast.arguments) -> frozenset[str]:
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return frozenset(argument.arg for argument in [*named, *filter(None, (arguments.vararg, arguments.kwarg))])


def _bound(function: ast.FunctionDef) -> frozenset[str]:
    """Every name that the function binds itself, also in a function or a comprehension inside it."""
    names: set[str] = set()
    for node in ast.walk(function):
        if node is function:
            continue
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.FunctionDef(name=name):
                names.add(name)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                names |= {alias.asname or alias.name.partition(".")[0] for alias in aliases}
    return frozenset(names)
