"""A fault names the filters worth trying, and each goes to its place in a pipeline that is there already."""

from __future__ import annotations

import pytest

from ocrlab.datasets import builtin
from ocrlab.diagnose import MEASURES, Finding, Hint, diagnose, hints, together
from ocrlab.filters import spoil
from ocrlab.pipeline import Pipeline, Stage

SPOILT = {
    "impulses": (lambda image: spoil.salt_and_pepper(image, share=0.15), "remove_impulses"),
    "grain": (lambda image: spoil.low_light(image, counts=40), "remove_grain"),
    "contrast": (lambda image: spoil.low_contrast(image, share=0.2), "auto_contrast"),
    "light": (lambda image: spoil.uneven_light(image, strength=0.7), "clahe"),
    "skew": (lambda image: spoil.skew(image, angle=4), "deskew"),
    "letters": (lambda image: spoil.small_print(image, factor=0.45), "scale"),
    "negative": (lambda image: 255 - image, "invert"),
}


def hint(*stages: str) -> Hint:
    return Hint(Finding(MEASURES[0], 9.0), tuple(map(Stage.parse, stages)), "")


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_page_gets_a_hint_against_what_was_done_to_it(name):
    spoilt, filter_ = SPOILT[name]
    first = hints(diagnose(spoilt(builtin("poor-print").image)))[0]
    assert (first.finding.measure.name, first.stages[0].filter) == (name, filter_)


def test_a_page_without_a_fault_gets_no_hint():
    assert hints(diagnose(builtin("two-columns").image)) == ()


def test_small_letters_come_before_faults_that_cost_less():
    dim = spoil.low_contrast(spoil.small_print(builtin("poor-print").image, factor=0.6), share=0.8)
    diagnosis = diagnose(dim)
    assert diagnosis["contrast"].verdict == "mild" and diagnosis["letters"].is_fault
    assert [hint.finding.measure.name for hint in hints(diagnosis)][:2] == ["letters", "contrast"]


def test_the_warning_of_a_median_names_the_letters_it_would_thin():
    (first,) = hints(diagnose(builtin("noisy-scan").image))
    assert first.title == "Remove salt and pepper"
    assert first.because.endswith("the plain median would thin these 16 px letters.")


def test_a_noise_filter_takes_the_place_of_those_that_are_there():
    applied = hint("remove_impulses").applied(Pipeline.of("median radius=1", "despeckle", "otsu"))
    assert applied == Pipeline.of("remove_impulses", "otsu")


def test_each_filter_of_a_hint_goes_to_its_place():
    pipeline = Pipeline.of("flatten radius=20", "scale factor=2", "sauvola")
    for stage in ("deskew", "invert", "flatten"):
        pipeline = hint(stage).applied(pipeline)
    assert [stage.filter for stage in pipeline.stages] == ["invert", "flatten", "scale", "deskew", "sauvola"]


def test_several_hints_make_one_pipeline_whatever_their_order():
    both = [hint("auto_contrast"), hint("remove_impulses")]
    assert together(both) == together(both[::-1]) == Pipeline.of("remove_impulses", "auto_contrast")


def test_a_hint_is_written_with_every_value():
    (first,) = hints(diagnose(builtin("noisy-scan").image))
    assert first.to_dict() == {
        "finding": "impulses",
        "stages": [{"filter": "remove_impulses", "support": 4, "tolerance": 0, "max_radius": 3}],
        "because": first.because,
    }
