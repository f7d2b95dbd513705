"""Notes: what does a filter tell of its work, in a sentence for the person and in a matrix for the text boxes?"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import TypeVar

from ocrlab.image import Image
from ocrlab.moves import IDENTITY, Matrix, Rows, matrix_of

T = TypeVar("T")

_notes: ContextVar[list[str] | None] = ContextVar("notes", default=None)
_moves: ContextVar[list[Matrix] | None] = ContextVar("moves", default=None)


def note(text: str) -> None:
    """Called by a filter to tell what it found ("turned by 1.4 degrees"); shown beside its stage."""
    notes = _notes.get()
    if notes is not None:
        notes.append(text)


def report_move(matrix: Rows) -> None:
    """Called by a filter that moves pixels: the matrix (2 or 3 rows of 3) takes a point of the page to its new place.

    Points are measured from the page's top left corner, so the middle of the first pixel is at (0.5, 0.5). A filter
    declared with ``moves=True`` that reports nothing is taken to have moved the text nobody knows where.
    """
    moves = _moves.get()
    if moves is not None:
        moves.append(matrix_of(matrix))


def left_as_it_was(image: Image, reason: str) -> Image:
    """The same image, for a filter to return where it finds nothing to do: notes why and reports that nothing moved."""
    note(f"{reason}: left as it was")
    report_move(IDENTITY)
    return image


def collect_notes() -> AbstractContextManager[list[str]]:
    """Collect the `note`s of filters while they run in this thread."""
    return _collecting(_notes)


def collect_moves() -> AbstractContextManager[list[Matrix]]:
    """Collect each `report_move` of filters while they run in this thread."""
    return _collecting(_moves)


@contextmanager
def _collecting(variable: ContextVar[list[T] | None]) -> Iterator[list[T]]:
    collected: list[T] = []
    token = variable.set(collected)
    try:
        yield collected
    finally:
        variable.reset(token)
