"""A file that is given by name is read whole, or one sentence names it."""

from __future__ import annotations

import pytest

from ocrlab import files
from ocrlab.errors import FileError


def test_a_file_over_the_limit_is_refused_before_it_is_all_in_memory(monkeypatch):
    monkeypatch.setattr(files, "MAX_FILE_BYTES", 10 * 2**20)
    with pytest.raises(FileError, match="/dev/zero: over 10 MB"):
        files.read_file("/dev/zero")


def test_what_cannot_be_read_is_named(tmp_path):
    with pytest.raises(FileError, match="is a folder; name the files in it"):
        files.read_file(tmp_path)
    with pytest.raises(FileError, match="cannot be read"):
        files.read_file("a\0b")
    with pytest.raises(FileError, match=r"gone.*check the path"):
        files.read_file(tmp_path / "gone")
