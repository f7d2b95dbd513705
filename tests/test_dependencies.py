"""What the lab stands on: each licence is listed, and nothing of a stranger's is unpickled."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from paths import ROOT

from tests.licences import direct, table

PAGE = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
# Readers that run what they read, or can be made to: `pickle`, whatever builds on it, and YAML with tags of Python.
RUNS = {
    *("pickle.load", "pickle.loads", "pickle.Unpickler", "marshal.load", "marshal.loads", "shelve.open", "dill.loads"),
    *("cloudpickle.loads", "joblib.load", "torch.load", "torch.jit.load", "pandas.read_pickle", "yaml.unsafe_load"),
    *("yaml.full_load", "yaml.load_all", "eval", "exec"),
}
MARKS = re.compile(r"pickle|marshal|shelve|dill|joblib|torch|eval|exec|yaml")
ALLOWED = {
    "ocrlab/workers/child.py": "calls that the server itself wrote into the pipe",
    "ocrlab/workers/local.py": "answers of a worker, which runs the lab's own code on pixels",
    "ocrlab/workers/cluster.py": "calls from the scheduler that whoever runs the lab has named",
    "ocrlab/filters/own.py": "a file of filters that whoever runs the lab has named, which is code",
}


def runs_what_it_reads(file: Path) -> list[str]:
    """Uses of such readers, with their lines; ``numpy.load`` only where it takes pickles, ``yaml.load`` only unsafe."""
    uses: list[str] = []
    text = file.read_text("utf-8")
    if not MARKS.search(text):
        return uses
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            pickles = name in ("np.load", "numpy.load") and "allow_pickle" in ast.unparse(node)
            unsafe = name == "yaml.load" and not any("Loader" in ast.unparse(each) for each in node.args[1:])
            if name in RUNS or pickles or unsafe:
                uses.append(f"{file.name}:{node.lineno}: {name}")
        elif isinstance(node, ast.ImportFrom) and {f"{node.module}.{alias.name}" for alias in node.names} & RUNS:
            uses.append(f"{file.name}:{node.lineno}: {ast.unparse(node)}")
    return uses


def test_nothing_from_outside_is_read_by_what_runs_it() -> None:
    files = {str(file.relative_to(ROOT)): file for file in (ROOT / "ocrlab").rglob("*.py")}
    uses = {name: lines for name, file in files.items() if (lines := runs_what_it_reads(file))}
    assert set(uses) <= set(ALLOWED), uses


def test_such_a_reader_is_told_by_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("import pickle\npickle.loads(b'')\nnp.load('a', allow_pickle=True)\nyaml.load(text)\n")
    assert runs_what_it_reads(file) == ["a.py:2: pickle.loads", "a.py:3: np.load", "a.py:4: yaml.load"]


def test_every_dependency_is_listed_with_the_licence_that_it_states() -> None:
    assert direct() and table(direct()) in PAGE
