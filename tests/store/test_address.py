"""Every folder and every database has its own address, and no message holds a piece of a password."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from ocrlab.errors import FileError
from ocrlab.store import Store, shared_readings, shared_store
from ocrlab.store.address import url_of
from ocrlab.store.faults import explained

SECRET = "hush"
PARTS = [*"@:/?#%&=+ ö\\'\"[]", "%25", "%40", "@:/", "://"]
ODD = [*(f"xq7{part}zk9" for part in PARTS), "@xq7", "xq7@", "xq7:", "/xq7"]


@pytest.fixture(autouse=True)
def _no_database_named(monkeypatch):
    monkeypatch.delenv("OCRLAB_DATABASE_URL", raising=False)


@pytest.mark.parametrize("name", ["a%20b", "%ce", "what?now", "what?mode=memory", "a#b", "file:x", "a@b:c", "ö", "a b"])
def test_a_folder_of_any_name_holds_its_own_studies(monkeypatch, tmp_path, name):
    monkeypatch.setenv("OCRLAB_HOME", str(tmp_path / name))
    shared_store().add_study("one", {})
    assert (tmp_path / name / "lab.sqlite3").is_file()
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_folder_may_be_named_from_where_one_stands(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OCRLAB_HOME", "file:x?y")
    shared_store().add_study("one", {})
    assert (tmp_path / "file:x?y" / "lab.sqlite3").is_file()


@pytest.mark.parametrize(("first", "second"), [("what?now", "what?then"), ("a%20b", "a b"), ("a#1", "a#2")])
def test_two_folders_never_share_a_study(monkeypatch, tmp_path, first, second):
    for name in (first, second):
        monkeypatch.setenv("OCRLAB_HOME", str(tmp_path / name))
        assert shared_store().studies() == []
        shared_store().add_study(name, {})


def test_a_user_without_a_folder_of_its_own_is_told_to_name_one(monkeypatch):
    monkeypatch.setenv("OCRLAB_HOME", "~nobody-of-this-name/lab")
    with pytest.raises(FileError, match=r"OCRLAB_HOME: .* set OCRLAB_HOME"):
        shared_readings()


def refused(url: str) -> str:
    """The one sentence that comes of a database that cannot be had."""
    with pytest.raises(FileError) as error:
        Store(url).studies()
    assert "\n" not in str(error.value)
    return str(error.value)


@pytest.mark.parametrize("secret", ODD)
@pytest.mark.parametrize("tail", ["127.0.0.1:9/lab", "127.0.0.1:port/lab"])
def test_no_piece_of_a_password_is_in_a_message_however_it_is_written(secret, tail):
    for written in (secret, quote(secret, safe=""), quote(secret)):
        for url in (f"ann:{written}@{tail}", f"ann@{tail}?password={written}", f"{tail}?user=ann&password={written}"):
            message = refused(f"postgresql+psycopg://{url}")
            assert not [piece for piece in ("xq7", "zk9") if piece in message], (url, message)


@pytest.mark.parametrize("written", ["ann:{}@host/lab", "ann@host/lab?password={}", "ann@host/lab?sslpassword={}"])
def test_what_a_driver_says_is_shown_without_the_password_in_any_spelling(written):
    secret = "p w'ö/1"
    url = "postgresql://" + written.format(quote(secret, safe=""))
    for spelling in (secret, repr(secret), quote(secret), quote(secret, safe="").lower(), quote_plus(secret)):
        message = str(explained(OSError(f"no entry for ann and {spelling} here"), url))
        assert "no entry for ann and" in message and "p w" not in message and "1 here" not in message
        assert "p%20w" not in message.lower() and "p+w" not in message


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("nonsense", "it is not the URL of a database"),
        (f"postgresql:ann:{SECRET}@host/lab", "it is not the URL of a database"),
        (f"postgresql://ann:{SECRET}/lab", "its port is not a number"),
        (f"postgresql://ann:h@{SECRET}@host/lab", "it has an @ too many"),
        (f"postgresql://host:5432/lab?password=h@{SECRET}", "it has an @ too many"),
        ("mysql://ann@host/lab", "mysql is not supported, only sqlite and postgresql are"),
        ("oracular://host/base", "oracular is not supported, only sqlite and postgresql are"),
        ("mysql+pymysql://ann@host/lab", "mysql is not supported"),
        (f"postgresql+nodriver://ann:{SECRET}@host/lab", "nodriver is not supported, only psycopg and psycopg2 are"),
        ("postgresql+asyncpg://ann@host/lab", "the driver asyncpg is not supported"),
        ("sqlite+aiosqlite:///lab.sqlite3", "the driver aiosqlite is not supported"),
        ("sqlite://", "it names no file"),
        ("sqlite:///:memory:", "it names no file"),
        ("sqlite:////tmp/lab.sqlite3?timeout=long", "what stands after its ? is not understood"),
    ],
)
def test_an_address_that_cannot_be_used_is_told_why_and_what_one_looks_like(url, why):
    message = refused(url)
    assert why in message and "OCRLAB_DATABASE_URL" in message and "postgresql+psycopg://" in message
    assert SECRET not in message and "pip install" not in message


def test_the_rest_of_an_address_is_shown():
    message = refused(f"postgresql+nodriver://ann:{SECRET}@host:5432/lab?sslmode=require")
    assert "postgresql+nodriver://ann:***@host:5432/lab?sslmode=require" in message


def test_a_folder_that_cannot_be_made_is_named():
    assert "/proc/no/such" in refused("sqlite:////proc/no/such/place.sqlite3")


@pytest.mark.parametrize("secret", ["p:w", "p/w", "p#w", "p%40w", "p%25w"])
def test_what_can_be_told_apart_from_a_host_is_a_password(secret):
    url = url_of(f"postgresql://ann:{secret}@host:5432/lab")
    assert (url.username, url.host, url.port, url.database) == ("ann", "host", 5432, "lab")
    assert url.password == secret.replace("%40", "@").replace("%25", "%")


def test_postgresql_without_a_driver_has_the_one_the_lab_asks_for(new_postgresql):
    store = Store(new_postgresql().replace("postgresql+psycopg", "postgresql"))
    store.add_study("one", {})
    assert store.study("one") is not None


def test_a_path_is_shown_as_it_is(tmp_path):
    (tmp_path / "file").touch()
    assert f"{tmp_path}/file/lab.sqlite3 cannot be used" in refused(Path(f"{tmp_path}/file/lab.sqlite3"))
