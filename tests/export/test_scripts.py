"""An exported script needs no lab and makes the lab's pixels, with every filter and at the ends of every range."""

from __future__ import annotations

import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from exported import Trials
from pictures import seeded

from ocrlab.datasets import builtin
from ocrlab.engines.rapidocr import weights
from ocrlab.export import export, pipeline_from
from ocrlab.export.exchanges import TOLERANCE
from ocrlab.filters import Filter, all_filters, get_filter, spoiling_filters
from ocrlab.filters.contract import MAX_SIDE, PAGES
from ocrlab.filters.networks import line_turn
from ocrlab.image import decode, encode_png
from ocrlab.pipeline import Pipeline

FILTERS = [filter_ for filter_ in (*spoiling_filters(), *all_filters()) if filter_.own is None]
REGION = (5, 4, 20, 16)
FEW = ("grey", "soft colour")  # pages, for filters that take their time
# Those that OpenCV defines; every other filter runs on NumPy, SciPy, scikit-image and Pillow.
OPENCV = {"flatten", "bilateral", "remove_grain", "deskew", "rotate", "perspective", "dewarp", "curl", "upright"}


def pages() -> dict[str, np.ndarray]:
    drawn = builtin("noisy-scan").image[60:160, 40:220]
    return {
        **{name: PAGES[name] for name in ("one pixel", "bilevel", "grey", "colour")},
        "random": seeded((37, 41), 1),
        "soft colour": seeded((33, 29, 3), 2, soft=True),
        "drawn": np.ascontiguousarray(drawn),
    }


def settings(filter_: Filter) -> list[dict]:
    """The defaults, and each parameter alone at each of its ends; sides beyond 300 px show nothing more."""
    base = {"width": 90} if filter_.name == "resize" else {}
    tried: list[dict] = [base]
    for param in filter_.params:
        ends = param.choices or (False, True)
        if param.range is not None:
            low, high = param.range.low, param.range.high
            ends = (low, min(high, MAX_SIDE) if filter_.moves and low <= MAX_SIDE else high)
        tried += [{**base, param.name: value} for value in ends]
    return tried


@pytest.fixture(scope="module", params=["python", "opencv"])
def apart(request, tmp_path_factory) -> dict[str, list[str]]:
    """By filter, the trials in which script and lab are farther apart than the filter's tolerance."""
    trials = Trials(tmp_path_factory.mktemp(request.param), pages(), request.param)
    for filter_ in FILTERS:
        for values in settings(filter_):
            for page in FEW if filter_.slow else trials.pages:
                trials.add(filter_, values, page)
        if not filter_.moves:
            for page in ("grey", "colour", "one pixel"):
                trials.add(filter_, {}, page, REGION)
    allowed = TOLERANCE if request.param == "python" else {"total_variation": TOLERANCE["total_variation"]}
    far = defaultdict(list)
    for stage, page, apart in trials.run():
        if apart is not None and apart.levels > allowed.get(stage.filter, 0):
            far[stage.filter].append(f"{stage}, on {page}: {apart.levels} levels apart")
    return far


@pytest.mark.parametrize("filter_", FILTERS, ids=lambda filter_: filter_.name)
def test_a_script_without_the_lab_makes_the_lab_s_pixels(filter_, apart):
    assert apart[filter_.name] == []


@pytest.mark.parametrize("filter_", FILTERS, ids=lambda filter_: filter_.name)
def test_only_what_opencv_defines_needs_opencv_and_the_script_says_so(filter_):
    script = export(Pipeline.of(filter_.name), "python")
    assert ("import cv2" in script) == (filter_.name in OPENCV) == ("opencv-python-headless==" in script)
    assert (f"OpenCV is needed for {filter_.name}" in script) == (filter_.name in OPENCV)
    assert "ocrlab" not in script.replace("# ocrlab: 1", "").replace("ocrlab/filters/networks", "")


def test_the_tolerances_are_of_filters_that_there_are_and_a_script_names_its_own():
    assert set(TOLERANCE) <= {filter_.name for filter_ in FILTERS}
    assert "may differ from OCR Lab's by 1 level" in export(Pipeline.of("otsu", "gaussian"), "python")
    assert "The pixels are those of OCR Lab." in export(Pipeline.of("otsu", "gaussian enabled=false"), "python")


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "script.py", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_script_filters_a_file_and_never_overwrites(tmp_path):
    pipeline = Pipeline.of("grayscale", "median radius=2 region=1,2,20,20", "otsu enabled=false", "median", "pad")
    page = seeded((40, 50, 3), 3)
    (tmp_path / "script.py").write_text(export(pipeline, "python"))
    (tmp_path / "in.png").write_bytes(encode_png(page))
    assert run(tmp_path, "in.png", "out.png").returncode == 0
    assert np.array_equal(decode((tmp_path / "out.png").read_bytes()), pipeline.apply(page))
    again = run(tmp_path, "in.png", "out.png")
    assert again.returncode == 1 and "File exists" in again.stderr and "Traceback" not in again.stderr
    for words, sentence in {
        ("in.png",): "write: python script.py IN.png OUT.png",
        ("gone.png", "new.png"): "gone.png: [Errno 2] No such file or directory: 'gone.png'",
        ("script.py", "new.png"): "script.py: cannot identify image file",
    }.items():
        done = run(tmp_path, *words)
        assert done.returncode == 1 and sentence in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "new.png").exists()


def test_the_setting_stands_at_the_head_as_named_constants_and_comes_back(tmp_path):
    pipeline = Pipeline.of("median radius=2", "median footprint=disk", "deskew enabled=false", "invert region=1,2,3,4")
    script = export(pipeline, "python")
    assert pipeline_from(script) == pipeline
    for line in (
        "MEDIAN_RADIUS = 2  # a whole number, 0..15 px",
        'MEDIAN_2_FOOTPRINT = "disk"  # one of square, disk',
        "# 3 Deskew: switched off",
        "INVERT_REGION = (1, 2, 3, 4)  # x, y, width, height in px",
        "STAGES = (stage_1_median, stage_2_median, stage_4_invert)",
    ):
        assert line in script.splitlines()
    assert "def deskew" not in script


def test_a_region_outside_the_page_is_one_sentence_without_the_lab_too(tmp_path):
    (tmp_path / "script.py").write_text(export(Pipeline.of("invert region=0,0,90,90"), "python"))
    (tmp_path / "in.png").write_bytes(encode_png(seeded((10, 10), 0)))
    done = run(tmp_path, "in.png", "out.png")
    assert done.stderr == "in.png: region (0, 0, 90, 90) must lie inside the image, 10 x 10 px\n"


def test_no_filter_at_all_is_a_script_as_well(tmp_path):
    page = seeded((9, 8), 0)
    (tmp_path / "script.py").write_text(export(Pipeline(), "python"))
    (tmp_path / "in.png").write_bytes(encode_png(page))
    assert run(tmp_path, "in.png", "out.png").returncode == 0
    assert np.array_equal(decode((tmp_path / "out.png").read_bytes()), page)


def test_upright_runs_apart_from_the_lab_with_its_weights_beside_it(tmp_path):
    page = np.ascontiguousarray(np.rot90(builtin("clean-page").image))
    script = export(Pipeline.of("upright"), "python")
    assert f"# Copy {line_turn.FILE}, the weights of Upright, beside this file" in script
    (tmp_path / "script.py").write_text(script)
    (tmp_path / "in.png").write_bytes(encode_png(page))
    done = run(tmp_path, "in.png", "out.png")
    assert done.returncode == 1 and "copy it from the folder models of the package rapidocr 3.10.0" in done.stderr
    (tmp_path / line_turn.FILE).write_bytes((weights.folder() / line_turn.FILE).read_bytes())
    assert run(tmp_path, "in.png", "out.png").returncode == 0
    assert np.array_equal(decode((tmp_path / "out.png").read_bytes()), builtin("clean-page").image)


def test_remove_grain_says_where_its_weights_are(tmp_path):
    script = export(Pipeline.of("remove_grain"), "python")
    assert "# Copy grain.onnx, the weights of Remove grain, beside this file" in script
    (tmp_path / "script.py").write_text(script)
    (tmp_path / "in.png").write_bytes(encode_png(seeded((9, 8), 0)))
    done = run(tmp_path, "in.png", "out.png")
    assert done.returncode == 1 and "grain.onnx: is not there; copy it from ocrlab/filters/networks" in done.stderr
    assert "Traceback" not in done.stderr and get_filter("remove_grain")
