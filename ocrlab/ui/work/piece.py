"""Piece: how is one piece of work written, whatever another window, a full disk or a broken file does meanwhile?"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from ocrlab.datasets import Sample
from ocrlab.delivery.thumbnails import thumbnail
from ocrlab.errors import InputError
from ocrlab.store import DamagedFile, Store, StoredWork, WorkBounds, shared_store
from ocrlab.ui.work import written
from ocrlab.ui.work.desk import Desk
from ocrlab.ui.work.summary import Summary
from ocrlab.ui.work.writer import shared_writer

ELSEWHERE = (
    "This work was changed in another window, too. Nothing is lost: what you do here is kept as work of its own from "
    "now on, and both stand under Recent."
)

DELETING_SECONDS = 60.0  # that a person waits for it: gigabytes may have to be overwritten

Id = tuple[str, str]  # an owner, and a name

# State of the process: how often its windows had each piece of work written, and which a person has deleted.
_steps: dict[Id, int] = {}
_deleted: set[Id] = set()


@dataclass(frozen=True)
class Step:
    """A desk to be written, the bytes of its files, and a page that is to stand for it in a list from now on."""

    desk: Desk
    files: Mapping[str, bytes]
    bounds: WorkBounds
    page: Sample | None = None


@dataclass
class Piece:
    """A piece of work as one window knows it.

    ``version`` is the one last stored, 0 before the first. ``pictured`` is the SHA-256 of the page that stands for it
    in a list. ``fault`` is why the last writing failed, ``news`` are sentences to be said once.
    """

    owner: str
    name: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    version: int = 0
    pictured: str = ""
    fault: str = ""
    news: list[str] = field(default_factory=list)
    _seen: int = 0  # of the steps of all windows
    _thumbnail: str = ""
    _page: Sample | None = None  # of which a thumbnail is still to be made

    def __post_init__(self) -> None:
        self._seen = _steps.get(self._id, 0)

    @classmethod
    def of(cls, owner: str, work: StoredWork) -> Piece:
        """A piece as it came out of the store."""
        summary = Summary.read(work.summary)
        return cls(owner, work.name, work.version, summary.page, _thumbnail=summary.thumbnail)

    @property
    def _id(self) -> Id:
        return self.owner, self.name

    @property
    def is_deleted(self) -> bool:
        """Has a person deleted it, here or in another window of this server?"""
        return self._id in _deleted

    def hand_over(self, step: Step) -> None:
        """Have a step written soon, instead of an earlier one of this window that still waits."""
        if _steps.get(self._id, 0) != self._seen:
            self._part()
        self._seen = _steps[self._id] = self._seen + 1
        if step.page is not None:
            self._page, self.pictured = step.page, step.page.digest
        store = shared_store()
        shared_writer().submit(f"work {id(self)}", lambda: self._write(store, step))

    def move_to(self, owner: str | None) -> None:
        """Give it to another owner, who is to hand it over again; to nobody, where that is None."""
        store, earlier, names = shared_store(), self.owner, [self.name]
        shared_writer().submit(f"work {id(self)}", lambda: store.forget_work(earlier, names))
        self.version, self._seen = 0, 0
        if owner is not None:
            self.owner = owner

    def _part(self) -> None:
        """Another window has changed it: what is done here is a piece of its own from now on."""
        self.name = secrets.token_urlsafe(9)
        self.version, self._seen = 0, 0
        self.news.append(ELSEWHERE)

    def _write(self, store: Store, step: Step) -> None:
        if (page := self._page) is not None:
            self._page, self._thumbnail = None, thumbnail(page.image)
        summary = Summary.of(step.desk, self.pictured, self._thumbnail).written()
        state = written.written(step.desk)
        try:
            try:
                self._put(store, step, state, summary)
            except DamagedFile as error:  # it was put aside: what is here goes into the new one
                self.news.append(str(error))
                self.version = 0
                self._put(store, step, state, summary)
            self.fault = ""
        except InputError as error:
            self.fault = str(error)

    def _put(self, store: Store, step: Step, state: str, summary: str) -> None:
        work = StoredWork(self.name, self.version + 1, summary, state)
        outcome = store.put_work(self.owner, work, step.files, step.bounds, self.version)
        if outcome == "stored":
            self.version += 1
            return
        if outcome == "changed":  # by another server
            self._part()
        elif self.is_deleted:
            return
        self.version = 0  # what went to make room comes back
        self._put(store, step, state, summary)


def delete(owner: str, names: list[str]) -> None:
    """Delete pieces of work with the bytes of their files; no window brings them back.

    Raises `FileError` where the store cannot be written.
    """
    store = shared_store()
    _deleted.update((owner, name) for name in names)
    shared_writer().ask(lambda: store.forget_work(owner, names), DELETING_SECONDS)
