"""What tests of pages share: a pool whose readings come at once."""

from __future__ import annotations

import pytest
from fake_pool import Pool


@pytest.fixture
def pool(monkeypatch) -> Pool:
    """The lab's pool for this test; a file whose readings come otherwise has one of its own."""
    made = Pool()
    monkeypatch.setattr("ocrlab.ui.pool.shared_pool", lambda: made)
    return made
