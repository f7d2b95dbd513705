"""What tests of the search compare with."""

from __future__ import annotations

import pytest
from search_engine import study_of

from ocrlab.search import Study
from ocrlab.store import Store


@pytest.fixture
def undisturbed(tmp_path) -> Study:
    """A study of the same plan with which nothing goes wrong."""
    study = study_of(Store(f"sqlite:///{tmp_path}/undisturbed.sqlite3"))
    study.run()
    return study
