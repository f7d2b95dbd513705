"""Each form in which a setting leaves the lab says what it cannot hold, compiles, and comes back."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from ocrlab.errors import PipelineError
from ocrlab.export import KINDS, export, pipeline_from
from ocrlab.export.aspose import FILTERS as ASPOSE
from ocrlab.export.counterparts import Without
from ocrlab.export.counterparts import of as counterpart_of
from ocrlab.export.imagemagick import OPTIONS as IMAGEMAGICK
from ocrlab.export.unpaper import OPTIONS as UNPAPER
from ocrlab.filters import all_filters, spoiling_filters
from ocrlab.filters.contract import corners
from ocrlab.pipeline import Pipeline, Stage

NAMES = [filter_.name for filter_ in all_filters() if filter_.own is None]
SPOILING = [filter_.name for filter_ in spoiling_filters()]
PIPELINES = {
    "none": Pipeline(),
    "the filters up to the threshold": Pipeline.of(*NAMES[: len(NAMES) // 2]),
    "the filters from there on": Pipeline.of(*NAMES[len(NAMES) // 2 :]),
    "everything that spoils a page, then a filter": Pipeline.of(*SPOILING, "otsu"),
    "regions, twice and off": Pipeline.of(
        "grayscale", "median region=1,2,30,40", "median radius=2", "invert region=0,0,5,5", "otsu enabled=false"
    ),
}
each_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
each_pipeline = pytest.mark.parametrize("pipeline", PIPELINES.values(), ids=PIPELINES)


@each_kind
@each_pipeline
def test_a_form_is_of_its_language_and_comes_back_equal(kind, pipeline):
    text = kind.write(pipeline)
    assert text.endswith("\n") and all(line == line.rstrip() for line in text.splitlines())
    if kind.language == "python":
        compile(text, kind.file, "exec")
    if kind.language == "bash":
        done = subprocess.run(["sh", "-n"], input=text, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
    if kind.name != "command":  # a command line is for a shell
        assert pipeline_from(text) == pipeline


@each_kind
def test_a_form_says_how_it_is_run_and_who_wrote_it(kind):
    if kind.name in ("yaml", "command", "link"):
        return
    text = kind.write(Pipeline.of("median"))
    assert kind.file in text and "OCR Lab 0." in text


def test_a_form_that_is_not_written_is_refused_with_those_that_are():
    with pytest.raises(PipelineError, match=r"cannot write 'cobol'; choose one of python, .*link"):
        export(Pipeline(), "cobol")


@pytest.mark.parametrize("table", [ASPOSE, IMAGEMAGICK, UNPAPER], ids=["aspose", "imagemagick", "unpaper"])
def test_a_table_of_counterparts_knows_filters_that_there_are_at_the_ends_of_all_ranges(table):
    filters = {filter_.name: filter_ for filter_ in all_filters()}
    assert set(table) <= set(filters)
    for name in table:
        for values in corners(filters[name]):
            counterpart = counterpart_of(Stage.of(name, values), table, "it")
            assert "\n" not in (counterpart.reason if isinstance(counterpart, Without) else counterpart.words)


@pytest.mark.parametrize(
    ("stage", "line"),
    {
        "median": "filters.add(PreprocessingFilter.median())  # turns the page grey",
        "median radius=2": "# left out: median radius=2 footprint=square (a radius above 1: its median is 3 x 3, "
        "this one 5 x 5)",
        "median footprint=disk": "# left out: median radius=1 footprint=disk (a disk: its median is a square of 3 x 3)",
        "invert region=1,2,3,4": "filters.add(PreprocessingFilter.invert(Rectangle(1, 2, 3, 4)))",
        "threshold value=120 region=1,2,3,4": "filters.add(PreprocessingFilter.threshold(120, Rectangle(1, 2, 3, 4)))",
        "grayscale": "filters.add(PreprocessingFilter.to_grayscale())",
        "grayscale channel=mean": "# left out: grayscale channel=mean (the channel mean: its to_grayscale has one way "
        "only)",
        "otsu": "filters.add(PreprocessingFilter.binarize())",
        "auto_contrast": "filters.add(PreprocessingFilter.contrast_correction_filter())  # has no percentiles to set",
        "deskew": "filters.add(PreprocessingFilter.auto_skew())  # has no limit to set",
        "dewarp": "filters.add(PreprocessingFilter.auto_dewarping())  # straightens in its own way",
        "remove_grain": "filters.add(PreprocessingFilter.auto_denoising())  # is another network",
        "thicken": "filters.add(PreprocessingFilter.dilate())  # the shape of its brush is not told",
        "resize width=10 height=20": "filters.add(PreprocessingFilter.resize(10, 20))  # interpolates in its own way",
        "sauvola": "# left out: sauvola window=25 k=0.2 (Aspose.OCR has no such filter)",
    }.items(),
    ids=str,
)
def test_aspose_has_a_filter_for_a_stage_or_a_comment_why_not(stage, line):
    assert line in export(Pipeline.of(stage), "aspose").splitlines()


@pytest.mark.parametrize(
    ("stage", "words"),
    {
        "median radius=2": "-statistic Median 5x5",
        "invert region=1,2,3,4": "-region 3x4+1+2 -negate +region",
        "threshold value=51": "-grayscale Rec601Luma -threshold 20%",
        "gamma gamma=2": "-gamma 0.5",
        "thicken radius=2 brush=square": "-morphology Erode Square:2",
        "rotate angle=10 fill=white": "-background white -rotate -10 +repage",
        "quarter_turn direction=left": "-rotate -90",
        "scale factor=2 interpolation=lanczos": "-filter Lanczos -resize 200%",
        "resize width=100": "-filter Catrom -resize '100x'",
    }.items(),
    ids=str,
)
def test_imagemagick_has_options_for_a_stage(stage, words):
    assert f"  {words} \\" in export(Pipeline.of(stage), "imagemagick").splitlines()


def test_unpaper_does_only_what_is_asked_for_and_each_thing_once():
    text = export(Pipeline.of("deskew limit=5", "despeckle area=9 which=specks", "median", "deskew"), "unpaper")
    lines = text.splitlines()
    assert "  --deskew-scan-range 5 \\" in lines and "  --noisefilter-intensity 9 \\" in lines
    assert "--no-deskew" not in text and "--no-noisefilter" not in text and "--no-blackfilter" in text
    assert "# left out: median radius=1 footprint=square (unpaper has no such filter)" in lines
    assert "# left out: deskew limit=15 fill=paper (the second of its kind: unpaper does each once)" in lines


def test_what_a_form_leaves_out_is_a_sentence():
    pipeline = Pipeline.of("grayscale", "median radius=2", "sauvola", "trim", "wavelet enabled=false")
    assert {name: kind.left_out(pipeline) for name, kind in KINDS.items() if kind.left_out(pipeline)} == {
        "aspose": "3 stages left out, which Aspose.OCR does not have: Median, Sauvola and Trim.",
        "imagemagick": "2 stages left out, which ImageMagick does not have: Sauvola and Trim.",
        "ocrmypdf": "1 stage left out, because the text would not lie on the page: Trim.",
        "unpaper": "3 stages left out, which unpaper does not have: Greyscale, Median and Sauvola.",
    }


@pytest.mark.skipif(not shutil.which("magick"), reason="ImageMagick 7 is not installed")
def test_imagemagick_takes_every_option_it_is_given(tmp_path):
    for name in IMAGEMAGICK:
        text = export(Pipeline.of(name), "imagemagick")
        (tmp_path / f"{name}.sh").write_text(re.sub(r'"\$1"', "rose:", text))
        command = ["sh", f"{name}.sh", "in.png", f"{name}.png"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, ""), name
