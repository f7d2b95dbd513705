"""Spoiled files are decoded or refused: none crashes the lab, and none makes it hold more than it should.

A bounded part of ``python -m tests.fuzz``.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from paths import ROOT

from tests.fuzz.tally import fuzz
from tests.fuzz.targets import TARGETS

CASES = {"pictures": 240, "pdf": 40, "zip": 150} | dict.fromkeys(("runs", "stage", "markup"), 100)
MEMORY = 1000  # MB that a process may hold when all is done; it starts with a quarter of that


@pytest.mark.parametrize("target", TARGETS)
def test_every_small_file_that_is_spoiled_was_a_valid_one(target):
    for name, data in TARGETS[target].files().items():
        TARGETS[target].read(data, name)


@pytest.mark.parametrize("target", TARGETS)
def test_a_spoiled_file_is_decoded_or_refused_in_one_sentence(target):
    tally = fuzz(target, seed=0, cases=CASES.get(target, 40))
    assert not tally.crashes, tally.crashes[0]
    assert tally.decoded and tally.refused


def test_memory_stays_bounded():
    """In a process of its own, which holds nothing of what other tests have loaded."""
    code = (
        "import sys; sys.path[:0] = sys.argv[1:]\n"
        "from tests.fuzz.tally import fuzz\n"
        "print(max(fuzz(target, seed=7, cases=40).megabytes for target in ('pictures', 'zip')))"
    )
    command = [sys.executable, "-c", code, str(ROOT), str(ROOT / "tests" / "support")]
    done = subprocess.run(command, env=os.environ, capture_output=True, text=True, check=True)
    assert 0 < float(done.stdout) < MEMORY
