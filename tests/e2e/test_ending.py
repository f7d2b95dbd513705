"""However the app is ended, while it reads, no process of it stays.

A bounded part of ``python -m tests.soak``.
"""

from __future__ import annotations

import signal

import pytest

from tests.soak.ending import end_while_it_reads


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGKILL], ids=lambda by: by.name)
def test_an_app_that_is_ended_while_it_reads_leaves_no_process_behind(browser, by):
    before, left = end_while_it_reads(browser, by)
    assert before >= 2 and left == {}
