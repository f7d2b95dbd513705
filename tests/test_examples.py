"""The examples in the docstrings of the public nouns do what they show."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest


@pytest.mark.parametrize(
    ("module", "examples"),
    [
        ("ocrlab.pipeline", 2),
        ("ocrlab.scoring.rate", 2),
        ("ocrlab.scoring.metrics", 1),
        ("ocrlab.search.space.space", 2),
    ],
)
def test_every_example_gives_what_stands_below_it(module, examples):
    result = doctest.testmod(import_module(module))
    assert (result.failed, result.attempted) == (0, examples)
