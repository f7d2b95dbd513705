"""Node, for the tests that run JavaScript without a browser."""

from __future__ import annotations

import os
import shutil

import pytest


def node() -> str:
    """The path of Node. Without it the test skips and says so; in CI that is a failure."""
    path = shutil.which("node")
    if path is None and os.environ.get("CI"):
        pytest.fail("the JavaScript tests must run in CI: apt-get install nodejs npm")
    if path is None:
        pytest.skip("needs Node: apt-get install nodejs")
    return path
