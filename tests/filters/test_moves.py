"""Where a point of the page lies after a filter: the matrix a moving filter tells, held against the pixels."""

from __future__ import annotations

import itertools

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pictures import print_page

from ocrlab.datasets import builtin
from ocrlab.engines import TextBoxes
from ocrlab.errors import PipelineError
from ocrlab.filters import all_filters, spoiling_filters
from ocrlab.image import Image, freeze
from ocrlab.moves import IDENTITY, compose
from ocrlab.pipeline import Pipeline, Stage, StageCache, move_of

# Spread over the page, away from its edges, and far enough apart that each can be found again by itself.
DOTS = ((61, 47), (402, 60), (230, 92), (275, 130), (95, 171), (436, 160))
RADIUS = 9
FILTERS = (*spoiling_filters(), *all_filters())
MOVING = [filter_ for filter_ in FILTERS if filter_.moves]
ANGLES = (-180, -179.9, -135, -90, -33.3, -0.1, 0, 0.1, 12.5, 90, 179.9, 180)
SIZES = ((0, 0), (700, 0), (0, 640), (333, 900), (2000, 0))
KINDS = ("nearest", "box", "linear", "cubic", "lanczos")
WHITE = np.full((220, 520), 255, np.uint8)


def framed(page: Image) -> Image:
    return np.pad(page, ((14, 6), (9, 25)), constant_values=6)


def slanted(page: Image) -> Image:
    """The page as a bright sheet on a dark table, seen at a slant."""
    height, width = page.shape
    sheet = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    seen = np.array([[60, 40], [600, 70], [570, 330], [30, 290]], np.float32)
    return cv2.warpPerspective(page, cv2.getPerspectiveTransform(sheet, seen), (660, 380), borderValue=40)


def cases() -> list[tuple[str, Image]]:
    """Every moving filter that a matrix can describe, over the corners of its range, on a page that makes it move."""
    text, crooked = print_page(), Pipeline.of("rotate angle=4").apply(print_page())
    turns = [f"rotate angle={a} expand={e} fill=white" for a, e in itertools.product(ANGLES, (True, False))]
    made: dict[str, tuple[list[str], Image]] = {
        "deskew": ([f"deskew limit={limit} fill=white" for limit in (1, 15, 45)], crooked),
        "rotate": (turns, WHITE),
        "quarter_turn": ([f"quarter_turn direction={direction}" for direction in ("left", "right", "half")], WHITE),
        "upright": (["upright"], np.ascontiguousarray(np.rot90(builtin("clean-page").image, 2))),
        "scale": ([f"scale factor={f} interpolation={k}" for f in (0.25, 0.85, 2, 4) for k in KINDS], WHITE),
        "scale_to_text": ([f"scale_to_text x_height={x} most={m}" for x in (8, 22, 80) for m in (1, 4, 6)], text),
        "resize": ([f"resize width={w} height={h}" for w, h in SIZES], WHITE),
        "trim": ([f"trim darkness={d} most={m}" for d in (50, 100) for m in (5, 45)], framed(WHITE)),
        "pad": ([f"pad margin={m} fill={f}" for m in (0, 1, 500) for f in ("paper", "white")], WHITE),
        "skew": ([f"skew angle={a}" for a in (-45, -3.3, 0.1, 12)], WHITE),
        "small_print": ([f"small_print factor={f}" for f in (0.35, 0.5, 0.95)], WHITE),
        "perspective": ([f"perspective margin={m}" for m in (-5, 0, 5)], slanted(WHITE)),
    }
    return [(stage, page) for stages, page in made.values() for stage in stages]


def dotted(page: Image, at: tuple[int, int], level: int) -> Image:
    marked = page.copy()
    cv2.circle(marked, at, RADIUS, level, -1)
    return marked


def middle(page: Image, other: Image) -> tuple[float, float]:
    """Where the two pages differ: the centre of gravity of the difference, measured from the page's corner."""
    away = np.abs(page.astype(float) - other)
    rows, columns = np.indices(page.shape)
    return float((columns * away).sum() / away.sum()) + 0.5, float((rows * away).sum() / away.sum()) + 0.5


def on(matrix, x: float, y: float) -> tuple[float, float]:
    across, down, far = np.array(matrix) @ (x, y, 1)
    return across / far, down / far


@pytest.mark.parametrize(("stage", "page"), cases(), ids=lambda value: value if isinstance(value, str) else "")
def test_a_dot_lands_where_the_matrix_says(stage, page):
    seen = 0
    for dot in DOTS:
        (dark,), (bright,) = (Pipeline.of(stage).trace(dotted(page, dot, level)) for level in (0, 255))
        if dark.matrix != bright.matrix:
            continue  # a filter that measures the page saw another page
        height, width = dark.image.shape
        x, y = on(dark.matrix, dot[0] + 0.5, dot[1] + 0.5)
        edge = 1.3 * RADIUS * max(width / page.shape[1], height / page.shape[0], 1)
        if not (edge < x < width - edge and edge < y < height - edge):
            continue  # cut by the edge a dot has no middle
        assert middle(dark.image, bright.image) == pytest.approx((x, y), abs=0.3), dot
        seen += 1
    assert seen >= 2, "too few dots were seen to tell anything"


def test_every_moving_filter_tells_its_move_or_says_that_it_bends():
    """A new filter that moves in silence fails here; the dots above show whether what the others tell is true."""
    steps = [Pipeline.of(stage).trace(page)[0] for stage, page in cases()]
    assert all(step.matrix is not None for step in steps)
    telling = {step.stage.filter for step in steps if step.matrix != IDENTITY}
    assert telling == {filter_.name for filter_ in MOVING if not filter_.bends}
    assert {filter_.name for filter_ in MOVING if filter_.bends} == {"dewarp", "curl"}


def test_what_does_not_move_pixels_leaves_every_point_where_it_was():
    page = freeze(print_page()[:60, :90])
    for filter_ in FILTERS:
        if not filter_.moves:
            (step,) = Pipeline.of(filter_.name).trace(page)
            assert step.matrix == IDENTITY, filter_.name


@pytest.mark.parametrize("name", [filter_.name for filter_ in MOVING])
def test_a_page_a_moving_filter_left_alone_lies_where_it_was(name):
    """A blank page has no lines, no letters, no border and no sheet; the others are told to do nothing."""
    still = {"rotate": "rotate angle=0", "scale": "scale factor=1", "resize": "resize width=0", "pad": "pad margin=0"}
    still |= {"skew": "skew angle=0", "small_print": "small_print factor=1", "curl": "curl depth=0"}
    if name == "quarter_turn":
        pytest.skip("it always turns")
    for page in (WHITE, np.stack([WHITE] * 3, axis=-1)):
        (step,) = Pipeline.of(still.get(name, name)).trace(page)
        assert step.matrix == IDENTITY


@given(st.lists(st.sampled_from(["rotate angle=7", "scale factor=0.5", "pad", "quarter_turn"]), min_size=1, max_size=4))
def test_a_matrix_comes_out_of_the_cache_as_it_went_in(stages):
    cache, pipeline = StageCache(), Pipeline.of(*stages)
    fresh, again = pipeline.trace(WHITE, cache), pipeline.trace(WHITE, cache)
    assert all(step.cached for step in again)
    assert [step.matrix for step in again] == [step.matrix for step in fresh]
    assert move_of(again) == compose(step.matrix for step in fresh)


@given(st.sampled_from([0.25, 0.5, 2, 4]), st.integers(0, 400), st.integers(1, 100))
def test_a_way_through_several_stages_is_one_after_the_other(factor, margin, tenths):
    stages = f"pad margin={margin}", f"scale factor={factor}", f"rotate angle={tenths / 10}"
    point, page = (31.0, 77.0), WHITE
    for stage in stages:
        (step,) = Pipeline.of(stage).trace(page)
        point, page = on(step.matrix, *point), step.image
    assert on(move_of(Pipeline.of(*stages).trace(WHITE)), 31, 77) == pytest.approx(point)


def test_a_bent_page_has_no_way_and_the_stage_is_named():
    rows, columns = np.indices(WHITE.shape)
    rise = 14 * np.sin(np.pi * columns / WHITE.shape[1]) - 7
    maps = columns.astype(np.float32), (rows + rise).astype(np.float32)
    curled = cv2.remap(print_page(), *maps, cv2.INTER_LINEAR, borderValue=255)
    steps = Pipeline.of("invert", "invert", "dewarp").trace(curled)
    assert [step.matrix for step in steps] == [IDENTITY, IDENTITY, None]
    with pytest.raises(PipelineError, match="Dewarp moved the text in a way that boxes found before cannot follow; "):
        move_of(steps)
    assert move_of(Pipeline.of("dewarp").trace(print_page())) == IDENTITY  # flat: nothing was bent


def test_boxes_go_with_a_sheet_that_is_seen_from_above():
    page = slanted(print_page())
    (step,) = Pipeline.of("perspective").trace(page)
    corners = ((100.0, 100.0), (200.0, 105.0), (200.0, 130.0), (100.0, 126.0))
    (box,) = TextBoxes(tilted=(corners,)).moved(step.matrix).tilted
    assert box == tuple(pytest.approx(on(step.matrix, x, y)) for x, y in corners)
    assert len(TextBoxes(level=((100, 200, 100, 130),)).moved(step.matrix).tilted) == 1


def test_a_stage_that_is_switched_off_moves_nothing():
    assert move_of(Pipeline.of(Stage.of("rotate", {"angle": 30}, enabled=False)).trace(WHITE)) == IDENTITY
