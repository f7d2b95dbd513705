"""A file is there whole or not at all, under a name of its own, and nothing is left of what a kill interrupted."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from many_pages import tree

from ocrlab.delivery.halves import tidy
from ocrlab.delivery.placing import MAX_NAME, place, safe_name
from ocrlab.errors import FileError


def test_a_name_that_is_taken_is_numbered(tmp_path: Path) -> None:
    names = [place(tmp_path, "a", ".txt", lambda file: file.write(b"same")).name for _ in range(3)]
    assert names == ["a.txt", "a-2.txt", "a-3.txt"]


def test_equal_bytes_are_taken_for_it_where_they_are_its_own(tmp_path: Path) -> None:
    for data, name in ((b"same", "a.txt"), (b"same", "a.txt"), (b"else", "a-2.txt"), (b"else", "a-2.txt")):
        assert place(tmp_path, "a", ".txt", lambda file, d=data: file.write(d), lambda path: True).name == name


@pytest.mark.parametrize("refusal", [errno.EPERM, errno.ENOTSUP])
def test_a_disk_without_hard_links_gets_whole_files_and_none_over_another(tmp_path: Path, monkeypatch, refusal) -> None:
    def refuse(*_) -> None:
        raise OSError(refusal, os.strerror(refusal))

    monkeypatch.setattr(os, "link", refuse)
    monkeypatch.setattr(os, "chmod", refuse)
    for data, name in ((b"same", "a.txt"), (b"same", "a.txt"), (b"else", "a-2.txt")):
        assert place(tmp_path, "a", ".txt", lambda file, d=data: file.write(d), lambda path: True).name == name
    assert {name: (tmp_path / name).read_bytes() for name in tree(tmp_path)} == {"a.txt": b"same", "a-2.txt": b"else"}
    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(FileError, match="cannot write there"):
        place(tmp_path, "b", ".txt", lambda file: file.write(b"never"))
    assert tree(tmp_path) == ["a-2.txt", "a.txt"]


def test_a_writer_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def fail(file) -> None:
        file.write(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(FileError, match=r"cannot write there \(no space left on device\)"):
        place(tmp_path, "a", ".txt", fail)
    assert tree(tmp_path) == []


@pytest.mark.parametrize(
    "name", ["CON", "con.x", "...", "", "x" * 300, "\u6f22" * 300, "a\nb", "t. ", "../../up", "/up"]
)
def test_a_nasty_name_stays_a_plain_file_in_the_folder(tmp_path: Path, name: str) -> None:
    written = place(tmp_path / "out", name, ".txt", lambda file: file.write(b""))
    assert tree(tmp_path) == [written.relative_to(tmp_path).as_posix()] and tree(tmp_path / "out") != []


@given(st.text())
def test_names_are_bounded_and_plain_once_and_for_all(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe.encode()) <= MAX_NAME + 1 and os.path.basename(safe) == safe == safe_name(safe)


def test_a_folder_that_is_a_file_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match=r"file: cannot write there \(file exists\)"):
        place(tmp_path / "file", "a", ".txt", lambda file: file.write(b""))


def test_who_may_read_a_file_is_what_the_person_set(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        assert place(tmp_path, "a", ".txt", lambda file: file.write(b"")).stat().st_mode & 0o777 == 0o640
    finally:
        os.umask(before)


def test_what_a_killed_process_left_is_tidied_away_and_what_another_writes_is_not(tmp_path: Path) -> None:
    code = (
        "import os, sys, pathlib\nfrom ocrlab.delivery.placing import place\n"
        "fill = lambda file: (file.write(b'half'), file.flush(), os.kill(os.getpid(), 9))\n"
        "place(pathlib.Path(sys.argv[1]), 'a', '.txt', fill)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)]).returncode == -signal.SIGKILL
    assert len(tree(tmp_path)) == 1 and tree(tmp_path)[0].endswith(".half")

    def meanwhile(file) -> None:
        assert len(tree(tmp_path)) == 2
        tidy(tmp_path)
        assert len(tree(tmp_path)) == 1

    place(tmp_path, "b", ".txt", meanwhile)
    assert tree(tmp_path) == ["b.txt"]
