"""Faults: what is wrong with a database, in one sentence for whoever has to mend it?

SQLAlchemy, SQLite's module and PostgreSQL's drivers each have errors of their own, some of them wrapped in one another.
They are known here and nowhere else.
"""

from __future__ import annotations

import re
import sqlite3
import sys
from pathlib import Path

from ocrlab.errors import FileError
from ocrlab.store.address import DRIVERS, PACKAGES, Address, shown, without_password

MAX_REASON = 200  # characters of what a database says
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_UNTRANSLATABLE = re.compile(r'byte sequence ([0-9a-fx ]+) in encoding "UTF8" has no equivalent in encoding "(\w+)"')


class DamagedFile(FileError):
    """A file that was no whole database has been put aside; the next transaction begins a new one."""


def database_errors() -> tuple[type[Exception], ...]:
    """All that a transaction can raise where the database, the network or the disk is at fault."""
    from sqlalchemy.exc import SQLAlchemyError

    modules = (sys.modules.get(driver) for driver in DRIVERS["postgresql"])
    drivers = [module.Error for module in modules if module is not None]
    # A UnicodeError: letters that the database's encoding, or any, does not have. An OSError: a folder not to be made.
    return (SQLAlchemyError, sqlite3.Error, OSError, UnicodeError, *drivers)


def is_damage(error: BaseException) -> bool:
    """Does SQLite say that the file is broken, or no database at all? A locked file or a full disk is neither."""
    cause = getattr(error, "orig", None) or error
    return getattr(cause, "sqlite_errorcode", 0) & 0xFF in _DAMAGE


def explained(error: Exception, address: Address, aside: Path | None = None) -> FileError:
    """The error to show for one of `database_errors`; ``aside`` is where a damaged file has been put."""
    cause = getattr(error, "orig", None) or error
    reason = " ".join(str(getattr(cause, "strerror", None) or cause).split())
    reason = without_password(reason, address)[:MAX_REASON]
    where = shown(address)
    if aside is not None:
        return DamagedFile(
            f"store: {where} cannot be used ({reason}); it was put aside as {aside.name} and a new one is begun: "
            "put a copy of it back to have its studies again"
        )
    if (letter := _letter(cause, reason)) is not None:
        character, encoding = letter
        return FileError(
            f"store: {where} keeps text in {encoding}, which cannot hold {character!r}; choose a name without it, "
            "or make the database with ENCODING 'UTF8'"
        )
    return FileError(
        f"store: {where} cannot be used ({reason}); "
        "check the disk, OCRLAB_HOME and OCRLAB_DATABASE_URL; what was finished is kept"
    )


def missing(error: ImportError, address: Address) -> FileError:
    """The error to show where the driver of a database is not installed, or lacks a library of the system."""
    driver = error.name or next((name for name in PACKAGES if name in str(error).lower()), "")
    package = PACKAGES.get(driver, driver)
    install = f'install it with: pip install "{package}", or ' if package else ""
    return FileError(
        f"store: cannot open {shown(address)} (its driver {driver} is not installed); {install}"
        "unset OCRLAB_DATABASE_URL to keep studies on this machine"
    )


def _letter(cause: BaseException, reason: str) -> tuple[str, str] | None:
    """The character that could not be written, and the encoding that lacks it."""
    if isinstance(cause, UnicodeEncodeError):
        return cause.object[cause.start : cause.start + 1], cause.encoding
    if match := _UNTRANSLATABLE.search(reason):
        return bytes(int(code, 16) for code in match[1].split()).decode(errors="replace"), match[2]
    return None
