"""The viewer's JavaScript where no page is needed: its unit tests, run by Node's own test runner.

Lint and format check need npm's Biome: `.ci/javascript` runs all three.
"""

from __future__ import annotations

import re
import subprocess

from node import node
from paths import ROOT

TESTS = ROOT / "tests" / "js"


def test_the_unit_tests_of_the_javascript_pass():
    files = sorted(TESTS.glob("*.test.js"))
    command = [node(), "--test", "--test-reporter=tap", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=TESTS)
    assert done.returncode == 0, done.stdout + done.stderr
    # Node passes where it ran nothing.
    assert int(re.search(r"^# pass (\d+)$", done.stdout, re.MULTILINE)[1]) >= len(files) > 0


def test_every_module_of_the_model_has_its_tests():
    models = {path.stem for path in (ROOT / "ocrlab/ui/viewer/browser/model").glob("*.js")}
    assert models <= {path.name.removesuffix(".test.js") for path in TESTS.glob("*.test.js")}
