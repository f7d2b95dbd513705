"""A starting point is proven on pages held out, holds filters alone, and says again how it was found."""

from __future__ import annotations

import re
import shlex

import pytest

from ocrlab.cli.main import commands as command_line
from ocrlab.errors import PipelineError
from ocrlab.pipeline import Pipeline
from ocrlab.recipe.proven import HeldOut, StartingPoint, read_point, starting_points, written_point
from ocrlab.search import CURATED, Plan
from ocrlab.search.source import DOCUMENTS, Source

POINT = StartingPoint(
    "specks",
    "Scan full of specks",
    'Faxes: "black" and white specks.',
    Pipeline.of("median radius=2", "otsu"),
    "python -m ocrlab search sample-documents --stage 'salt_and_pepper share=0.2'",
    "easyocr",
    HeldOut(0.65, 0.09, -0.67, -0.44, 6),
    (0.01, 0.02),
)
each_point = pytest.mark.parametrize("point", starting_points(), ids=lambda point: point.name)


def test_some_are_listed_each_under_a_title_of_its_own():
    titles = [point.title for point in starting_points()]
    assert titles and len(set(titles)) == len(titles)


@each_point
def test_each_helps_for_sure_on_six_pages_that_its_search_had_not_seen(point):
    proof = point.held_out
    assert proof.pages >= 6 and proof.low <= proof.after - proof.before <= proof.high < 0


@each_point
def test_the_command_of_each_is_understood_and_may_find_its_setting(point):
    words = shlex.split(point.command)
    assert words[:4] == ["python", "-m", "ocrlab", "search"]
    given = command_line().commands["search"].make_context("search", words[4:]).params
    texts = given["vary"] or CURATED[given["space"]].vary
    plan = Plan.of(
        texts,
        current=Pipeline.of(*given["stage"]),
        engine=given["engine"] or Plan.engine,
        sampler=given["sampler"],
        trials=given["trials"],
        hold_out=given["hold_out"],
        seed=given["seed"],
    )
    assert Source.of(given["dataset"]).path == DOCUMENTS and plan.engine == point.engine
    spoilt = point.pipeline.on_page_spoilt_by(plan.current)
    assert plan.current.spoilt_by and plan.space.locate(spoilt) is not None


@each_point
def test_each_comes_out_of_its_file_as_it_went_in(point):
    assert read_point(written_point(point), point.name) == point


def test_a_starting_point_says_what_it_is_worth_and_where_it_harms():
    assert read_point(written_point(POINT), "specks") == POINT
    assert str(POINT.held_out) == "CER 9.0 % from 65.0 %, -56.0 points (-67.0 to -44.0 points, 95 %, 6 pages held out)"
    assert POINT.harm == "It harms clean pages: CER 2.0 % from 1.0 %."


@pytest.mark.parametrize(
    ("wrong", "by", "sentence"),
    [
        ("high: -0.44", "high: 0.01", "is not proven to help (CER 9.0 % from 65.0 %"),
        ("title:", "name:", "needs clean, command, engine, held_out, ocrlab, pages, stages, title, and nothing else"),
        (
            "before: 0.65",
            "before: many",
            "what it is worth cannot be read (could not convert string to float",
        ),
    ],
)
def test_one_that_is_not_proven_or_not_whole_is_refused(wrong, by, sentence):
    text = written_point(POINT)
    assert wrong in text
    with pytest.raises(PipelineError, match=re.escape(sentence)):
        read_point(text.replace(wrong, by), "specks")


def test_one_that_spoils_pages_is_refused():
    text = written_point(POINT).replace("stages:\n", "stages:\n  - {filter: low_light}\n")
    with pytest.raises(PipelineError, match="starting point specks: must hold filters alone, got low_light"):
        read_point(text, "specks")
