"""A folder of two pages and a document of three, and a command line that reads them at once."""

from __future__ import annotations

import io
import sys

import pytest
from many_pages import scans
from PIL import Image as Pillow
from search_engine import page

from ocrlab import cli


@pytest.fixture
def call(tmp_path, monkeypatch, capfd):
    """Runs a command and returns its exit code, its lines and what it said on stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OCRLAB_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("OCRLAB_DATABASE_URL", raising=False)
    scans(tmp_path / "pages", 2)
    sheets = [Pillow.fromarray(page(count)) for count in (5, 6, 7)]
    sheets[0].save("book.tif", save_all=True, append_images=sheets[1:], dpi=(150, 150))

    def run(*args: str, stdin: bytes = b"") -> tuple[int, list[str], str]:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = cli.main(args)
        out, err = capfd.readouterr()
        return code, out.splitlines(), err

    return run
