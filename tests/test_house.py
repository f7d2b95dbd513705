"""The rules that keep the code easy to find, to read and to import: floors, doors, circles, faces, sizes and names."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from paths import ROOT

FILES = sorted([*(ROOT / "ocrlab").rglob("*.py"), *(ROOT / "pages").glob("*.py"), *ROOT.glob("app.py")])

# Rooms from the ground up; a file imports from its own floor or below. Floors that may not know each other are apart.
FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"errors", "wording", "machine"}),
    frozenset({"files", "params", "apart", "image", "moves", "crops"}),
    frozenset({"filters", "languages", "reading", "text"}),
    frozenset({"engines", "scoring", "pipeline", "diagnose", "truth", "home", "store", "readings"}),
    frozenset({"datasets", "samples", "orientation"}),
    frozenset({"run", "workers", "recipe", "lesson"}),
    frozenset({"search", "export", "training", "batch", "delivery", "contest", "runs"}),
    frozenset({"ui", "cli"}),
    frozenset({"app", "pages"}),
)
STRANGERS = ({"ui", "cli"}, {"app", "cli"}, {"pages", "cli"})
DOORS = {
    "streamlit": {"ui", "app", "pages"},
    "typer": {"cli"},
    "optuna": {"search"},
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "easyocr": {"engines"},
    "torch": {"engines", "training"},
    "torchvision": {"engines"},
    "openvino": {"engines"},
    "pikepdf": {"delivery"},
    "jinja2": {"delivery"},
    "dask": {"workers"},
    "distributed": {"workers"},
}
HEAVY = ("streamlit", "torch", "easyocr", "openvino", "optuna", "typer", "sqlalchemy", "alembic", "dask")


def room_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return parts[1] if parts[0] == "ocrlab" else parts[0]


def parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def imports(tree: ast.AST, for_types: bool = False) -> list[tuple[str, int]]:
    """Every module imported anywhere in a file, with its line; ``for_types`` counts imports for type checkers, too."""
    named: list[tuple[str, int]] = []
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING") and not for_types:
            continue
        if isinstance(node, ast.Import):
            named += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            named += [(f"{node.module}.{alias.name}", node.lineno) for alias in node.names]
        named += imports(node, for_types)
    return named


def floor(room: str) -> int | None:
    return next((height for height, rooms in enumerate(FLOORS) if room in rooms), None)


def faults(file: Path) -> list[str]:
    here, where = room_of(file), file.relative_to(ROOT)
    if here in ("__init__", "__main__"):
        return []
    if floor(here) is None:
        return [f"{where}: the room {here} has no floor in FLOORS"]
    broken = []
    for name, line in imports(parsed(file)):
        top, *rest = name.split(".")
        if top in DOORS and here not in DOORS[top]:
            broken.append(f"{where}:{line}: {top} may be imported in {', '.join(sorted(DOORS[top]))} only")
        there = rest[0] if top == "ocrlab" and rest else ""
        if there and there != here and there not in ("__version__",):
            height = floor(there)
            if height is None:
                broken.append(f"{where}:{line}: imports ocrlab.{there}, which has no floor in FLOORS")
            elif height > floor(here) or {here, there} in STRANGERS:
                broken.append(f"{where}:{line}: {here} may not import ocrlab.{there}")
    return broken


@pytest.mark.parametrize("file", FILES, ids=lambda f: str(f.relative_to(ROOT)))
def test_a_file_imports_downwards_only_and_through_the_right_doors(file):
    assert faults(file) == []


def test_the_rule_names_the_file_and_line_that_break_it(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    wrong = tmp_path / "ocrlab" / "params.py"
    wrong.parent.mkdir()
    wrong.write_text("import numpy\nfrom ocrlab.filters import median\ndef f():\n    import streamlit\n")
    assert faults(wrong) == [
        "ocrlab/params.py:2: params may not import ocrlab.filters",
        "ocrlab/params.py:4: streamlit may be imported in app, pages, ui only",
    ]


@pytest.mark.parametrize("module", ["ocrlab", "ocrlab.pipeline", "ocrlab.filters"])
def test_importing_the_core_loads_nothing_heavy(module):
    code = f"import sys, {module}; print(' '.join(m for m in {HEAVY!r} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == ""


# Circles, faces, sizes, names

PACKAGE = [file for file in FILES if file.is_relative_to(ROOT / "ocrlab")]
LONGEST_FUNCTION = 60
# They say how a value came to be, not what it is: `filter_`, `interval`, `stored` do.
EMPTY_NAMES = {"found", "one", "kept", "said"}
# It hands names on when they are asked for (PEP 562): every command runs it at its start, `ocrlab score` included, and
# importing what it names would load every filter and OpenCV.
LAZY_FACE = ROOT / "ocrlab" / "__init__.py"


def module_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def import_graph(trees: dict[str, ast.Module]) -> dict[str, set[str]]:
    """Which module imports which, anywhere in its file and for whatever reason.

    ``from ocrlab.search import plan`` imports the module plan, ``from ocrlab.search import Plan`` the package's face.
    """

    def module(name: str) -> str:
        while name and name not in trees:
            name = name.rpartition(".")[0]
        return name

    return {
        name: {module(imported) for imported, _ in imports(tree, for_types=True)} - {"", name}
        for name, tree in trees.items()
    }


def circles(graph: dict[str, set[str]]) -> list[str]:
    """Each circle of imports, written ``a -> b -> a``, the shortest through its first module."""
    told: list[str] = []
    done: set[str] = set()
    for start in sorted(graph):
        ways = [(start,)] if start not in done else []
        seen: set[str] = set()
        while ways:
            way, *ways = ways
            if start in graph[way[-1]] - done:
                told.append(" -> ".join([*way, start]))
                done |= set(way)
                break
            for name in sorted(graph[way[-1]] - seen - done):
                seen.add(name)
                ways.append((*way, name))
    return told


def definitions(file: Path) -> list[str]:
    """What a package's face does beside handing names on."""
    harmless = (ast.Import, ast.ImportFrom)
    return [
        f"{file.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node).splitlines()[0]}"
        for node in parsed(file).body
        if not isinstance(node, harmless)
        and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        and not (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__")
    ]


def untyped_state(file: Path) -> Iterator[str]:
    """Attributes of classes that hold anything under any name."""
    for class_ in ast.walk(parsed(file)):
        for node in ast.walk(class_) if isinstance(class_, ast.ClassDef) else ():
            if isinstance(node, ast.AnnAssign) and "dict[str, Any]" in ast.unparse(node.annotation):
                yield f"{file.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node.target)}"


def long_functions(file: Path) -> Iterator[str]:
    """Functions over `LONGEST_FUNCTION` lines; of one whose signature is a declaration, only the body counts."""
    for node in ast.walk(parsed(file)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            declares = "Annotated[" in ast.unparse(node.args)
            lines = (node.end_lineno or 0) - (node.body[0].lineno if declares else node.lineno) + 1
            if lines > LONGEST_FUNCTION:
                yield f"{file.relative_to(ROOT)}:{node.lineno}: {node.name} has {lines} lines"


def empty_names(file: Path) -> Iterator[str]:
    for node in ast.walk(parsed(file)):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()) | ast.arg(arg=name):
                pass
            case ast.FunctionDef(name=name) | ast.ExceptHandler(name=name) | ast.alias(asname=name):
                pass
            case ast.MatchAs(name=name) | ast.MatchStar(name=name):
                pass
            case _:
                continue
        if name in EMPTY_NAMES:
            yield f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}: {name}"


def all_of(rule: Callable[[Path], Iterator[str] | list[str]], files: list[Path]) -> list[str]:
    return [fault for file in files for fault in rule(file)]


def test_no_module_imports_itself_by_way_of_others():
    assert circles(import_graph({module_of(file): parsed(file) for file in PACKAGE})) == []


def test_a_circle_is_told_whether_it_closes_at_the_top_in_a_function_or_for_types_alone():
    written = {
        "ocrlab": "",
        "ocrlab.a": "from ocrlab import b",
        "ocrlab.b": "def f():\n    from ocrlab.c import C",
        "ocrlab.c": "if TYPE_CHECKING:\n    from ocrlab.a import A",
        "ocrlab.d": "import ocrlab.a, ocrlab.d",
    }
    graph = import_graph({name: ast.parse(text) for name, text in written.items()})
    assert circles(graph) == ["ocrlab.a -> ocrlab.b -> ocrlab.c -> ocrlab.a"]


def test_a_package_hands_names_on_and_defines_nothing():
    faces = [file for file in PACKAGE if file.name == "__init__.py" and file != LAZY_FACE]
    assert all_of(definitions, faces) == []


def test_no_state_of_the_app_is_a_bag_of_anything():
    assert all_of(untyped_state, [file for file in PACKAGE if room_of(file) == "ui"]) == []


def test_a_function_fits_on_a_screen():
    assert all_of(long_functions, FILES) == []


def test_a_name_says_what_a_thing_is():
    assert all_of(empty_names, PACKAGE) == []


def test_sizes_and_names_are_told_by_file_and_line(tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    file = tmp_path / "wrong.py"
    signature = "def f(\n    a: Annotated[int, 'help'],\n" + "\n" * 60 + "): ...\n"
    body = "def g(one):\n    for found in one: self.kept = found\n" + "    pass\n" * 60
    state = "class S:\n    bag: dict[str, Any]\n    names: dict[str, int]\n"
    file.write_text(signature + body + state)
    assert list(long_functions(file)) == ["wrong.py:64: g has 62 lines"]
    assert list(empty_names(file)) == ["wrong.py:64: one", "wrong.py:65: found", "wrong.py:65: kept"]
    assert list(untyped_state(file)) == ["wrong.py:127: bag"]
    assert definitions(file)[1] == "wrong.py:64: def g(one):"


def test_the_floors_in_the_architecture_are_those_that_are_held() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    table = text[text.index("<!-- floors -->") : text.index("<!-- /floors -->")]
    rows = re.findall(r"^\| (\d) \| (.+) \|$", table, re.MULTILINE)
    assert {int(floor): set(rooms.split(", ")) for floor, rooms in rows} == {
        floor: set(rooms) for floor, rooms in enumerate(FLOORS, 1)
    }
