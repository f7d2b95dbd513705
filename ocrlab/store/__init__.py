"""Store: what did a search find out, and what was ever read, so that it goes on tomorrow, or on another machine?

Every trial and every reading is committed as soon as it is there, so that a process may be killed at any moment. SQLite
in the lab's folder by default; ``OCRLAB_DATABASE_URL`` names a PostgreSQL database that several machines may share.

``records``  what is stored, as plain facts
``tables``  in which tables
``opening``, ``migrations``  how those of an earlier version are brought on, and one of a newer is left alone
``address``, ``faults``, ``damage``  where a database is, what can be wrong with it, and what is said then
``database``  how it is reached
``readings``  every reading by its key, the latest in memory
``batches``  batches, their rows, and the files they wrote
``work``, ``bounds``  what people were at, by the key of their browser; how much of it, and how many runs, stay
``runs``  what came of each setting that somebody tried, by the key of their browser
``sets``  what batches and studies are called, what was noted of them, and which can be had back
``studies``  studies, their trials, and what they read
``shared``  the store and the readings of this process
"""

from ocrlab.store.bounds import RunBounds, WorkBounds, run_bounds, work_bounds
from ocrlab.store.faults import DamagedFile
from ocrlab.store.readings import Readings
from ocrlab.store.records import (
    StoredBatch,
    StoredReading,
    StoredRow,
    StoredStudy,
    StoredTrial,
    StoredWork,
    TimedReading,
)
from ocrlab.store.runs import COMMAND_LINE, LetGo, RunFilter, RunLine, RunOrder, StoredRun
from ocrlab.store.sets import DeletedSet, SetKind, SetName
from ocrlab.store.shared import shared_readings, shared_store
from ocrlab.store.studies import Store
from ocrlab.store.tables import MAX_NAME, MAX_NOTE, MAX_TAG, MAX_TITLE
from ocrlab.store.work import Outcome

__all__ = [
    "COMMAND_LINE",
    "MAX_NAME",
    "MAX_NOTE",
    "MAX_TAG",
    "MAX_TITLE",
    "DamagedFile",
    "DeletedSet",
    "LetGo",
    "Outcome",
    "Readings",
    "RunBounds",
    "RunFilter",
    "RunLine",
    "RunOrder",
    "SetKind",
    "SetName",
    "Store",
    "StoredBatch",
    "StoredReading",
    "StoredRow",
    "StoredRun",
    "StoredStudy",
    "StoredTrial",
    "StoredWork",
    "TimedReading",
    "WorkBounds",
    "run_bounds",
    "shared_readings",
    "shared_store",
    "work_bounds",
]
