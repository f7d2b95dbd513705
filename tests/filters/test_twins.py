"""The rule on the door of ``filters/twins``: each module has its twin, a test against it, and a benchmark row."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import pytest
from paths import ROOT

TWINS = sorted(path for path in (ROOT / "ocrlab" / "filters" / "twins").glob("*.py") if path.stem != "__init__")
TESTS = [path for path in Path(__file__).parent.glob("test_*.py") if path.name != Path(__file__).name]
BENCHMARK = ROOT / "tests" / "benchmarks" / "bench_filters.py"


def twins_of(module: Path) -> list[str]:
    """The functions that a module's docstring names on its line ``Twin:``."""
    line = re.search(
        r"^Twin: (.+)$", ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or "", re.MULTILINE
    )
    return line.group(1).split(", ") if line else []


def used_in(file: Path) -> set[str]:
    """Every dotted name of scikit-image or SciPy that a file's code looks up, written out in full."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    full: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in ("skimage", "scipy"):
            full |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    names = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, ast.Attribute | ast.Name)}
    heads = ((name.partition("."), name) for name in names)
    return {full[head] + dot + rest for (head, dot, rest), _ in heads if head in full}


def owner_of(twin: str) -> object:
    module, _, function = twin.rpartition(".")
    return getattr(importlib.import_module(module), function)


@pytest.mark.parametrize("module", TWINS, ids=lambda path: path.stem)
def test_each_module_names_twins_that_exist_are_tested_against_and_timed(module):
    twins = twins_of(module)
    assert twins, f"{module.name}: its docstring needs a line such as 'Twin: skimage.filters.median'"
    tested = set().union(*map(used_in, TESTS))
    timed = used_in(BENCHMARK)
    for twin in twins:
        assert callable(owner_of(twin))
        assert twin in tested, f"{module.name}: no test under tests/filters calls {twin}"
        assert twin in timed, f"{module.name}: no row of {BENCHMARK.name} times {twin}"


def test_the_rule_sees_a_twin_that_is_neither_named_nor_used(tmp_path):
    nameless = tmp_path / "fast.py"
    nameless.write_text('"""Fast: how?"""\n')
    assert twins_of(nameless) == []
    nameless.write_text('"""Fast: how?\n\nTwin: skimage.filters.median, scipy.ndimage.zoom\n"""\n')
    assert twins_of(nameless) == ["skimage.filters.median", "scipy.ndimage.zoom"]
    nameless.write_text("from skimage import filters\nfrom scipy.ndimage import zoom as z\nfilters.gaussian(z(1))\n")
    assert used_in(nameless) == {"skimage.filters", "skimage.filters.gaussian", "scipy.ndimage.zoom"}


def test_twins_stand_on_strips_alone_and_know_nothing_of_a_page():
    for module in TWINS:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("ocrlab.filters"):
                assert re.match(r"ocrlab\.filters\.(strips|twins)\b", node.module), f"{module.name}:{node.lineno}"
