"""What does a filter tell of its work: a sentence for the person, and where it moved the pixels?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import Any

from ocrlab.moves import Matrix, matrix_of

_notes: ContextVar[list[str] | None] = ContextVar("notes", default=None)
_moves: ContextVar[list[Matrix] | None] = ContextVar("moves", default=None)


def note(text: str) -> None:
    """Called by a filter to tell what it found ("turned by 1.4 degrees"); shown beside its stage."""
    notes = _notes.get()
    if notes is not None:
        notes.append(text)


@contextmanager
def _collecting(told: ContextVar[list[Any] | None]) -> Iterator[list[Any]]:
    found: list[Any] = []
    token = told.set(found)
    try:
        yield found
    finally:
        told.reset(token)


def collect_notes() -> AbstractContextManager[list[str]]:
    """Collect the `note`s of filters while they run in this thread."""
    return _collecting(_notes)


def report_move(matrix: Sequence[Sequence[float]]) -> None:
    """Called by a filter that moves pixels: the matrix (2 or 3 rows of 3) takes a point of the page to its new place.

    Points are measured from the page's top left corner, so the middle of the first pixel is at (0.5, 0.5).
    """
    moves = _moves.get()
    if moves is not None:
        moves.append(matrix_of(matrix))


def collect_moves() -> AbstractContextManager[list[Matrix]]:
    """Collect each `report_move` of filters while they run in this thread."""
    return _collecting(_moves)
