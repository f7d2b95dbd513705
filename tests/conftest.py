"""What every test starts from: its own home for the lab's files, and no clock."""

from __future__ import annotations

import os
import sys
import tempfile
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

# How long an example takes says more about the machine than about the code.
settings.register_profile("ocrlab", deadline=None)
settings.load_profile("ocrlab")

pytest_plugins = ["postgresql"]

# One home a test run: a person's own readings are neither used nor touched, and networks are converted once.
_home = tempfile.TemporaryDirectory(prefix="ocrlab-tests-", ignore_cleanup_errors=True)
os.environ["OCRLAB_HOME"] = _home.name


# What waits for engines and processes; browsers do so after it, in the same home, where networks are made once.
WAITING = ("batch", "cli", "engines", "search", "training", "workers")


class SideBySide(LoadScopeScheduling):
    """With ``-n 2`` one process waits while the other computes; within each part the tests keep their order."""

    def _split_scope(self, nodeid: str) -> str:
        folder = nodeid.split("/")[1]
        return "waiting" if folder in WAITING else "browser" if folder == "e2e" else "computing"


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> SideBySide:
    return SideBySide(config, log)


@pytest.fixture(autouse=True)
def _own_main():
    """Streamlit's test runs put a page in the place of ``__main__``; a process started later would run that page."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture
def a_home_of_its_own(monkeypatch, tmp_path):
    """For tests that must find nothing that another test has read."""
    monkeypatch.setenv("OCRLAB_HOME", str(tmp_path))
    monkeypatch.delenv("OCRLAB_DATABASE_URL", raising=False)
