"""What pip installs is what a clone runs: the same pins, the same files, the same app."""

from __future__ import annotations

import re
import tomllib
from fnmatch import fnmatch

import pytest
from paths import ROOT

import ocrlab

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CODE = (".py", ".pyc")
FOR_NODE = "package.json"  # tells the runner of the JavaScript tests what it reads; the app itself needs no Node


def pins(name: str) -> dict[str, str]:
    """Package to version, as a requirements file pins them."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([A-Za-z0-9_.\[\]-]+)==(\S+)", text, re.MULTILINE))


def files(folder: str) -> list[str]:
    paths = (file.relative_to(ROOT) for file in (ROOT / folder).rglob("*") if file.is_file())
    return [str(path) for path in paths if path.suffix not in CODE]


def test_every_dependency_is_pinned_and_has_its_reason():
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"\S+==[^\s;]+(;.+)? +# .+|#.*", line)] == []


def test_the_extras_are_what_the_tests_run_with():
    extras = [name for names in PROJECT["project"]["optional-dependencies"].values() for name in names]
    assert extras and {tuple(extra.split("==")) for extra in extras} <= set(pins("requirements-dev.txt").items())


def test_no_file_of_the_package_is_left_out():
    patterns = PROJECT["tool"]["setuptools"]["package-data"]["*"]
    beside = [file for file in files("ocrlab") if not file.endswith(FOR_NODE)]
    assert "ocrlab/py.typed" in beside
    assert [file for file in beside if not any(fnmatch(file.rpartition("/")[2], name) for name in patterns)] == []


def test_the_apps_script_pages_and_configuration_are_installed_beside_each_other():
    installed = PROJECT["tool"]["setuptools"]["data-files"]
    shipped = {
        (folder.removeprefix("share/ocrlab").lstrip("/"), str(file.relative_to(ROOT)))
        for folder, patterns in installed.items()
        for pattern in patterns
        for file in ROOT.glob(pattern)
    }
    pages = [f"pages/{page.name}" for page in (ROOT / "pages").glob("*.py")]
    wanted = ["app.py", ".streamlit/config.toml", *pages]
    assert shipped == {(file.rpartition("/")[0], file) for file in wanted}, "each in the folder it has in a clone"


def test_the_pythons_it_names_are_those_that_pip_lets_in():
    named = re.findall(r"Python :: (3\.\d+)", " ".join(PROJECT["project"]["classifiers"]))
    assert (named, PROJECT["project"]["requires-python"]) == (["3.11", "3.12", "3.13"], ">=3.11,<3.14")


def test_every_public_name_is_there_and_no_other():
    assert [name for name in ocrlab.__all__ if getattr(ocrlab, name, None) is None] == []
    with pytest.raises(AttributeError, match="module 'ocrlab' has no attribute 'Receipt'"):
        ocrlab.Receipt  # noqa: B018
