"""A database of any earlier version opens with all that is in it; one of a newer version is left as it is."""

from __future__ import annotations

import subprocess
import sys

import pytest
from databases import RELEASED, Bare, as_released, asked, written
from paths import ROOT

from ocrlab.errors import FileError
from ocrlab.reading import Reading, Word
from ocrlab.store import Store
from ocrlab.store.opening import MIGRATIONS, REVISIONS
from ocrlab.store.tables import tables

STUDY = "study-1957d35b-044a"
READING = Reading(((Word("text", ((0, 0), (9, 0), (9, 9), (0, 9)), 0.5),),))


def differences(database: str) -> list[object]:
    """What Alembic would still change so that the tables of a database are those of `tables`."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    store = Store(database)
    with store.transaction() as base:
        return compare_metadata(MigrationContext.configure(base), tables())


@pytest.fixture(params=RELEASED, ids=lambda file: file.stem)
def released(request, database: str) -> str:
    """A database as a released version left it, of either kind."""
    as_released(database, request.param)
    return database


def test_what_a_released_version_kept_is_all_there(released: str) -> None:
    store = Store(released)
    [study] = store.studies()
    assert (study.name, study.state, study.summary["best_trial"]) == (STUDY, "done", 2)
    assert len(store.trials(STUDY)) == 8 and len(store.readings(STUDY)) == 37
    assert all(stored.text and stored.rates["cer"]["length"] == 52 for stored in store.readings(STUDY))
    assert list(store.text_boxes(STUDY).values()) == [[[[0, 120, 0, 60]], []]]
    key = store.readings(STUDY)[0].key
    assert store.reading(key) is None  # its words were not kept then, so it is read again where they are wanted
    store.put_reading(key, READING, 0.2)
    assert store.reading(key).reading == READING


def test_its_tables_are_those_of_today(released: str) -> None:
    assert differences(released) == []


def test_a_new_database_has_the_tables_of_today(database: str) -> None:
    assert differences(database) == []


def test_a_database_from_between_two_releases_goes_on(database: str) -> None:
    store = Bare(database)
    with store.transaction() as base:
        tables().create_all(
            base, [made for name, made in tables().tables.items() if not name.startswith(("run", "set_"))]
        )
        base.execute(tables().tables["studies"].insert().values(name="between", spec="{}", state="done", created=1.0))
    store.close()
    assert Store(database).study("between").state == "done"
    assert differences(database) == []


def test_the_revisions_are_the_steps_that_there_are() -> None:
    from alembic.script import ScriptDirectory

    steps = [step.revision for step in ScriptDirectory(str(MIGRATIONS)).walk_revisions()]
    assert tuple(reversed(steps)) == REVISIONS


def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(database: str) -> None:
    Store(database).add_study("newer", {})
    written(database, "UPDATE alembic_version SET version_num = '9999'", "ALTER TABLE studies ADD COLUMN mood TEXT")
    before = asked(database, "SELECT * FROM studies")
    refused = rf"of a newer version of the lab \(.*revision 9999, .*knows 0001 to {REVISIONS[-1]}\).*update the lab"
    for _ in range(2):  # once is not enough to be believed
        with pytest.raises(FileError, match=refused):
            Store(database).studies()
    assert asked(database, "SELECT * FROM studies") == before
    assert asked(database, "SELECT version_num FROM alembic_version") == [("9999",)]


def test_a_step_that_fails_leaves_the_database_as_it_was(database: str) -> None:
    as_released(database, RELEASED[0])
    written(database, "CREATE VIEW batch_rows AS SELECT 1 AS batch")  # in the place of a table that a later step makes
    with pytest.raises(FileError, match="store: "):
        Store(database).studies()
    assert asked(database, "SELECT COUNT(*) FROM readings")[0][0] == 38
    written(database, "DROP VIEW batch_rows")
    assert len(Store(database).readings(STUDY)) == 37


def test_opening_what_is_up_to_date_does_not_load_alembic(database: str) -> None:
    Store(database).studies()
    code = "import sys; from ocrlab.store import Store; Store(sys.argv[1]).studies(); print('alembic' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, database], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "False"
