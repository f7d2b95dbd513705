"""The table of limits is that of the code, and each limit on what strangers bring is held in one sentence."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np
import pytest
from made import saved
from paths import ROOT

from ocrlab import datasets, files
from ocrlab.datasets import archives
from ocrlab.errors import OcrLabError
from ocrlab.export import command, importing
from ocrlab.image import decode
from ocrlab.image.decoding import result
from ocrlab.recipe import yaml_text
from ocrlab.truth import formats, gate, parse_truth, tree
from ocrlab.truth.formats import parse
from ocrlab.workers import jobs

README = (ROOT / "README.md").read_text("utf-8")
PAGE = (ROOT / "docs" / "limits.md").read_text("utf-8")
TABLE = PAGE[PAGE.index("<!-- limits -->") : PAGE.index("<!-- /limits -->")]
ROWS = re.findall(r"^\| [^|]+ \| ([\d,]+(?: [KMG]iB)?) \| (?:`(\w+)`)? ?\| `([\w.]+)` \|$", TABLE, re.MULTILINE)
UNITS = {"": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}
# Rooms in which every constant that says "at most" is in the table, but for those below, which bound nothing that
# comes from outside.
ROOMS = (
    *("apart", "batch", "datasets", "export", "files", "image", "pipeline"),
    *("reading", "recipe", "runs", "store", "truth", "workers"),
)
INTERNAL = {
    "runs.set_list.MAX_NAMES",  # names in a sentence
    "runs.sets.MAX_SETS",  # lines of a list
    "store.faults.MAX_REASON",  # characters of what a database says
    "store.tables.MAX_PAGE",  # the width of a column; names are cut by MAX_KEY
    "store.tables.MAX_WORK",  # the width of a column; the lab draws these names itself
    "workers.cluster.MAX_WORKERS",  # the same for a cluster's workers, which belong to whoever runs it
}


def value_of(place: str) -> float:
    module, _, name = place.rpartition(".")
    return getattr(import_module(f"ocrlab.{module}"), name)


def bounds_of(room: str) -> set[str]:
    """The module-level constants of a room that say "at most"."""
    folder = ROOT / "ocrlab" / room
    names = set()
    for file in sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]:
        module = ".".join(file.relative_to(ROOT / "ocrlab").with_suffix("").parts)
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.Assign) and re.match(r"MAX_|MOST_", name := ast.unparse(node.targets[0])):
                names.add(f"{module}.{name}")
    return names


def test_every_row_of_the_table_says_what_the_code_says() -> None:
    assert len(ROWS) == len(re.findall(r"^\| .* \|$", TABLE, re.MULTILINE)) - 7
    for written, _, place in ROWS:
        number, _, unit = written.partition(" ")
        assert int(number.replace(",", "")) * UNITS[unit] == value_of(place), place


def test_every_limit_of_the_code_is_in_the_table() -> None:
    in_code = set().union(*(bounds_of(room) for room in ROOMS))
    assert in_code - {place for _, _, place in ROWS} - INTERNAL == set()
    assert in_code >= INTERNAL


def test_the_variables_of_the_table_are_settings_of_the_readme_and_those_are_of_the_code() -> None:
    code = "".join(file.read_text("utf-8") for file in (ROOT / "ocrlab").rglob("*.py"))
    table = README[README.index("| setting | is |") :].split("\n\n")[0]
    settings = {name for row in table.splitlines() for name in re.findall(r"`(OCRLAB_\w+)`", row.split("|")[1])}
    assert settings == set(re.findall(r"OCRLAB_[A-Z_]*[A-Z]", code))
    assert {variable for _, variable, _ in ROWS if variable} <= settings


PNG = saved(np.arange(64, dtype=np.uint8).reshape(8, 8))


def fill_queue() -> None:
    queue = jobs.FairQueue()
    for _ in range(4):
        queue.put(jobs.Job(None, None, "somebody"))


HELD: list[tuple[Any, str, float, Callable[[], object], str]] = [
    (result, "MAX_PIXELS", 63, lambda: decode(PNG), r"8 x 8 is over 0 megapixels; scale it down or crop it first"),
    (gate, "MAX_BYTES", 10, lambda: parse_truth(b"a" * 11, "a.txt"), r"is too much for a truth, at most 0 MB are read"),
    (formats, "MAX_CHARACTERS", 3, lambda: parse(b"abcd", "a.txt"), r"4 characters are too many, at most 3 are scored"),
    (
        tree,
        "MAX_ELEMENTS",
        2,
        lambda: parse(b"<alto><a/><a/></alto>", "a.xml"),
        r"more than 2 elements; give the truth",
    ),
    (tree, "MAX_DEPTH", 2, lambda: parse(b"<alto><a><a/></a></alto>", "a.xml"), r"elements nest deeper than 2"),
    (files, "MAX_FILE_BYTES", 9, lambda: files.read_file(ROOT / "README.md"), r"over 0 MB; no page is that large"),
    (
        archives,
        "MAX_DIRECTORY_BYTES",
        9,
        lambda: datasets.archive(bytes(200), "a.zip"),
        r"over \d+ files; split the ZIP",
    ),
    (command, "MAX_LINK", 9, lambda: command.from_link("?stage=grayscale"), r"a link has at most 9 characters"),
    (importing, "MAX_CHARACTERS", 9, lambda: importing.recipe_from("a" * 10), r"at most 9 can be a setting"),
    (yaml_text, "MAX_CHARACTERS", 9, lambda: yaml_text.loaded("a" * 10, "recipe", "x"), r"over 1 MB"),
    (yaml_text, "MAX_VALUES", 2, lambda: yaml_text.loaded("[1, 2]", "recipe", "x"), r"holds more than 2 values"),
    (yaml_text, "MAX_VALUE_CHARACTERS", 2, lambda: yaml_text.loaded("abc", "recipe", "x"), r"a value of over 2 char"),
    (jobs, "MAX_WAITING", 3, fill_queue, r"^readings: 3 are waiting already; wait until some of them are there"),
]


@pytest.mark.parametrize(("module", "name", "value", "call", "told"), HELD, ids=[name for _, name, *_ in HELD])
def test_a_limit_that_is_met_is_told_in_one_sentence(module, name, value, call, told, monkeypatch) -> None:
    monkeypatch.setattr(module, name, value)
    with pytest.raises(OcrLabError, match=told):
        call()


def test_yaml_that_is_long_is_read_apart_and_comes_back_the_same(monkeypatch) -> None:
    text = "ocrlab: 1\nstages:\n  - {filter: median, radius: 2, footprint: square}\nx: [1.5, true, null, é]"
    here = yaml_text.loaded(text, "recipe", "x")
    monkeypatch.setattr(yaml_text, "MAX_CHARACTERS_HERE", 5)
    assert yaml_text.loaded(text, "recipe", "x") == here
    with pytest.raises(OcrLabError, match=r"^recipe: the file refers from one place to another"):
        yaml_text.loaded("[&a 1, *a]", "recipe", "x")
