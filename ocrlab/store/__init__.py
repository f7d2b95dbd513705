"""What did a search find out, and how does it go on tomorrow, or on another machine?

Every trial and every reading is committed as soon as it is there, so that a process may be killed at any moment. SQLite
in the lab's folder by default; ``OCRLAB_DATABASE_URL`` names a PostgreSQL database that several machines may share.

``records``  what is kept, in which tables
``database``  how the database is reached, and what is said where it cannot be
``studies``  what is asked of it
"""

from ocrlab.store.records import NAME_MOST, StoredReading, StoredStudy, StoredTrial
from ocrlab.store.studies import Store, shared_store

__all__ = ["NAME_MOST", "Store", "StoredReading", "StoredStudy", "StoredTrial", "shared_store"]
