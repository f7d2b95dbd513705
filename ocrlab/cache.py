"""Has exactly this been read before?

A reading is kept under the SHA-256 of everything it depends on: the pixels the engine sees, the engine, its version and
all its settings. A filter that changes no pixel therefore costs no reading, nor does moving a slider back. The latest
stay in memory; all of them, up to a bound, in one SQLite file that several processes may use at once.
"""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from ocrlab import engines
from ocrlab.engines import Engine, Report, Stop, TextBoxes, effective, get_engine
from ocrlab.home import home
from ocrlab.image import Image, digest
from ocrlab.reading import Reading

FORMAT = 1  # of a kept reading; raised when `Reading.to_dict` changes
IN_MEMORY = 256  # readings
ON_DISK = 200_000_000  # bytes of JSON, some 20 000 pages
TRIM_EVERY = 100  # readings kept between two looks at the bound
PATIENCE = 5  # seconds to wait for another process that holds the file


class Kept(NamedTuple):
    """A reading from before, and the seconds it took then."""

    reading: Reading
    seconds: float


def caching() -> bool:
    """False where ``OCRLAB_CACHE=off`` asks for everything to be read afresh."""
    return os.environ.get("OCRLAB_CACHE", "").lower() != "off"


def reading_key(
    image: Image, engine: Engine, settings: Mapping[str, object], text_boxes: TextBoxes | None = None
) -> str:
    """SHA-256 over all a reading depends on. Raises `ParamError` for a refused setting."""
    parts: list[object] = [FORMAT, digest(image), engine.name, engine.version, effective(engine, settings)]
    if text_boxes is not None:
        parts.append([text_boxes.level, text_boxes.tilted])
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


class ReadingCache:
    """Readings by key, safe across threads and processes.

    Without a ``path`` they last as long as the process. A file that cannot be read or written costs a new reading and
    never an error; a damaged one is put aside.
    """

    def __init__(self, path: Path | None = None, in_memory: int = IN_MEMORY, on_disk: int = ON_DISK) -> None:
        self._path, self._in_memory, self._on_disk = path, in_memory, on_disk
        self._recent: OrderedDict[str, Kept] = OrderedDict()
        self._lock = threading.Lock()
        self._file: sqlite3.Connection | None = None
        self._puts = 0

    def get(self, key: str) -> Kept | None:
        with self._lock:
            kept = self._recent.get(key) or self._from_disk(key)
            if kept is not None:
                self._remember(key, kept)
            return kept

    def recent(self, key: str) -> Kept | None:
        """The reading if it is still in memory; never waits for the disk."""
        with self._lock:
            return self._recent.get(key)

    def put(self, key: str, reading: Reading, seconds: float) -> None:
        with self._lock:
            self._remember(key, Kept(reading, seconds))
            data = json.dumps(reading.to_dict(), ensure_ascii=False, separators=(",", ":"))
            self._ask("INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?)", key, data, seconds, time.time())
            self._puts += 1
            if self._puts % TRIM_EVERY == 1:
                self._trim()

    def close(self) -> None:
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None

    def _remember(self, key: str, kept: Kept) -> None:
        self._recent[key] = kept
        self._recent.move_to_end(key)
        while len(self._recent) > self._in_memory:
            self._recent.popitem(last=False)

    def _from_disk(self, key: str) -> Kept | None:
        rows = self._ask("SELECT data, seconds FROM readings WHERE key = ?", key)
        if not rows:
            return None
        try:
            kept = Kept(Reading.from_dict(json.loads(rows[0][0])), float(rows[0][1]))
        except (ValueError, TypeError, KeyError):
            return None
        self._ask("UPDATE readings SET used = ? WHERE key = ?", time.time(), key)
        return kept

    def _trim(self) -> None:
        """Forget those not used for longest, until nine tenths of the bound are left."""
        rows = self._ask("SELECT SUM(LENGTH(data)) FROM readings")
        if rows and (rows[0][0] or 0) > self._on_disk:
            self._ask(
                "DELETE FROM readings WHERE key IN (SELECT key FROM (SELECT key, SUM(LENGTH(data)) OVER"
                " (ORDER BY used DESC, key) AS so_far FROM readings) WHERE so_far > ?)",
                self._on_disk * 9 // 10,
            )

    def _ask(self, question: str, *values: object) -> list[tuple]:
        if self._path is None:
            return []
        for attempt in (1, 2):
            try:
                return self._open().execute(question, values).fetchall()
            except sqlite3.OperationalError:
                return []  # locked for too long, disk full or read-only: read anew, as without a cache
            except (sqlite3.DatabaseError, OSError):
                if attempt == 2 or not self._put_aside():
                    return []
        return []

    def _open(self) -> sqlite3.Connection:
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            end = time.monotonic() + PATIENCE
            while True:
                file = sqlite3.connect(self._path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
                try:
                    file.execute("PRAGMA journal_mode=WAL")
                    file.execute("PRAGMA synchronous=NORMAL")
                    file.execute(
                        "CREATE TABLE IF NOT EXISTS readings"
                        " (key TEXT PRIMARY KEY, data TEXT, seconds REAL, used REAL) WITHOUT ROWID"
                    )
                except sqlite3.OperationalError as error:
                    # While another opens the same new file, SQLite refuses the change to WAL at once, timeout or not.
                    file.close()
                    if "locked" not in str(error) or time.monotonic() > end:
                        raise
                    time.sleep(0.02)
                except sqlite3.DatabaseError:
                    file.close()
                    raise
                else:
                    self._file = file
                    break
        return self._file

    def _put_aside(self) -> bool:
        if self._file is not None:
            self._file.close()
            self._file = None
        try:
            self._path.replace(self._path.with_suffix(".damaged"))
            for suffix in ("-wal", "-shm"):
                Path(f"{self._path}{suffix}").unlink(missing_ok=True)
        except OSError:
            return False
        return True


_shared: dict[Path, ReadingCache] = {}
_shared_lock = threading.Lock()


def shared_cache() -> ReadingCache:
    """The cache of this process in the lab's folder."""
    path = home() / "readings.sqlite3"
    with _shared_lock:
        return _shared.setdefault(path, ReadingCache(path))


def read(
    engine: str,
    image: Image,
    settings: Mapping[str, object],
    text_boxes: TextBoxes | None = None,
    progress: Report | None = None,
    cancelled: Stop | None = None,
) -> Reading:
    """What `ocrlab.engines.read` would say, read only where it is not known already."""
    if not caching():
        return engines.read(engine, image, settings, text_boxes, progress, cancelled)
    key = reading_key(image, get_engine(engine), settings, text_boxes)
    kept = shared_cache().get(key)
    if kept is not None:
        return kept.reading
    started = time.perf_counter()
    reading = engines.read(engine, image, settings, text_boxes, progress, cancelled)
    shared_cache().put(key, reading, time.perf_counter() - started)
    return reading
