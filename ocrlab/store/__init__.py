"""Store: what did a search find out, and what was ever read, so that it goes on tomorrow, or on another machine?

Every trial and every reading is committed as soon as it is there, so that a process may be killed at any moment. SQLite
in the lab's folder by default; ``OCRLAB_DATABASE_URL`` names a PostgreSQL database that several machines may share.

``records``  what is stored, as plain facts
``tables``, ``earlier``  in which tables, and how those of version 0.1 are taken over
``address``, ``faults``, ``damage``  where a database is, what can be wrong with it, and what is said then
``database``  how it is reached
``readings``  every reading by its key, the latest in memory
``studies``  studies, their trials, and what they read
``shared``  the store and the readings of this process
"""

from ocrlab.store.readings import Readings
from ocrlab.store.records import StoredReading, StoredStudy, StoredTrial, TimedReading
from ocrlab.store.shared import shared_readings, shared_store
from ocrlab.store.studies import Store
from ocrlab.store.tables import MAX_NAME

__all__ = [
    "MAX_NAME",
    "Readings",
    "Store",
    "StoredReading",
    "StoredStudy",
    "StoredTrial",
    "TimedReading",
    "shared_readings",
    "shared_store",
]
