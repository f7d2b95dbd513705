"""Shared: which database and which readings do all parts of this process use?"""

from __future__ import annotations

import os
import threading

from ocrlab.home import home
from ocrlab.store.address import Address
from ocrlab.store.readings import Readings
from ocrlab.store.studies import Store

FILE = "lab.sqlite3"

# State of the process. A database is connected to once, however many pages and searches use it, and what was read last
# is in memory once. By address, because tests and scripts change the environment under a running process.
_stores: dict[str, Store] = {}
_readings: dict[str, Readings] = {}
_lock = threading.RLock()


def shared_store() -> Store:
    """The store of this process: ``OCRLAB_DATABASE_URL``, or SQLite in the lab's folder."""
    address: Address = os.environ.get("OCRLAB_DATABASE_URL", "").strip() or (home() / FILE).absolute()
    with _lock:
        return _stores.setdefault(str(address), Store(address))


def shared_readings() -> Readings:
    """The readings of this process, in its store."""
    with _lock:
        store = shared_store()
        return _readings.setdefault(store.url, Readings(store))
