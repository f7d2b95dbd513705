"""Address: where is the database, and how is that shown to a person?

A file is a path and stays one; only what a person writes into ``OCRLAB_DATABASE_URL`` is read as a URL. Passwords stand
in URLs in several spellings, and none of them may reach a message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

from ocrlab.errors import FileError

if TYPE_CHECKING:
    from sqlalchemy import URL

Address = str | Path  # a URL as a person writes it, or the path of an SQLite file

# The drivers by the name of their database, the one that is taken where none is named first; and what pip calls them.
DRIVERS = {"sqlite": ("pysqlite",), "postgresql": ("psycopg", "psycopg2")}
PACKAGES = {"psycopg": "psycopg[binary]", "psycopg2": "psycopg2-binary"}
EXAMPLES = "postgresql+psycopg://user@host/ocrlab or sqlite:////folder/lab.sqlite3"
UNKNOWN = "the database of OCRLAB_DATABASE_URL"  # where not even a part of its address may be shown


def url_of(address: Address) -> URL:
    """The URL by which SQLAlchemy opens a database.

    Raises `FileError` for what is no URL, or names a database or a driver that the lab does not know. The error holds
    nothing of a password, and nothing that might be a piece of one.
    """
    from sqlalchemy import URL

    if isinstance(address, Path):
        return URL.create("sqlite", database=str(address.absolute()))
    url = _parsed(address)
    known = DRIVERS.get(url.get_backend_name())
    if known is None:
        raise _refused(shown(url), f"{url.get_backend_name()} is not supported, only {' and '.join(DRIVERS)} are")
    _, _, driver = url.drivername.partition("+")
    if driver and driver not in known:
        raise _refused(shown(url), f"the driver {driver} is not supported, only {' and '.join(known)} are here")
    if known == DRIVERS["sqlite"] and url.database in (None, "", ":memory:"):
        raise _refused(shown(url), "it names no file")
    return url if driver else url.set(drivername=f"{url.drivername}+{known[0]}")


def shown(address: Address | URL) -> str:
    """The address for a person to read: without its password, wherever in it that stands."""
    if isinstance(address, Path):
        return str(address)
    if isinstance(address, str):
        try:
            address = _parsed(address)
        except FileError:
            return UNKNOWN
    secret = {key: "..." for key in address.query if _is_secret(key)}  # asterisks would be encoded
    return address.update_query_dict(secret).render_as_string(hide_password=True)


def without_password(text: str, address: Address) -> str:
    """A message of a database or its driver, in which every spelling of the password is replaced."""
    for spelling in sorted(set(_spellings(address)), key=len, reverse=True):
        text = text.replace(spelling, "***")
    return text


def unreadable(address: Address, why: str) -> FileError:
    """The error for an address that cannot be used as it stands."""
    return _refused(shown(address), why)


def _parsed(written: str) -> URL:
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError

    # What stands behind an @ that belongs to a password would be taken for the host, or quoted as a faulty port. Where
    # there may be such a one the address is refused, and what `make_url` says is never passed on.
    if not written.startswith("sqlite") and re.search(r"[@?].*@", written, re.DOTALL):
        raise _refused(UNKNOWN, "it has an @ too many; within a name or a password write @ as %40 and ? as %3F")
    try:
        return make_url(written)
    except ArgumentError:
        raise _refused(UNKNOWN, "it is not the URL of a database") from None
    except ValueError:
        why = "its port is not a number; within a password write @ as %40, : as %3A and / as %2F"
        raise _refused(UNKNOWN, why) from None


def _refused(address: str, why: str) -> FileError:
    return FileError(
        f"store: cannot open {address} ({why}); a database is named as {EXAMPLES}, "
        "or unset OCRLAB_DATABASE_URL to keep studies on this machine"
    )


def _is_secret(key: str) -> bool:
    return re.search("passw|pwd", key, re.IGNORECASE) is not None


def _spellings(address: Address) -> Iterator[str]:
    """The passwords of an address, each as it is, as a URL encodes it, and as a program quotes it."""
    if isinstance(address, Path):
        return
    try:
        url = _parsed(address)
    except FileError:
        return
    secrets = [url.password or ""]
    for key, value in url.query.items():
        if _is_secret(key):
            secrets += [value] if isinstance(value, str) else value
    for secret in filter(None, secrets):
        for encoded in (quote(secret), quote(secret, safe=""), quote_plus(secret)):
            yield from (encoded, re.sub("%..", lambda match: match[0].lower(), encoded))
        yield from (secret, repr(secret)[1:-1])
