"""What the process asks of the system it gets, where the system has it to give."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

THREADS_AT_WORK = """
import ctypes, sys, threading
from ocrlab.machine import share_heaps
if sys.argv[2] != "0":
    share_heaps(int(sys.argv[2]))
at_once = threading.Barrier(5)
def work():
    memory = bytearray(100_000)
    at_once.wait()
for _ in range(4):
    threading.Thread(target=work).start()
at_once.wait()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
file = ctypes.c_void_p(libc.fopen(sys.argv[1].encode(), b"w"))
libc.malloc_info(0, file)
libc.fclose(file)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="needs glibc's malloc")
@pytest.mark.parametrize(("count", "heaps"), [(0, 5), (2, 2)])
def test_threads_share_as_many_heaps_as_they_are_told_to(tmp_path, count, heaps):
    told = tmp_path / "heaps.xml"
    subprocess.run([sys.executable, "-c", THREADS_AT_WORK, str(told), str(count)], check=True)
    assert told.read_text().count("<heap nr=") == heaps
