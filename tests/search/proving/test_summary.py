"""A summary is the JSON that scripts and stored studies rely on, and comes back from it."""

from __future__ import annotations

import json

import pytest
from search_engine import dataset, pages_of, plan_of, study_of

from ocrlab.errors import InputError
from ocrlab.pipeline import Pipeline
from ocrlab.search import Summary
from ocrlab.store import Store

pytestmark = pytest.mark.usefixtures("a_home_of_its_own")

NONE = {"ocrlab": 1, "stages": []}
MEDIAN = {"ocrlab": 1, "stages": [{"filter": "median", "radius": 1, "footprint": "square"}]}


def rate(errors: int, length: int) -> dict:
    return {"errors": errors, "length": length, "rate": errors / length}


def stored() -> dict:
    """As every lab so far has written it."""
    even = {"value": 0.0, "difference": [0.0, 0.0], "verdict": "cannot tell", "units": 2}
    gain = {"value": -0.1, "difference": [-0.125, -0.075], "verdict": "cannot tell", "units": 2}
    return {
        "study": "monday",
        "metric": "cer",
        "proxy": None,
        "best": MEDIAN,
        "best_trial": 1,
        "held_out": {
            "best": rate(0, 80),
            "no_filter": rate(8, 80),
            "current": rate(8, 80),
            **gain,
            "interval_best": [0.0, 0.0],
            "interval_no_filter": None,
            "against_current": gain,
            "pages": 2,
            "seen_in_search": False,
        },
        "groups": [
            {
                "group": "fine",
                "best": NONE,
                "best_trial": 0,
                "pages": {"search": 3, "held_out": 2},
                "held_out": {"best": rate(8, 80), "one_for_all": rate(0, 80), "no_filter": rate(8, 80), **even},
            },
            {
                "group": "noisy",
                "best": MEDIAN,
                "best_trial": 1,
                "pages": {"search": 3, "held_out": 0},
                "held_out": None,
            },
        ],
        "best_per_page": {"search": rate(0, 240), "held_out": rate(0, 80), "of": 2},
        "auto": {
            "recipe": {
                "settings": [MEDIAN, NONE],
                "rule": "measured",
                "quality": "noise",
                "threshold": 3.5,
                "below": 1,
                "above": 0,
            },
            "rule": "setting 2 where noise is below 3.5, otherwise setting 1",
            "held_out": {"auto": rate(0, 80), "single": rate(0, 80), "best_per_page": rate(0, 80), **even},
        },
        "searched": {"best": rate(3, 240), "no_filter": rate(24, 240), "pages": 6},
        "left_out": ["scan.png: is damaged"],
        "trials": 4,
        "failed": 0,
        "readings": 16,
        "readings_saved": 2,
        "readings_naive": 28,
        "seconds": 12.5,
    }


def test_a_stored_summary_is_read_and_written_as_it_was():
    assert json.dumps(Summary.from_dict(stored()).to_dict()) == json.dumps(stored())


def test_an_accuracy_comes_back_as_an_accuracy():
    older = stored() | {"metric": "character_accuracy"}
    assert Summary.from_dict(older).proved.no_filter.rate == 1 - 8 / 80


def test_a_summary_whose_filter_has_gone_is_refused_in_a_sentence():
    older = stored() | {"best": {"ocrlab": 1, "stages": [{"filter": "sharpen_twice"}]}}
    with pytest.raises(InputError, match="there is no filter 'sharpen_twice'"):
        Summary.from_dict(older)


@pytest.mark.parametrize("metric", ["cer", "character_accuracy", "confidence"])
def test_what_a_search_returns_is_what_it_stores(tmp_path, metric):
    store = Store(f"sqlite:///{tmp_path}/lab.sqlite3")
    study = study_of(store, plan_of("median? radius=1..6", metric=metric), pages_of(dataset(8, 8)))
    summary = study.run()
    kept = store.study(study.name)
    assert kept is not None and kept.summary is not None
    assert Summary.from_dict(kept.summary) == summary and list(summary.to_dict()) == list(stored())
    assert summary.best == Pipeline.from_dict(kept.summary["best"])
