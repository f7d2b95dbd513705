"""Own filters: a file of one's own is in the lab like any other filter, and a faulty one is a sentence."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from own_filter import SOURCE, written
from paths import ROOT

from ocrlab.datasets import Sample
from ocrlab.errors import PipelineError
from ocrlab.export import export, from_yaml, to_yaml
from ocrlab.filters import all_filters, contract, get_filter, own_filter_problems
from ocrlab.filters.declaration import RESERVED_NAMES
from ocrlab.filters.registry import only_own
from ocrlab.image import decode, encode_png
from ocrlab.pipeline import Pipeline, StageCache
from ocrlab.run import finished, prepare
from ocrlab.search import Plan
from ocrlab.search.space.dimensions import NONE
from ocrlab.search.space.space import Space

DOCUMENT = (ROOT / "docs" / "own_filters.md").read_text(encoding="utf-8")
HEAD, FILTER = SOURCE[: SOURCE.index("@") - 1], SOURCE[SOURCE.index("@") :]
PAGE = np.random.default_rng(0).integers(0, 256, (30, 40), np.uint8)


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)


def lab(*words: str, folder: Path, filters: str | None = None, **more: str) -> subprocess.CompletedProcess[str]:
    """A command of the lab in a process of its own, started in a folder."""
    own = {} if filters is None else {"OCRLAB_FILTERS": filters}
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **own, **more}
    command = [sys.executable, "-m", "ocrlab", *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def test_the_document_s_example_does_all_that_the_document_says(tmp_path):
    written(tmp_path, "\n\n".join(blocks("python")))
    (tmp_path / "scan.png").write_bytes(encode_png(PAGE))
    variables, outputs = {}, {}
    for line in blocks("sh")[0].splitlines():
        if line.startswith("export "):
            name, _, value = line.removeprefix("export ").partition("=")
            variables[name] = value
            continue
        program, *words = shlex.split(line)
        assert program == "ocrlab"
        done = lab(*words, folder=tmp_path, **variables)
        assert (done.returncode, done.stderr) == (0, ""), line
        outputs[words[0], len(words)] = done.stdout
    check, listing = outputs["check", 2], outputs["filters", 1]
    assert re.findall(r"^(\w+): keeps its promises, with \d+ settings on 9 pages$", check, re.MULTILINE) == [
        "bleach",
        "cut_edges",
    ]
    assert "  bleach: Turn bright pixels white" in listing and "level=200  (a whole number, 1..255)" in listing
    filtered = decode((tmp_path / "filtered" / "scan.png").read_bytes())
    assert np.array_equal(filtered, np.where(PAGE >= 190, 255, PAGE))


def test_an_own_filter_is_in_the_catalogue_the_search_space_and_the_export(tmp_path):
    with only_own(written(tmp_path, "\n\n".join(blocks("python")))) as (filters, problems):
        assert problems == () and [filter_.name for filter_ in filters] == ["bleach", "cut_edges"]
        assert all(filter_ in all_filters() for filter_ in filters)
        assert Space.of(["bleach level=150..250:50"]).count == 3
        pipeline = Pipeline.of("bleach level=120", "invert")
        assert from_yaml(to_yaml(pipeline)) == pipeline
        digest = hashlib.sha256((tmp_path / "my_filters.py").read_bytes()).hexdigest()
        assert to_yaml(pipeline).startswith(f'# bleach comes from "{tmp_path}/my_filters.py", SHA-256 {digest}\n')
        script, wanted = export(pipeline, "python"), pipeline.apply(PAGE)
    written(tmp_path, script, "script.py")
    (tmp_path / "in.png").write_bytes(encode_png(PAGE))
    command = [sys.executable, "script.py", "in.png", "out.png"]
    subprocess.run(command, check=True, cwd=tmp_path, env={"PYTHONPATH": str(ROOT), "PATH": ""})
    assert np.array_equal(decode((tmp_path / "out.png").read_bytes()), wanted)


FAULTY = {
    "a file that is not there": (
        None,
        r"my_filters.py: cannot be read \(No such file or directory\); correct its path",
    ),
    "no Python": (
        HEAD + "\ndef mine(:\n    pass\n",
        r"my_filters.py, line 5: is not Python \(invalid syntax\); correct",
    ),
    "no text": ("\0", "my_filters.py.*: is not Python"),
    "an import that is missing": (
        "import os\nimport nowhere_to_be_found\n",
        r"my_filters.py, line 2: cannot be run \(ModuleNotFoundError: No module named 'nowhere_to_be_found'\)",
    ),
    "a fault while it is run": (HEAD + "\n1 / 0\n", r"my_filters.py, line 5: cannot be run \(ZeroDivisionError: "),
    "an end of the program": (HEAD + "\nraise SystemExit(3)\n", r"line 5: cannot be run \(SystemExit: 3\)"),
    "no filter": ("x = 1\n", "my_filters.py: holds no filter; decorate a function with @register from ocrlab.filters"),
    "a name that is taken": (
        SOURCE.replace("def mine", "def median"),
        "my_filters.py, line 5: median: the name median is taken by a filter of the lab; choose another",
    ),
    "a default off its range": (
        SOURCE.replace("= 1)", "= 12)"),
        "my_filters.py, line 5: mine: parameter by: its default is refused: mine: by must be .*, 1..9, got 12",
    ),
    "a number without a range": (
        SOURCE.replace("Range(1, 9), ", ""),
        "my_filters.py, line 5: mine: parameter by must be a number with a Range",
    ),
    "a docstring without its sections": (
        SOURCE.replace("Helps: yes.", ""),
        "my_filters.py, line 5: mine: its docstring needs a summary and Helps",
    ),
    "a family that is none": (
        SOURCE.replace('family="tone"', 'family="magic"'),
        "my_filters.py, line 5: mine: family must be spoil, tone, noise, .*, got 'magic'",
    ),
    "one good filter and a bad one": (
        SOURCE + FILTER,
        "my_filters.py, line 15: mine: the name mine is taken by ",
    ),
}


@pytest.mark.parametrize(("text", "message"), FAULTY.values(), ids=FAULTY)
def test_a_faulty_file_is_one_sentence_with_file_and_line_and_brings_nothing(tmp_path, text, message):
    path = tmp_path / "my_filters.py"
    if text is not None:
        written(tmp_path, text)
    with only_own(path) as (filters, (problem,)):
        assert re.search(message, problem), problem
        assert problem.startswith(f"own filters: {path}") and "\n" not in problem
        assert filters == () and all(filter_.own is None for filter_ in all_filters())


def test_a_folder_in_the_place_of_a_file_is_said(tmp_path):
    with only_own(tmp_path) as (_, problems):
        assert problems == (
            f"own filters: {tmp_path}: is a folder; name the files in it, with {os.pathsep} between them",
        )


def test_two_files_with_one_name_say_whose_it_is(tmp_path):
    first, second = (written(tmp_path, SOURCE, name) for name in ("first.py", "second.py"))
    with only_own(first, second) as (filters, (problem,)):
        assert [filter_.own.source for filter_ in filters] == [str(first)]
        assert f"second.py, line 5: mine: the name mine is taken by the filter of {first}" in problem


def test_a_faulty_file_is_a_line_on_stderr_and_the_rest_works(tmp_path):
    written(tmp_path, SOURCE)
    written(tmp_path, "def broken(:", "broken.py")
    (tmp_path / "scan.png").write_bytes(encode_png(PAGE))
    named = os.pathsep.join(["broken.py", "my_filters.py", "./my_filters.py"])
    listing = lab("filters", "--json", folder=tmp_path, filters=named)
    assert listing.returncode == 0
    assert listing.stderr == "own filters: broken.py, line 1: is not Python (invalid syntax); correct it\n"
    described = [json.loads(line) for line in listing.stdout.splitlines()]
    mine = [filter_ for filter_ in described if filter_["name"] == "mine"]
    assert [filter_["own"]["source"] for filter_ in mine] == [str(tmp_path / "my_filters.py")]
    assert [param["name"] for param in mine[0]["params"]] == ["by"]
    applied = lab("apply", "scan.png", "--stage", "mine by=3", "--out", "out", folder=tmp_path, filters=named)
    assert applied.stderr == listing.stderr and applied.returncode == 0
    assert np.array_equal(decode((tmp_path / "out" / "scan.png").read_bytes()), PAGE // 4)


def test_a_package_brings_filters_by_its_entry_point(tmp_path):
    package, metadata = tmp_path / "my_package", tmp_path / "my_package-1.0.dist-info"
    package.mkdir()
    metadata.mkdir()
    written(package, "", "__init__.py")
    written(package, SOURCE, "filters.py")
    written(metadata, "Metadata-Version: 2.1\nName: my-package\nVersion: 1.0\n", "METADATA")
    (toml,) = blocks("toml")
    assert '[project.entry-points."ocrlab.filters"]\nmine = "my_package.filters"' in toml
    written(metadata, "[ocrlab.filters]\nmine = my_package.filters\nlost = my_package.lost\n", "entry_points.txt")
    done = lab("filters", folder=tmp_path, PYTHONPATH=os.pathsep.join([str(ROOT), str(tmp_path)]))
    assert f"  mine: Darken. (from {package / 'filters.py'})" in done.stdout
    assert done.stderr == (
        "own filters: the entry point lost of my-package (my_package.lost): cannot be run "
        "(ModuleNotFoundError: No module named 'my_package.lost'); correct it\n"
    )


def test_a_file_is_run_only_once_somebody_asks_for_a_filter_that_is_not_the_lab_s(tmp_path):
    written(tmp_path, HEAD + 'print("running")\n' + FILTER)
    code = (
        "from ocrlab.filters import get_filter, all_filters; get_filter('median'); get_filter('dilate');"
        "print('asking'); get_filter('mine'); all_filters()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(ROOT), "OCRLAB_FILTERS": str(tmp_path / "my_filters.py")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["asking", "running"]


def run_of(pipeline: Pipeline):
    from ocrlab.reading import Reading

    return finished(prepare(Sample("page", PAGE), pipeline, "quick"), Reading(), 0.1)


def test_a_run_holds_name_file_and_digest_of_the_own_filters_it_used(tmp_path):
    import quick_engine  # noqa: F401 - registers itself

    path = written(tmp_path, SOURCE)
    with only_own(path):
        run = run_of(Pipeline.of("mine", "invert", "mine by=2"))
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert run.to_dict()["own_filters"] == [{"name": "mine", "source": str(path), "sha256": digest}]
        assert run_of(Pipeline.of("mine enabled=false", "invert")).own_filters == ()
        assert "own_filters" not in run_of(Pipeline.of("invert")).to_dict()


def test_an_edited_file_is_another_pipeline_another_cached_image_and_another_study(tmp_path):
    cache, digests, fingerprints, images = StageCache(), [], [], []
    for by in ("1 + by", "2 + by", "1 + by"):
        with only_own(written(tmp_path, SOURCE.replace("1 + by", by))):
            pipeline = Pipeline.of("mine by=1")
            (step,) = pipeline.trace(PAGE, cache)
            digests.append(pipeline.digest)
            images.append((int(step.image.sum()), step.cached))
            fingerprints.append(Plan.of(["mine by=1..3"], engine="quick").fingerprint)
    assert digests[0] == digests[2] != digests[1]
    assert fingerprints[0] == fingerprints[2] != fingerprints[1]
    assert images == [(int((PAGE // 2).sum()), False), (int((PAGE // 3).sum()), False), (int((PAGE // 2).sum()), True)]


def test_a_file_edited_within_the_second_is_run_as_it_is_now(tmp_path):
    for by in "123":
        with only_own(written(tmp_path, SOURCE.replace("1 + by", f"{by} + by"))):
            assert np.array_equal(get_filter("mine")(PAGE), PAGE // (int(by) + 1))
    assert not (tmp_path / "__pycache__").exists()


def test_check_says_in_one_line_each_what_fails_and_exits_with_2(tmp_path):
    written(tmp_path, SOURCE.replace("return image // (1 + by)", "image[0, 0] = by; return image"))
    done = lab("check", "my_filters.py", folder=tmp_path, filters="my_filters.py")
    assert (done.returncode, done.stderr) == (2, "")
    (line,) = done.stdout.splitlines()
    where = re.escape(f"{tmp_path}/my_filters.py, line 14")
    assert re.search(rf"^mine, on the test page 'one pixel': failed in {where} \(ValueError: .*read-only", line)
    missing = lab("check", "nowhere.py", folder=tmp_path)
    assert (missing.returncode, missing.stdout) == (2, "")
    assert missing.stderr.startswith("own filters: nowhere.py: cannot be read")


def test_a_filter_that_is_nowhere_leads_to_the_variable():
    with pytest.raises(PipelineError, match=r"there is no filter 'zzzzzz'; there are .*named in OCRLAB_FILTERS"):
        get_filter("zzzzzz")
    assert own_filter_problems() == ()


def test_the_words_of_a_search_space_are_no_names_of_filters():
    assert NONE in RESERVED_NAMES and "order" in RESERVED_NAMES


def test_the_example_keeps_every_promise_itself(tmp_path):
    with only_own(written(tmp_path, "\n\n".join(blocks("python")))) as (filters, _):
        assert [contract.broken(filter_) for filter_ in filters] == [[], []]
