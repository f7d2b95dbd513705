"""Keeper: when is a visitor's work written, and what is said where it cannot be?

A step that has settled is handed to the writer, whole; a drag of a slider is none until it is let go of. What the
writer finds out is said with the next run of the page. Without a database the lab goes on, and says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from ocrlab.datasets import Sample
from ocrlab.errors import InputError
from ocrlab.store import StoredWork, WorkBounds, shared_store, work_bounds
from ocrlab.ui.lab import START, Lab
from ocrlab.ui.tune.state import TuneState
from ocrlab.ui.work import piece, written
from ocrlab.ui.work.desk import Desk, desk_of, fitting, put_on
from ocrlab.ui.work.piece import Piece, Step
from ocrlab.ui.work.summary import Summary
from ocrlab.ui.work.writer import shared_writer
from ocrlab.wording import listed, shown_name

DELETED = "This work was deleted in another window. To have what you do here kept again, start new work under Recent."
NO_COOKIES = "Your browser refuses the cookie by which the lab would know it again."


@dataclass
class Keeper:
    """What one session knows of what is kept of it.

    ``piece`` is its work in the store, None while there is nothing to keep. ``desk`` is what was last handed over, or
    what the session began with. ``off`` is why nothing may be kept, ``left_out`` are the files that are too large.
    ``to_delete`` is what a person has been asked about, ``turns`` counts the desks of the session.
    """

    owner: str
    piece: Piece | None = None
    desk: Desk | None = None
    off: str = ""
    left_out: tuple[str, ...] = ()
    has_changed: bool = False
    to_delete: str = ""
    turns: int = 0

    @property
    def name(self) -> str:
        """Under which name the work is kept; empty while it is not."""
        return self.piece.name if self.piece else ""

    def begin(self, desk: Desk) -> None:
        """This is where the session starts from: nothing is kept until something differs from it."""
        self.desk = desk

    def settle(self, lab: Lab, tune: TuneState) -> None:
        """A step is done: have the work written, where anything of it has changed."""
        desk = desk_of(lab, tune)
        if desk != self.desk or (self.piece and self.piece.fault):
            self.has_changed = True
            bounds = self._bounds()
            if bounds is not None:
                self._hand_over(desk, bounds, lab)
        if self.piece:
            for text in self.piece.news:
                lab.inform(text)
            self.piece.news = []

    def picture(self, lab: Lab, tune: TuneState, page: Sample) -> None:
        """The page that is looked at, once it is known, stands for the work in the list."""
        if self.piece and self.piece.pictured != page.digest and (bounds := self._bounds()):
            self._hand_over(desk_of(lab, tune), bounds, lab, page)

    def _hand_over(self, desk: Desk, bounds: WorkBounds, lab: Lab, page: Sample | None = None) -> None:
        self.desk = desk
        self.piece = self.piece or Piece(self.owner)
        files = fitting(lab.uploads.values(), lab.source, bounds.max_bytes_of_one)
        self.left_out = tuple(upload.name for upload in lab.uploads.values() if upload.sha not in files)
        self.piece.hand_over(Step(desk, files, bounds, page))

    def take_up(self, name: str, lab: Lab, tune: TuneState) -> bool:
        """Go on with earlier work; False where this browser has none of that name, or it cannot be had, which is told.

        What is still to be written is written before.
        """
        bounds = self._bounds()
        if bounds is None:
            return False
        store = shared_store()
        try:
            stored = shared_writer().ask(lambda: store.take_up(self.owner, name, bounds))
            if stored is None:
                return False
            work, data = stored
            desk, problems = written.read(work.state)
        except InputError as error:
            lab.notice(f"Your earlier work could not be opened. {error}")
            return False
        whole = {sha: file for sha, file in data.items() if hashlib.sha256(file).hexdigest() == sha}
        missing = put_on(desk, whole, lab, tune)
        for problem in problems:
            lab.notice(f"A part of your work is not as it was. {problem}")
        if missing:
            names = listed(shown_name(each) for each in missing)
            lab.inform(f"{names}: not kept, for its size; open it again, its truth and crops are still here.")
        self._turn_to(Piece.of(self.owner, work), desk)
        return True

    def start_new(self, lab: Lab, tune: TuneState) -> None:
        """Put the desk as it is for who comes for the first time; what was on it stays in the list."""
        fresh = Lab()
        fresh.set_pipeline(START)
        put_on(desk_of(fresh, TuneState()), {}, lab, tune)
        self._turn_to(None, desk_of(lab, tune))

    def _turn_to(self, piece: Piece | None, desk: Desk) -> None:
        self.piece, self.desk = piece, desk
        self.off, self.left_out, self.has_changed = "", (), False
        self.turns += 1

    def works(self) -> list[tuple[StoredWork, Summary]]:
        """What this browser can go on with, the latest first. Raises `InputError` where the store cannot be read."""
        bounds, store = work_bounds(), shared_store()
        works = shared_writer().ask(lambda: store.works(self.owner, bounds))
        return [(work, Summary.read(work.summary)) for work in works]

    def ask_to_delete(self, name: str) -> None:
        """Ask a person whether this is meant; "" takes the question back."""
        self.to_delete = name

    def forget(self, names: Iterable[str], lab: Lab, tune: TuneState) -> None:
        """Delete work with the bytes of its files; where it is what lies on the desk, that is cleared, too.

        Raises `FileError` where the store cannot be written.
        """
        names = list(names)
        piece.delete(self.owner, names)
        if self.name in names:
            self.start_new(lab, tune)

    def change_owner(self, owner: str | None) -> None:
        """The browser turns out to hold another key; or (None) none at all, so that nothing may be kept of it."""
        if self.piece:
            self.piece.move_to(owner)
            self.desk = None  # to be handed over again
        self.owner = owner or self.owner
        self.off = "" if owner else NO_COOKIES

    @property
    def status(self) -> str:
        """What a person has to know about what is not kept; empty where all of it is."""
        why = self.off or (self.piece.fault if self.piece else "")
        if why and self.has_changed:
            return f"What you do here is not kept after a reload. {why}"
        if self.left_out:
            return f"{listed(map(shown_name, self.left_out))}: too large to be kept after a reload (OCRLAB_WORK_MB)"
        return ""

    def _bounds(self) -> WorkBounds | None:
        """How much may be kept; None where that is nothing."""
        if self.piece and self.piece.is_deleted:
            self.off = DELETED
        if self.off:
            return None
        try:
            bounds = work_bounds()
        except InputError as error:
            self.off = str(error)
            return None
        return bounds if bounds.max_bytes and bounds.days else None
