"""Console: who hears what?

Stdout holds the answer and nothing else; what is said about it goes to stderr, a line at a time.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from io import TextIOWrapper

import typer

from ocrlab.errors import FileError

STOPPED, NOBODY_READS = 130, 141  # as a shell counts Ctrl-C and a broken pipe


def answer(text: str) -> None:
    """Print a piece of the answer, on its way at once, so that whoever reads the pipe need not wait for the rest."""
    try:
        print(text, flush=True)
    except OSError as error:
        # What is still in the buffer has to go somewhere, or the interpreter complains about it on its way out.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            raise typer.Exit(NOBODY_READS) from None
        raise FileError(f"stdout: cannot be written ({error.strerror}); check where it goes") from None


def answer_json(value: object) -> None:
    answer(json.dumps(value, ensure_ascii=False))


def say(text: str) -> None:
    """One line on stderr, whatever line breaks the text holds."""
    with suppress(OSError):
        print(" ".join(text.split()), file=sys.stderr, flush=True)


def progress(text: str) -> None:
    """Said to a person at a terminal only: a log keeps its lines for what went wrong."""
    if sys.stderr.isatty():
        say(f"{text} ...")


def speak_utf8() -> None:
    """Print any text and any file name, whatever the locale."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # not where something else stands in its place, as in a test
            with suppress(ValueError):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")


@contextmanager
def quiet_libraries() -> Iterator[None]:
    """Leave out the libraries' notes to their developers, unless Python is asked for them (``-W``)."""
    before = logging.root.manager.disable
    with warnings.catch_warnings():
        if not sys.warnoptions:
            warnings.simplefilter("ignore")
            logging.disable(logging.WARNING)
        try:
            yield
        finally:
            logging.disable(before)


@contextmanager
def engine_speaks_on_stderr() -> Iterator[None]:
    """What an engine or the libraries below it print, from Python or from C, never mixes with the answer."""
    sys.stdout.flush()
    stdout = None
    with suppress(OSError):
        stdout = os.dup(1)
        os.dup2(2, 1)
    try:
        with redirect_stdout(sys.stderr):
            yield
    finally:
        if stdout is not None:
            os.dup2(stdout, 1)
            os.close(stdout)
