import sqlite3
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from index import database
from index.schema import MIGRATIONS, REVISION, metadata
from index.store import FILE_NAME, Store


def _tables(path: Path) -> dict[str, str]:
    """The statement of each table and index, without regard to white space."""
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    connection.close()
    return {name: "".join(sql.split()) for name, sql in rows if name != "alembic_version"}


def test_migrating_makes_the_schema_that_the_code_knows(tmp_path: Path) -> None:
    engine = database.open_engine(tmp_path / "a.db", migrations=MIGRATIONS, revision=REVISION)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_migrating_makes_the_very_statements_of_the_schema(tmp_path: Path) -> None:
    migrated = database.open_engine(tmp_path / "migrated.db", migrations=MIGRATIONS, revision=REVISION)
    created = database.open_engine(tmp_path / "created.db", migrations=MIGRATIONS, revision=REVISION)
    with database.writing(created) as connection:
        metadata.drop_all(connection)
        metadata.create_all(connection)
    migrated.dispose()
    created.dispose()
    assert _tables(tmp_path / "migrated.db") == _tables(tmp_path / "created.db")


def test_the_newest_script_is_the_revision_that_the_code_asks_for() -> None:
    folder = Path(database.__file__).parent / "migrations"
    assert ScriptDirectory(str(folder)).get_heads() == [REVISION]


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    Store.open(tmp_path).close()
    file = tmp_path / FILE_NAME
    before, stat = file.read_bytes(), file.stat()
    Store.open(tmp_path).close()
    assert (file.read_bytes(), file.stat().st_mtime_ns) == (before, stat.st_mtime_ns)


def test_a_database_without_its_revision_table_entry_is_migrated_from_the_start(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / FILE_NAME)
    connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
    connection.commit()
    connection.close()
    store = Store.open(tmp_path)
    assert store.sequence() == 0
    store.close()
