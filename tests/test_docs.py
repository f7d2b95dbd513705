"""What the documents say is what the code does."""

from __future__ import annotations

import re
import shlex

import pytest
from paths import ROOT

from ocrlab.cli.main import commands as command_line
from ocrlab.filters import FAMILIES, all_filters

README = (ROOT / "README.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]
NUMBERS = {6: "six", 7: "seven", 8: "eight"}


def test_the_readme_counts_the_filters_and_their_families() -> None:
    assert f"{len(all_filters())} filters in {NUMBERS[len(FAMILIES) - 1]} families" in README


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_a_document_links_to_is_there(document) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", document.read_text("utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_filter_named_beside_asposes_is_in_the_catalogue() -> None:
    table = README[README.index("| there | here |") :].split("\n\n")[0]
    named = {name for row in table.splitlines()[2:] for name in re.findall(r"`([a-z_]+)", row.split("|")[2])}
    assert named - {found.name for found in all_filters()} - {"region", "dilate"} == set()


def test_the_tree_in_contributing_names_files_that_are_there() -> None:
    tree = CONTRIBUTING[CONTRIBUTING.index("```\n") + 4 :].split("```")[0]
    folders: list[str] = []
    missing = []
    for line in tree.splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        for name in re.split(r",?\s+", line.split("  ")[depth].strip()) if line.strip() else []:
            folders[depth:] = [name]
            if not (ROOT / "/".join([*folders[:depth], name])).exists():
                missing.append(name)
    assert missing == []


def shown_commands() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    lines = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith(("ocrlab ", "python -m ocrlab "))]


@pytest.mark.parametrize("command", shown_commands())
def test_every_command_in_the_readme_is_understood(command) -> None:
    words = shlex.split(command.split("#")[0])
    words = words[1:] if words[0] == "ocrlab" else words[3:]
    command_line().commands[words[0]].make_context(words[0], words[1:])
