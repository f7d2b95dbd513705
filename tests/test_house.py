"""The house rules that keep the code easy to find and quick to import: who may import whom, and who owns which door."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from paths import ROOT

FILES = sorted([*(ROOT / "ocrlab").rglob("*.py"), *(ROOT / "pages").glob("*.py"), *ROOT.glob("app.py")])

# Rooms from the ground up; a file imports from its own floor or below. Floors that may not know each other are apart.
FLOORS: tuple[frozenset[str], ...] = (
    frozenset({"errors", "wording", "machine"}),
    frozenset({"files", "params", "image", "moves", "crops"}),
    frozenset({"filters", "reading", "text"}),
    frozenset({"engines", "scoring", "pipeline", "diagnose", "degrade", "truth", "home", "store", "readings"}),
    frozenset({"datasets", "samples"}),
    frozenset({"run", "workers"}),
    frozenset({"search", "export", "training"}),
    frozenset({"ui", "cli"}),
    frozenset({"app", "pages"}),
)
STRANGERS = ({"ui", "cli"}, {"app", "cli"}, {"pages", "cli"})
DOORS = {
    "streamlit": {"ui", "app", "pages"},
    "typer": {"cli"},
    "optuna": {"search"},
    "sqlalchemy": {"store"},
    "easyocr": {"engines"},
    "torch": {"engines", "training"},
    "torchvision": {"engines"},
    "openvino": {"engines"},
    "dask": {"workers"},
    "distributed": {"workers"},
}
HEAVY = ("streamlit", "torch", "easyocr", "openvino", "optuna", "typer", "sqlalchemy", "dask")


def room_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return parts[1] if parts[0] == "ocrlab" else parts[0]


def imports(tree: ast.AST) -> list[tuple[str, int]]:
    """Every module imported anywhere in a file, with its line; imports for type checkers alone do not count."""
    found: list[tuple[str, int]] = []
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
            continue
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [(f"{node.module}.{alias.name}", node.lineno) for alias in node.names]
        found += imports(node)
    return found


def floor(room: str) -> int | None:
    return next((height for height, rooms in enumerate(FLOORS) if room in rooms), None)


def faults(file: Path) -> list[str]:
    here, where = room_of(file), file.relative_to(ROOT)
    if here in ("__init__", "__main__"):
        return []
    if floor(here) is None:
        return [f"{where}: the room {here} has no floor in FLOORS"]
    found = []
    for name, line in imports(ast.parse(file.read_text(encoding="utf-8"))):
        top, *rest = name.split(".")
        if top in DOORS and here not in DOORS[top]:
            found.append(f"{where}:{line}: {top} may be imported in {', '.join(sorted(DOORS[top]))} only")
        there = rest[0] if top == "ocrlab" and rest else ""
        if there and there != here and there not in ("__version__",):
            height = floor(there)
            if height is None:
                found.append(f"{where}:{line}: imports ocrlab.{there}, which has no floor in FLOORS")
            elif height > floor(here) or {here, there} in STRANGERS:
                found.append(f"{where}:{line}: {here} may not import ocrlab.{there}")
    return found


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
