"""A space is what its text says: so many points, each a pipeline, each found again."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocrlab.errors import InputError
from ocrlab.pipeline import Pipeline
from ocrlab.search.sampling import SAMPLERS, Tried, importance, propose
from ocrlab.search.space.curated import CURATED
from ocrlab.search.space.space import Space


def pipelines(space: Space) -> list[str]:
    return [str(space.at(space.point(index))) for index in range(space.count)]


@pytest.mark.parametrize(
    ("vary", "made"),
    [
        ("median radius=0..2", [f"median radius={r} footprint=square" for r in (0, 1, 2)]),
        ("sauvola window=15..35:10 k=0.2", [f"sauvola window={w} k=0.2" for w in (15, 25, 35)]),
        ("median footprint=square|disk", [f"median radius=1 footprint={f}" for f in ("square", "disk")]),
        ("otsu?", ["otsu", "no filter"]),
        ("otsu|none", ["otsu", "no filter"]),
        ("otsu|gaussian|none sigma=1|2", ["otsu", "gaussian sigma=1", "gaussian sigma=2", "no filter"]),
    ],
)
def test_a_text_says_which_pipelines_there_are(vary, made):
    assert pipelines(Space.of([vary])) == made


def test_a_parameter_belongs_to_whoever_has_it_or_to_the_one_it_names():
    space = Space.of(["open|close radius=1..2 close.brush=disk|square"])
    assert [d.name for d in space.dimensions] == ["open|close", "open.radius", "close.radius", "close.brush"]
    assert space.count == 2 + 4


def test_a_stage_of_the_pipeline_varies_in_its_place_and_keeps_its_other_values():
    space = Space.of(
        ["median radius=1..2", "otsu?"], Pipeline.of("grayscale", "median radius=5 footprint=disk", "deskew")
    )
    assert pipelines(space)[:2] == [
        f"grayscale channel=luma | median radius={r} footprint=disk | deskew limit=15 fill=paper | otsu" for r in (1, 2)
    ]


def test_a_stage_that_is_switched_off_is_no_part_of_the_space():
    assert Space.of(["median radius=1..2"], Pipeline.of("otsu enabled=false")).base == Pipeline()


def test_two_stages_stand_in_either_order():
    space = Space.of(["gaussian sigma=1|2", "order gaussian otsu"], Pipeline.of("otsu"))
    assert sorted(pipelines(space)) == sorted(
        " | ".join(order) for s in "12" for order in itertools.permutations(["otsu", f"gaussian sigma={s}"])
    )


def test_the_same_filter_may_stand_twice_under_two_names():
    space = Space.of(["median radius=1..2", "otsu", "median radius=1..3"])
    assert [d.name for d in space.dimensions] == ["median.radius", "median 2.radius"] and space.count == 6


@pytest.mark.parametrize("name", CURATED)
@given(draw=st.randoms(use_true_random=False))
def test_every_point_of_a_ready_made_space_is_a_pipeline_that_is_found_again(name, draw):
    space = Space.of(CURATED[name].vary)
    point = space.point(draw.randrange(space.count))
    assert space.locate(space.at(point)) == point


def test_no_filter_is_a_point_of_every_ready_made_space():
    assert all(Space.of(ready.vary).locate(Pipeline()) is not None for ready in CURATED.values())


def test_a_grid_is_counted_without_being_made():
    vary = ["rotate angle=-180..180", "resize width=0..10000 height=0..10000"]
    assert Space.of(vary).count == 3601 * 10001 * 10001


@pytest.mark.parametrize(
    ("vary", "message"),
    [
        ("median radius=3..0", "vary: median: the range 3..0 of radius is empty; write the lower end first"),
        ("medain radius=0..3", "there is no filter 'medain'; did you mean median?"),
        ("median size=0..3", "there is no parameter 'size' .*median takes radius, footprint"),
        ("median radius=0..99", "vary: median: radius must be a whole number, 0..15 px, got '99'"),
        ("median radius=", "'radius' has no values"),
        ("median radius", "'radius' has no values"),
        ("median radius=1 radius=2..3", "median radius is given twice"),
        ("median radius=1|1", "lists a value twice"),
        ("median footprint=disk..square", "footprint has no range, it is one of square, disk"),
        ("gaussian sigma=0..1:0.15", "the step of sigma must be a multiple of 0.1, got 0.15"),
        ("gamma gamma=1..2:0.5", "gamma is logarithmic and takes no step"),
        ("otsu|otsu", "names no filter, or one twice"),
        ("none", "names no filter"),
        ("order median", "needs two stages"),
        ("order median otsu", "median is in no other --vary"),
        ("median 'radius=1", "cannot read"),
        ("", "is empty"),
        ("otsu", "nothing varies"),
        ("median radius=2..2", "nothing varies"),
    ],
)
def test_a_text_that_cannot_be_is_refused_in_one_sentence(vary, message):
    with pytest.raises(InputError, match=message):
        Space.of([vary])


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_a_sampler_proposes_every_point_once_and_then_no_more(sampler):
    space = Space.of(["median|gaussian|none radius=1..3 sigma=0.5..1:0.5"])
    tried: list[Tried] = []
    taken: set[str] = set()
    while (proposal := propose(space, sampler, len(tried), tried, taken, seed=0)) is not None:
        tried.append(Tried(proposal.point, (len(tried) / 10, 1.0), proposal.notes))
        taken.add(space.at(proposal.point).digest)
    assert len(taken) == len(tried) == space.count == 6


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_a_sampler_proposes_the_same_again_after_a_restart(sampler):
    space = Space.of(["median? radius=1..9", "gamma gamma=0.5..2"])
    tried = [Tried(space.point(i), (i / 40, 1.0)) for i in range(12)]
    first, again = (propose(space, sampler, 12, tried, set(), seed=3) for _ in range(2))
    assert first == again and first is not None


def test_tpe_looks_where_good_settings_lie():
    space = Space.of(["rotate angle=-20..20"])
    tried = [Tried({"rotate.angle": float(a)}, (abs(a - 12) / 40, 1.0)) for a in range(-20, 21, 2)]
    asked = [propose(space, "tpe", 21 + n, tried, set(), seed=0).point["rotate.angle"] for n in range(10)]
    assert all(4 <= angle <= 20 for angle in asked)


def test_what_decides_is_told_from_what_does_not():
    space = Space.of(["median radius=1..3", "gaussian sigma=0.5..1.5:0.5"])
    tried = [Tried(point := space.point(i), (point["median.radius"] / 10, 1.0)) for i in range(space.count)]
    assert importance(space, tried) == {"median.radius": pytest.approx(1.0), "gaussian.sigma": 0.0}
