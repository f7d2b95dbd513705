"""Each measure rises with its fault, stays quiet on clean pages, and says nothing where there is nothing to say."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pytest

from ocrlab.datasets import builtin
from ocrlab.diagnose import MEASURES, diagnose
from ocrlab.filters import get_filter, spoil
from ocrlab.image import Image

CLEAN = ("clean-page", "two-columns", "small-print")


def page(name: str = "clean-page") -> Image:
    return builtin(name).image


def curled(image: Image, height: float) -> Image:
    """The page with its lines bent into a parabola of that height."""
    rows, columns = image.shape[:2]
    x, y = np.meshgrid(np.arange(columns, dtype=np.float32), np.arange(rows, dtype=np.float32))
    across = 2 * x / (columns - 1) - 1
    return cv2.remap(
        image, x, y + np.float32(height) * (1 - across**2), cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )


def burnt(image: Image, share: float) -> Image:
    """Grey paper with a white patch on a share of it."""
    dull = (image * 0.8).astype(np.uint8)
    dull[: round(share * len(dull))] = 255
    return dull


def shaded(image: Image, share: float) -> Image:
    """The lowest part of the page in deep shadow."""
    dim = image.copy()
    start = round((1 - share) * len(dim))
    dim[start:] = (dim[start:] * 0.3).astype(np.uint8)
    return dim


FAULTS = {
    "impulses": (lambda grade: spoil.salt_and_pepper(page(), share=grade), (0.01, 0.03, 0.08, 0.15, 0.3)),
    "grain": (lambda grade: spoil.low_light(page(), counts=grade), (400, 100, 40, 15, 6)),
    "blocks": (lambda grade: spoil.heavy_jpeg(page("receipt"), quality=grade), (60, 30, 20, 12, 6)),
    "blur": (lambda grade: spoil.blur(page("receipt"), sigma=grade), (0.5, 1, 1.5, 2, 2.5)),
    "light": (lambda grade: spoil.uneven_light(page(), strength=grade), (0.1, 0.2, 0.4, 0.6, 0.8)),
    "glare": (lambda grade: burnt(page(), grade), (0.05, 0.1, 0.2, 0.3, 0.4)),
    "dark": (lambda grade: shaded(page(), grade), (0.05, 0.1, 0.2, 0.3, 0.4)),
    "skew": (lambda grade: spoil.skew(page(), angle=grade), (0.5, 1, 3, 6, 12)),
    "curl": (lambda grade: curled(page(), grade), (4, 8, 12, 20, 30)),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_measure_rises_with_its_fault(name):
    spoil, grades = FAULTS[name]
    values = [diagnose(spoil(grade))[name].value for grade in grades]
    assert all(low < high for low, high in pairwise(values)), values
    assert diagnose(spoil(grades[-1]))[name].verdict == "strong"


def test_contrast_and_letters_fall_with_theirs():
    contrasts = [diagnose(spoil.low_contrast(page(), share=share))["contrast"] for share in (0.8, 0.6, 0.4, 0.2, 0.1)]
    heights = [diagnose(spoil.small_print(page("poor-print"), factor=factor))["letters"] for factor in (1, 0.75, 0.4)]
    for findings in (contrasts, heights):
        assert all(high.value > low.value for high, low in pairwise(findings))
        assert findings[-1].verdict == "strong"


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_page_has_no_fault_but_the_size_of_its_letters(name):
    faults = diagnose(page(name)).faults
    assert [finding.measure.name for finding in faults if finding.measure.name != "letters"] == []


@pytest.mark.parametrize("angle", [-7.3, -0.8, 0.4, 2.1, 11.0])
def test_the_slant_is_known_to_a_tenth_of_a_degree(angle):
    assert diagnose(spoil.skew(page(), angle=angle))["skew"].value == pytest.approx(angle, abs=0.1)


@pytest.mark.parametrize("name", [*CLEAN, "noisy-scan", "receipt"])
def test_it_is_told_which_way_a_page_is_turned(name):
    turns = [diagnose(np.ascontiguousarray(np.rot90(page(name), quarters)))["turn"].value for quarters in range(4)]
    assert turns == [0, 90, 180, 270]


@pytest.mark.parametrize("name", CLEAN)
def test_light_letters_on_dark_paper_are_told_and_measured_like_dark_ones(name):
    plain, negative = diagnose(page(name)), diagnose(get_filter("invert")(page(name)))
    assert plain["negative"].verdict == "fine" and negative["negative"].verdict == "strong"
    assert negative["letters"].value == plain["letters"].value
    assert negative["skew"].value == plain["skew"].value


def test_impulses_are_no_grain_and_grain_is_no_impulses():
    specks, grain = diagnose(spoil.salt_and_pepper(page(), share=0.1)), diagnose(spoil.low_light(page(), counts=40))
    # Half of a tenth of all pixels turns black; white ones do not show on white paper.
    assert specks["impulses"].value == pytest.approx(5, abs=1) and specks["grain"].verdict == "fine"
    assert grain["grain"].verdict == "strong" and not grain["impulses"].is_fault


def test_where_noise_hides_the_strokes_nothing_is_said_of_their_edges():
    noisy = diagnose(spoil.low_light(page(), counts=15))
    assert noisy["blur"].value is None and noisy["blocks"].verdict is None


@pytest.mark.parametrize("shape", [(1, 1), (3, 2000), (600, 400), (200, 300, 3)])
@pytest.mark.parametrize("level", [0, 128, 255])
def test_of_a_page_of_one_colour_there_is_nothing_to_say(shape, level):
    diagnosis = diagnose(np.full(shape, level, np.uint8))
    assert all(finding.value is None for finding in diagnosis.findings)
    assert diagnosis.sentence == "Nothing to say of this page: no letters were found on it"


def test_of_mere_noise_nothing_is_said_but_its_grain():
    noise = np.random.default_rng(0).normal(200, 30, (500, 700)).clip(0, 255).astype(np.uint8)
    told = [finding.measure.name for finding in diagnose(noise).findings if finding.value is not None]
    assert told == ["grain"]


def test_blur_is_told_where_it_has_melted_the_letters_together():
    melted = diagnose(spoil.blur(page(), sigma=3))
    assert melted["letters"].value is None and melted["blur"].verdict == "strong"
    assert melted.sentence.startswith("Blur 0.")


def test_a_huge_page_is_measured_in_its_own_pixels():
    large = np.kron(page(), np.ones((6, 6), np.uint8))
    assert large.size > 20_000_000
    assert diagnose(large)["letters"].value == pytest.approx(6 * diagnose(page())["letters"].value, rel=0.1)


def test_what_was_measured_is_written_with_its_unit_and_its_verdict():
    written = diagnose(page("noisy-scan")).to_dict()
    assert list(written) == [measure.name for measure in MEASURES]
    assert written["letters"] == {"value": 16.0, "unit": "px", "verdict": "fine"}
    assert written["impulses"]["verdict"] == "strong" and written["blur"] == {
        "value": None,
        "unit": "",
        "verdict": None,
    }


def test_a_page_is_told_on_one_line_with_its_strong_faults_first():
    assert diagnose(page("noisy-scan")).sentence == "Impulse noise 8.4 %, letters 16 px"
    assert diagnose(page()).sentence == "Nothing stands out; letters 12 px"
