"""Runs: what came of every setting somebody tried, so that it is found again, compared and repeated?

A run belongs to an owner, as work does: the SHA-256 of a key that only the owner's browser has. The same reading of the
same pixels under the same setting is one run, whenever it was made; the latest score counts. A deleted run can be had
back for a day.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ocrlab.store.bounds import RunBounds
from ocrlab.store.database import Database
from ocrlab.store.records import packed
from ocrlab.store.tables import MAX_NOTE, MAX_TAG, MAX_TITLE, UNDO_SECONDS, insert_into, insert_new, table

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection

MAX_RUNS = 20_000  # that are taken out of the database at once
DAY = 86_400.0  # seconds
PART_DIGITS = 32  # of the SHA-256 of a part: it stands in each run four times, and in as many indexes
COMMAND_LINE = "command line"  # owns what a command kept: no SHA-256, so no browser's key opens or hides it
PARTS = ("facts", "reading", "truth", "thumbnail")
_NUMBER = re.compile(r"[0-9a-f]{6,64}")
TEXTS = ("image", "pipeline", "title", "tag", "note")

RunOrder = Literal["newest", "oldest", "best", "worst", "image", "pipeline", "fastest", "slowest"]


@dataclass(frozen=True)
class StoredRun:
    """A run with all that made it. ``facts`` and ``reading`` are plain JSON, ``thumbnail`` is a picture's address.

    ``id`` is the same for whatever reads the same under the same setting; ``digest`` is that of the page's pixels.
    """

    id: str
    created: float
    digest: str
    image: str
    pipeline: str
    engine: str
    cer: float | None
    seconds: float
    facts: dict[str, Any]
    reading: dict[str, Any]
    truth: str | None = None
    thumbnail: str = ""
    title: str = ""
    tag: str = ""
    note: str = ""


@dataclass(frozen=True)
class RunLine:
    """What a list says of a run."""

    id: str
    created: float
    image: str
    pipeline: str
    engine: str
    cer: float | None
    seconds: float
    title: str
    tag: str
    note: str
    thumbnail: str
    by_command: bool = False


@dataclass(frozen=True)
class RunFilter:
    """Which runs are listed: those that hold each of the ``words`` in image, pipeline, engine, name, tag or note, or
    whose id begins so, and that agree with all else that is given. Times are seconds since 1970, ``worst`` is a CER."""

    words: str = ""
    engine: str = ""
    tag: str = ""
    since: float | None = None
    worst: float | None = None


class LetGo(NamedTuple):
    """How many of an owner's runs went for the bounds, and when the newest of them was made."""

    number: int
    newest: float


class RunTable(Database):
    """Runs by owner; those of the command line are shown to all. Raises `FileError` where the database cannot be read
    or written."""

    def put_runs(self, owner: str, runs: Iterable[StoredRun], bounds: RunBounds | None = None) -> None:
        """Store runs, all or none. One that is there already keeps its name, tag and note, and is the newest now.

        What is too old or too many goes in the same moment, see `trim_runs`.
        """
        runs = list(runs)
        with self.transaction() as base:
            parts = dict(part for run in runs for part in _parts(run).values() if part)
            for digest, data in sorted(parts.items()):  # in one order, so that two processes never wait for each other
                insert_new(base, "run_parts", digest=digest, data=data)
            for run in sorted(runs, key=lambda run: run.id):
                self._put_run(base, owner, run)
            if bounds:
                self._trim_runs(base, owner, bounds)

    def _put_run(self, base: Connection, owner: str, run: StoredRun) -> None:
        runs = table("runs")
        refers = {name: part[0] if part else None for name, part in _parts(run).items()}
        scored = {"created": run.created, "deleted": None, "cer": run.cer, **refers}
        texts = {name: packed(getattr(run, name)) for name in TEXTS}
        insert = insert_into(base, "runs").values(
            owner=owner, id=run.id, digest=run.digest, engine=run.engine, seconds=run.seconds, sought=_sought(run),
            **texts, **scored,
        )  # fmt: skip
        base.execute(insert.on_conflict_do_update(index_elements=[runs.c.owner, runs.c.id], set_=scored))

    def runs(
        self, owner: str, which: RunFilter, order: RunOrder = "newest", first: int = 0, count: int = 50
    ) -> tuple[int, list[RunLine]]:
        """How many runs of an owner a filter lets through, and so many of them from the ``first`` on."""
        from sqlalchemy import func, select

        runs, parts = table("runs"), table("run_parts")
        names = [name for name in RunLine.__dataclass_fields__ if name not in ("thumbnail", "by_command")]
        lines = select(*(runs.c[name] for name in names), runs.c.owner, parts.c.data)
        with self.transaction() as base:
            wanted = _wanted(base, owner, which)
            total = base.execute(select(func.count()).select_from(runs).where(wanted)).scalar_one()
            # All of them are put in order by their keys; texts and pictures are fetched for those that are shown.
            keys = select(runs.c.owner, runs.c.id).where(wanted).order_by(*_order(order)).offset(first).limit(count)
            shown = keys.subquery()
            lines = lines.join_from(shown, runs, (runs.c.owner == shown.c.owner) & (runs.c.id == shown.c.id))
            lines = lines.join(parts, parts.c.digest == runs.c.thumbnail).order_by(*_order(order))
            return total, [_line(row) for row in base.execute(lines)]

    def run_choices(self, owner: str) -> tuple[list[str], list[str]]:
        """The engines and the tags that an owner's runs have."""
        from sqlalchemy import select

        runs = table("runs")
        with self.transaction() as base:
            mine = _shown_to(base, owner)
            rows = base.execute(select(runs.c.engine, runs.c.tag).where(mine).distinct()).all()
        tags = {json.loads(row.tag) for row in rows}
        return sorted({row.engine for row in rows}), sorted(filter(None, tags))

    def whole_runs(
        self, owner: str, ids: Iterable[str] | None = None, which: RunFilter = RunFilter(), limit: int = MAX_RUNS
    ) -> list[StoredRun]:
        """Runs with all that made them, in the order of their ``ids``; without such, all that a filter lets through."""
        from sqlalchemy import select

        runs = table("runs")
        ids = None if ids is None else list(ids)
        with self.transaction() as base:
            wanted = _wanted(base, owner, which)
            if ids is not None:
                wanted &= runs.c.id.in_(ids)
            rows = base.execute(select(runs).where(wanted).order_by(*_order("newest")).limit(limit)).all()
            data = _data(base, {row._mapping[name] for row in rows for name in PARTS} - {None})
        stored = [_stored(row, data) for row in rows]
        return stored if ids is None else sorted(stored, key=lambda run: ids.index(run.id))

    def mark_run(self, owner: str, id: str, *, title: str, tag: str, note: str) -> None:
        """Give a run a name, a tag and a note; what is longer than allowed is cut."""
        runs = table("runs")
        title, tag, note = title[:MAX_TITLE].strip(), tag[:MAX_TAG].strip(), note[:MAX_NOTE]
        for run in self.whole_runs(owner, [id]):
            sought = _sought(replace(run, title=title, tag=tag, note=note))
            values = {"title": packed(title), "tag": packed(tag), "note": packed(note), "sought": sought}
            with self.transaction() as base:
                base.execute(runs.update().where(_shown_to(base, owner) & (runs.c.id == id)).values(**values))

    def delete_runs(self, owner: str, ids: Iterable[str], back: bool = False) -> None:
        """Take runs out of the list, or (``back``) put those into it again that were taken out in the last day."""
        runs = table("runs")
        with self.transaction() as base:
            values = {"deleted": None if back else self._clock(base)}
            mine = runs.c.owner.in_([owner, COMMAND_LINE]) & runs.c.id.in_(list(ids))
            base.execute(runs.update().where(mine).values(**values))

    def trim_runs(self, owner: str, bounds: RunBounds) -> None:
        """Drop what was deleted a day ago or longer, what is too old and has no name, tag or note, and the oldest where
        an owner, or all together, have more than they may: those without such marks first."""
        with self.transaction() as base:
            self._trim_runs(base, owner, bounds)

    def runs_let_go(self, owner: str) -> LetGo | None:
        """What of an owner's runs has been dropped for the bounds so far; None where nothing has."""
        gone = table("runs_let_go")
        with self.transaction() as base:
            row = base.execute(gone.select().where(gone.c.owner == owner)).first()
        return LetGo(row.number, row.newest) if row else None

    def _trim_runs(self, base: Connection, owner: str, bounds: RunBounds) -> None:
        from sqlalchemy import exists, true

        runs, parts, now = table("runs"), table("run_parts"), self._clock(base)
        gone = base.execute(runs.delete().where(runs.c.deleted < now - UNDO_SECONDS)).rowcount
        gone += _let_go(base, (runs.c.created < now - bounds.days * DAY) & _unmarked())
        for most, whose in ((bounds.most_of_one, runs.c.owner == owner), (bounds.most, true())):
            gone += _let_go_beyond(base, most, whose)
        if gone:
            used = [exists().where(runs.c[name] == parts.c.digest) for name in PARTS]
            base.execute(parts.delete().where(~(used[0] | used[1] | used[2] | used[3])))


def _unmarked() -> ColumnElement[bool]:
    runs, nothing = table("runs"), packed("")
    return (runs.c.tag == nothing) & (runs.c.title == nothing) & (runs.c.note == nothing)


def _let_go_beyond(base: Connection, most: int, whose: ColumnElement[bool]) -> int:
    """Let the oldest go beyond a number, first those without marks; how many went."""
    from sqlalchemy import func, select, tuple_

    runs = table("runs")
    if base.execute(select(func.count()).select_from(runs).where(whose)).scalar_one() <= most:
        return 0
    staying = select(runs.c.owner, runs.c.id).where(whose).order_by(_unmarked(), runs.c.created.desc()).limit(most)
    return _let_go(base, whose & tuple_(runs.c.owner, runs.c.id).not_in(staying))


def _let_go(base: Connection, which: ColumnElement[bool]) -> int:
    """Drop runs, and note for each owner how many went, so that the owner can be told; how many they were."""
    from sqlalchemy import func, select

    runs, gone = table("runs"), table("runs_let_go")
    counts = select(runs.c.owner, func.count().label("number"), func.max(runs.c.created).label("newest"))
    for row in base.execute(counts.where(which).group_by(runs.c.owner)).all():
        new = {"number": row.number, "newest": row.newest}
        insert = insert_into(base, "runs_let_go").values(owner=row.owner, **new)
        more = new | {"number": gone.c.number + row.number}
        base.execute(insert.on_conflict_do_update(index_elements=[gone.c.owner], set_=more))
    return base.execute(runs.delete().where(which)).rowcount


def _shown_to(base: Connection, owner: str) -> ColumnElement[bool]:
    """What a browser's page lists: its own runs, and those of the command line that it does not have itself."""
    from sqlalchemy import exists, select

    runs = table("runs")
    of_owner, of_command = ((runs.c.owner == each) & runs.c.deleted.is_(None) for each in (owner, COMMAND_LINE))
    if not base.execute(select(exists().where(of_command))).scalar():  # the same, found in an index alone
        return of_owner
    own = runs.alias()
    has = exists().where((own.c.owner == owner) & (own.c.id == runs.c.id) & own.c.deleted.is_(None))
    return of_owner | (of_command & ~has)


def _wanted(base: Connection, owner: str, which: RunFilter) -> ColumnElement[bool]:
    runs, wanted = table("runs"), _shown_to(base, owner)
    for word in which.words.casefold().split():
        holds = runs.c.sought.contains(packed(word)[1:-1], autoescape=True)
        wanted &= (holds | runs.c.id.startswith(word)) if _NUMBER.fullmatch(word) else holds
    if which.engine:
        wanted &= runs.c.engine == which.engine
    if which.tag:
        wanted &= runs.c.tag == packed(which.tag)
    if which.since is not None:
        wanted &= runs.c.created >= which.since
    if which.worst is not None:
        wanted &= runs.c.cer <= which.worst
    return wanted


def _order(order: RunOrder) -> tuple[ColumnElement[Any], ...]:
    runs = table("runs")
    newest = runs.c.created.desc()
    by: dict[str, tuple[ColumnElement[Any], ...]] = {
        "newest": (newest,),
        "oldest": (runs.c.created.asc(),),
        "best": (runs.c.cer.is_(None), runs.c.cer.asc(), newest),
        "worst": (runs.c.cer.is_(None), runs.c.cer.desc(), newest),
        "image": (runs.c.image.asc(), newest),
        "pipeline": (runs.c.pipeline.asc(), newest),
        "fastest": (runs.c.seconds.asc(), newest),
        "slowest": (runs.c.seconds.desc(), newest),
    }
    return (*by[order], runs.c.id)


def _parts(run: StoredRun) -> dict[str, tuple[str, bytes] | None]:
    """What of a run stands by itself, by its digest, compressed."""
    values = {name: getattr(run, name) for name in PARTS}
    return {name: None if value is None else _part(packed(value)) for name, value in values.items()}


def _part(text: str) -> tuple[str, bytes]:
    return hashlib.sha256(text.encode()).hexdigest()[:PART_DIGITS], zlib.compress(text.encode(), 9)


def _data(base: Connection, digests: set[str]) -> dict[str, Any]:
    from sqlalchemy import select

    parts = table("run_parts")
    data: dict[str, Any] = {}
    wanted = sorted(digests)
    for at in range(0, len(wanted), 500):
        chosen = select(parts).where(parts.c.digest.in_(wanted[at : at + 500]))
        data |= {row.digest: _opened(row.data) for row in base.execute(chosen)}
    return data


def _opened(data: bytes) -> Any:
    return json.loads(zlib.decompress(data))


def _sought(run: StoredRun) -> str:
    """All that a search for words looks at, in one case; escaped as `packed` does, so that every encoding holds it."""
    texts = (run.title, run.image, run.pipeline, run.engine, run.tag, run.note)
    return packed("\n".join(text.casefold() for text in texts))


def _line(row: Any) -> RunLine:
    image, pipeline, title, tag, note = (json.loads(row._mapping[name]) for name in TEXTS)
    return RunLine(
        row.id,
        row.created,
        image,
        pipeline,
        row.engine,
        row.cer,
        row.seconds,
        title,
        tag,
        note,
        _opened(row.data),
        row.owner == COMMAND_LINE,
    )


def _stored(row: Any, data: dict[str, Any]) -> StoredRun:
    texts: dict[str, Any] = {name: json.loads(row._mapping[name]) for name in TEXTS}
    parts: dict[str, Any] = {name: data.get(row._mapping[name]) for name in PARTS}
    return StoredRun(
        id=row.id, created=row.created, digest=row.digest, engine=row.engine, cer=row.cer, seconds=row.seconds,
        **texts, **parts,
    )  # fmt: skip
