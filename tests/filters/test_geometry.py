"""Geometry: which way the page turns, by how much, and where every pixel goes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pictures import farthest, pages, print_page, seeded
from PIL import Image as Pillow
from scipy import ndimage
from skimage import transform

from ocrlab.errors import ImageError, PipelineError
from ocrlab.filters import all_filters, get_filter
from ocrlab.filters.notes import collect_notes
from ocrlab.filters.page.letters import letter_height, letters
from ocrlab.pipeline import Stage

deskew, rotate, scale, resize = (get_filter(name) for name in ("deskew", "rotate", "scale", "resize"))
trim, pad, perspective, dewarp = (get_filter(name) for name in ("trim", "pad", "perspective", "dewarp"))
PAGE = print_page()


def with_its_note(filter_, page, **values) -> tuple[np.ndarray, str]:
    with collect_notes() as notes:
        result = filter_(page, **values)
    return result, " ".join(notes)


def test_a_positive_angle_turns_counter_clockwise():
    page = np.full((101, 101), 255, np.uint8)
    page[48:53, 90:100] = 0  # a mark at the right
    y, x = np.argwhere(rotate(page, angle=90, expand=False) < 128).mean(axis=0)
    assert y < 20 and abs(x - 50) < 2  # is at the top now
    y, x = np.argwhere(rotate(page, angle=45, expand=False) < 128).mean(axis=0)
    assert y < 30 and x > 70
    y, x = np.argwhere(rotate(page, angle=-90) < 128).mean(axis=0)
    assert y > 80


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 999), st.integers(-1799, 1799))
def test_rotate_is_that_of_scikit_image_within_one_level(seed, tenths):
    page = seeded((37, 52), seed, soft=True)
    wanted = transform.rotate(page, tenths / 10, resize=True, order=1, cval=255, preserve_range=True)
    ours = rotate(page, angle=tenths / 10, fill="white")
    assert ours.shape == wanted.shape
    # Positions are kept in float32 here: beside a sharp edge a thousandth of a pixel can cost a level more.
    assert np.percentile(np.abs(ours.astype(int) - np.rint(wanted)), 99) <= 1
    assert farthest(ours, wanted) <= 3


@given(pages(), st.sampled_from([-180, -90, 90, 180]))
def test_right_angles_move_pixels_and_invent_none(page, angle):
    assert np.array_equal(rotate(page, angle=angle), np.rot90(page, angle // 90))


@given(pages())
def test_four_quarter_turns_come_back_and_left_is_counter_clockwise(page):
    turn = get_filter("quarter_turn")
    assert np.array_equal(turn(page), np.rot90(page))
    once_round = page
    for direction in ("left", "half", "left"):
        once_round = turn(once_round, direction=direction)
    assert np.array_equal(once_round, page)
    assert np.array_equal(turn(turn(page), direction="right"), page)


def test_corners_that_come_into_view_are_paper_white_or_black():
    page = np.full((60, 60, 3), (240, 230, 200), np.uint8)
    page[20:40, 20:40] = 30
    assert rotate(page, angle=45)[0, 0].tolist() == [240, 230, 200]
    assert rotate(page, angle=45, fill="white")[0, 0].tolist() == [255] * 3
    assert rotate(page, angle=45, fill="black")[0, 0].tolist() == [0] * 3


@pytest.mark.parametrize("angle", [-12.0, -3.3, -0.5, 0.7, 5.0, 14.0])
def test_deskew_finds_the_angle_says_it_and_takes_it_back(angle):
    crooked = rotate(print_page(500, 1100), angle=angle)
    level, words = with_its_note(deskew, crooked)
    way = "clockwise" if angle > 0 else "counter-clockwise"
    assert words.startswith("turned ") and words.endswith(f" degrees {way}")
    assert float(words.split()[1]) == pytest.approx(abs(angle), abs=0.15)
    words = with_its_note(deskew, level)[1]
    assert words.startswith(("level already", "turned 0.0", "turned 0.1"))


def test_deskew_sees_the_lines_through_salt_and_pepper():
    crooked = np.array(rotate(PAGE, angle=4))
    draw = np.random.default_rng(0).random(crooked.shape)
    crooked[draw < 0.08], crooked[draw > 0.92] = 0, 255
    assert float(with_its_note(deskew, crooked)[1].split()[1]) == pytest.approx(4, abs=0.2)


@pytest.mark.parametrize(
    "page",
    [
        np.full((200, 300), 255, np.uint8),
        np.random.default_rng(0).normal(235, 6, (200, 300)).clip(0, 255).astype(np.uint8),
        np.zeros((1, 1), np.uint8),
    ],
    ids=["white", "grain", "one pixel"],
)
def test_a_page_without_lines_is_left_as_it_was(page):
    for filter_ in (deskew, dewarp, get_filter("scale_to_text"), perspective, trim):
        result, words = with_its_note(filter_, page)
        assert np.array_equal(result, page), filter_.name
        assert words.endswith("left as it was"), filter_.name


@settings(deadline=None)
@given(pages(least=2), st.integers(5, 40))
def test_linear_enlarging_is_that_of_scikit_image_within_one_level(page, twentieths):
    factor = twentieths / 10
    if factor >= 1:
        ours = scale(page, factor=factor, interpolation="linear")
        wanted = transform.resize(page, ours.shape, order=1, mode="edge", anti_aliasing=False, preserve_range=True)
        assert farthest(ours, wanted) <= 1


def test_shrinking_by_a_box_is_the_mean_of_each_box():
    page = seeded((40, 60), 1)
    wanted = transform.downscale_local_mean(page, (4, 4))
    assert farthest(scale(page, factor=0.25, interpolation="box"), wanted) <= 1


@given(pages(most=20), st.sampled_from(["nearest", "box", "linear", "cubic", "lanczos"]))
def test_scale_gives_the_size_asked_for_as_pillow_does(page, interpolation):
    ours = scale(page, factor=1.5, interpolation=interpolation)
    assert ours.shape[:2] == tuple(max(1, round(side * 1.5)) for side in page.shape[:2])
    kind = {"linear": "BILINEAR", "cubic": "BICUBIC"}.get(interpolation, interpolation.upper())
    wanted = Pillow.fromarray(page).resize(ours.shape[1::-1], Pillow.Resampling[kind])
    assert np.array_equal(ours, wanted)


@pytest.mark.parametrize("interpolation", ["nearest", "box", "linear", "cubic", "lanczos"])
@pytest.mark.parametrize("size", [(3000, 1800), (3000, 1801), (700, 1200), (1237, 333)])
def test_resizing_in_bands_leaves_no_seams(interpolation, size):
    page = seeded((900, 1300), 4)
    ours = resize(page, width=size[0], height=size[1], interpolation=interpolation)
    kind = {"linear": "BILINEAR", "cubic": "BICUBIC"}.get(interpolation, interpolation.upper())
    along_rows = Pillow.fromarray(page).resize((size[0], 900), Pillow.Resampling[kind])
    assert np.array_equal(ours, along_rows.resize(size, Pillow.Resampling[kind]))


def test_resize_keeps_proportions_where_one_side_is_left_open():
    page = np.zeros((30, 60, 3), np.uint8)
    assert resize(page, width=20).shape == (10, 20, 3)
    assert resize(page, width=0, height=90).shape == (90, 180, 3)
    assert resize(page, width=7, height=9).shape == (9, 7, 3)
    assert np.array_equal(resize(page, width=0, height=0), page)


@pytest.mark.parametrize(
    ("name", "values"),
    [("scale", {"factor": 4}), ("resize", {"width": 10000, "height": 10000}), ("pad", {"margin": 500})],
)
def test_a_page_is_not_enlarged_beyond_the_limit(name, values):
    page = np.zeros((9900, 10000), np.uint8) if name == "pad" else np.zeros((3000, 3001), np.uint8)
    if name == "resize":
        values = {"width": 10000, "height": 0}
        page = np.zeros((30, 20), np.uint8)
    with pytest.raises(ImageError, match=rf"^{name}: the page would become \d+ x \d+ px, over 100 megapixels"):
        get_filter(name)(page, **values)


def test_scale_to_text_brings_letters_to_the_height_asked_for():
    assert letter_height(letters(PAGE)) == 10
    result, words = with_its_note(get_filter("scale_to_text"), PAGE, x_height=20)
    assert words == "letters 10 px high: scaled by 2.00"
    assert letter_height(letters(result)) == pytest.approx(20, abs=1)
    assert get_filter("scale_to_text")(PAGE, x_height=80, most=2.0).shape == (440, 1040)


def test_trim_cuts_dark_borders_and_nothing_else():
    page = np.pad(PAGE, ((12, 5), (0, 30)), constant_values=8)
    result, words = with_its_note(trim, page)
    assert np.array_equal(result, PAGE)
    assert words == "cut 12 px at the top, 5 at the bottom, 0 left, 30 right"
    assert np.array_equal(trim(PAGE), PAGE)


def test_trim_leaves_a_dark_page_and_a_border_too_broad():
    assert np.array_equal(trim(255 - PAGE), 255 - PAGE)
    broad = np.pad(PAGE, ((0, 0), (0, 200)), constant_values=8)
    assert np.array_equal(trim(broad, most=20), broad)


@given(pages(), st.integers(0, 30))
def test_pad_is_numpys_with_a_constant(page, margin):
    wide = [(margin, margin)] * 2 + [(0, 0)] * (page.ndim - 2)
    assert np.array_equal(pad(page, margin=margin, fill="white"), np.pad(page, wide, constant_values=255))


def photo_of(page: np.ndarray, corners: list[tuple[float, float]], size: tuple[int, int]) -> np.ndarray:
    """The page seen at a slant on a dark table, drawn by scikit-image."""
    height, width = page.shape
    sheet = np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], float)
    seen = transform.ProjectiveTransform.from_estimate(np.array(corners, float), sheet)
    return transform.warp(page, seen, output_shape=size, cval=40, preserve_range=True).astype(np.uint8)


def test_perspective_finds_the_sheet_and_sees_it_from_above():
    corners = [(60, 40), (600, 70), (570, 330), (30, 290)]
    result, words = with_its_note(perspective, photo_of(PAGE, corners, (380, 660)))
    assert words.startswith("found a sheet of ")
    straight = resize(result, width=PAGE.shape[1], height=PAGE.shape[0]).astype(float)
    inside = np.s_[10:-10, 10:-10]
    assert np.corrcoef(ndimage.gaussian_filter(straight, 1)[inside].ravel(), PAGE[inside].ravel())[0, 1] > 0.7


def test_a_sheet_that_runs_out_of_the_photo_is_left_alone():
    photo = photo_of(PAGE, [(60, 40), (600, 70), (570, 330), (30, 290)], (380, 660))
    result, words = with_its_note(perspective, photo[:200])
    assert words == "no sheet with four sides found: left as it was"
    assert np.array_equal(result, photo[:200])


def curled(page: np.ndarray, height: float) -> np.ndarray:
    rows, columns = np.indices(page.shape)
    rise = height * np.sin(np.pi * columns / page.shape[1])
    return ndimage.map_coordinates(page, [rows + rise - height / 2, columns], order=1, mode="nearest")


def unevenness(page: np.ndarray) -> float:
    """How far the rows of ink are from being rows: the smaller, the more of each row is all ink or all paper."""
    share = (page[20:-20] < 128).mean(axis=1)
    return float((share * (1 - share)).mean() / share.mean())


def test_dewarp_straightens_curled_lines_and_says_how_high_the_curl_was():
    page = curled(PAGE, 14)
    result, words = with_its_note(dewarp, page)
    assert words.startswith("straightened lines bent by ")
    assert float(words.split()[4]) == pytest.approx(14, abs=3)
    height = float(with_its_note(dewarp, result, least=20)[1].split()[3])
    assert height < 3
    assert unevenness(result) < unevenness(page)


def test_dewarp_leaves_a_flat_page_as_it_was():
    result, words = with_its_note(dewarp, PAGE)
    assert np.array_equal(result, PAGE)
    assert words.endswith("only: left as it was")


def test_whatever_moves_pixels_refuses_a_region():
    moving = [f.name for f in all_filters() if f.family == "geometry"]
    assert [f.name for f in all_filters() if f.moves] == moving
    for name in moving:
        with pytest.raises(PipelineError, match="moves pixels, so it works on the whole page only"):
            Stage.of(name, region=(0, 0, 5, 5))
