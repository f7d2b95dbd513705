"""A text made to hold the lab up, or to bring it down, is refused in one sentence of a readable length, and at once."""

from __future__ import annotations

import pytest

from ocrlab.errors import InputError
from ocrlab.export import pipeline_from, recipe_from
from ocrlab.export.setting import BEGIN
from ocrlab.recipe.yaml_text import flow

STAGE = "ocrlab: 1\nstages:\n- filter: median\n"
MERGED = "\n".join(
    ["ocrlab: 1", "a0: &a0 {x: 1}", *(f"a{n}: &a{n}\n  <<: [*a{n - 1}, *a{n - 1}]" for n in range(1, 30))]
)
HOSTILE = {
    "merge keys that double 29 times": (MERGED, "refers from one place to another"),
    "a list of half a million values": ("ocrlab: 1\nstages: [" + "1," * 490_000 + "]\n", "more than 20,000 values"),
    "a number to the base of sixty": (
        f"{STAGE}  radius: " + "1:" * 490_000 + "1\n",
        "a value of over 10,000 characters",
    ),
    "one that is too large to be": (f"{STAGE}  radius: 1{':1' * 400}.5\n", "not YAML"),
    "a region without end": (f"{STAGE}  region: [.inf, 0, 1, 1]\n", "a region is x,y,width,height in px"),
    "a region without end, as JSON": (
        '{"ocrlab": 1, "stages": [{"filter": "median", "region": [1e999, 0, 1, 1]}]}',
        "a region is x,y,width,height in px",
    ),
    "brackets within brackets": ("{}\n" + "[" * 100_000, "nested too deep"),
    "a name as long as a book": (f"ocrlab: 1\nstages:\n- filter: {'m' * 9_000}\n", "there is no filter 'mmm"),
    "a parameter as long as a book": (f"{STAGE}  {'r' * 900}: 1\n", "there is no parameter 'rrr"),
    "a link of a megabyte": ("http://localhost:8501/?stage=" + "m" * 1_000_000, "at most 65,536 characters"),
    "a stage of pairs": ("?stage=median+" + "a=1+" * 15_000, "a stage has at most 4,000 characters"),
    "more stages than anybody needs": ("?" + "stage=median&" * 900, "at most 50 stages, got 900"),
    "a beginning again and again": (f"{BEGIN}\n" * 50_000, "has no end"),
    "colons": (" :\n" * 1_000_000, "this is no setting of the lab's"),
    "question marks": ("http://" + "?" * 60_000 + " x", "this is no setting of the lab's"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_it_is_refused_in_a_sentence_that_can_be_read(name: str) -> None:
    text, reason = HOSTILE[name]
    for take in (pipeline_from, recipe_from):
        with pytest.raises(InputError) as refused:
            take(text)
        assert reason in str(refused.value) and len(str(refused.value)) < 1_500


def test_what_the_lab_writes_holds_no_reference_that_it_would_refuse() -> None:
    region = [1, 2, 3, 4]
    assert flow({"first": region, "second": region}) == "{first: [1, 2, 3, 4], second: [1, 2, 3, 4]}"
