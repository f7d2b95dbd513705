"""Bundle: how do the viewer's JavaScript modules become the one text that Streamlit takes?

Streamlit serves a folder of JavaScript only for a component that pip installed as a package of its own. To all others
the browser gives an address made of their text (a blob), from where an ``import`` of a neighbour leads nowhere. So the
modules under ``browser/`` are joined here when the viewer is first shown: nothing built lies in the repository to grow
old, and neither a wheel nor a clone needs Node.

Each module becomes a function that returns its exports, and each ``import`` takes what it names from there: names
stay private to their module, as they are in the browser and in Node. What can be said in this way is all that is
allowed; anything else is refused with its file and line::

    import { a, b } from "./other.js";
    export const a = 1;            export class A {}
    export function a() {}         export default function a() {}
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

_IMPORT = re.compile(r'^import \{([\w\s,]*)\} from "(\.{1,2}/[\w./]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (default )?((?:async )?function|class|const) (\w+)", re.MULTILINE)
_LEFT_OVER = re.compile(r"^[ \t]*(?:import|export)\b.*|\bimport\(.*", re.MULTILINE)


@dataclass(frozen=True)
class _Module:
    """A module's name (its path below the root), what it imports (names by module), what it exports, its bare code."""

    name: str
    imports: tuple[tuple[str, str], ...]
    exports: dict[str, str]
    code: str


def bundle(root: Path, entry: str = "main.js") -> str:
    """``entry`` and all it imports as the text of one module, which exports what ``entry`` exports as default.

    Raises ``ValueError`` for a form of import or export that is not understood, a name that is not exported where it
    is imported from, modules that import each other, and an entry without a default export.
    """
    modules: dict[str, _Module] = {}
    waiting = [entry]
    while waiting:
        name = waiting.pop()
        if name not in modules:
            modules[name] = _parsed(name, (root / name).read_text("utf-8"))
            waiting += [source for source, _ in modules[name].imports]
    if "default" not in modules[entry].exports:
        raise ValueError(f"{entry}: the first module must export a default function")
    parts = [_scoped(modules[name], modules) for name in _in_order(modules)]
    return "\n".join([*parts, f"export default {_variable(entry)}.default;\n"])


def _parsed(name: str, text: str) -> _Module:
    folder = posixpath.dirname(name)
    imports = tuple(
        (posixpath.normpath(posixpath.join(folder, source)), names.strip().rstrip(","))
        for names, source in _IMPORT.findall(text)
    )
    exports = {"default" if default else own: own for default, _, own in _EXPORT.findall(text)}
    code = _EXPORT.sub(r"\2 \3", _IMPORT.sub("", text))
    if strange := _LEFT_OVER.search(code):
        line = text[: text.index(strange[0])].count("\n") + 1
        raise ValueError(f"{name}:{line}: this form is not understood here: {strange[0].strip()}")
    return _Module(name, imports, exports, code)


def _in_order(modules: dict[str, _Module]) -> list[str]:
    """Every module after those it imports."""
    graph = {name: [source for source, _ in module.imports] for name, module in modules.items()}
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise ValueError(f"modules import each other: {' -> '.join(error.args[1])}") from None


def _scoped(module: _Module, modules: dict[str, _Module]) -> str:
    lines = [f"// --- {module.name}", f"const {_variable(module.name)} = (() => {{"]
    for source, names in module.imports:
        if missing := {name.strip() for name in names.split(",")} - modules[source].exports.keys():
            raise ValueError(f"{module.name}: {source} exports no {', '.join(sorted(missing))}")
        lines.append(f"const {{ {' '.join(names.split())} }} = {_variable(source)};")
    exports = ", ".join(f"{name}: {own}" for name, own in module.exports.items())
    return "\n".join([*lines, module.code, f"return {{ {exports} }};", "})();\n"])


def _variable(name: str) -> str:
    return "$" + re.sub(r"\W", "_", name.removesuffix(".js"))
