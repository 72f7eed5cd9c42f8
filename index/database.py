"""A database file in; an engine with safe transactions and an up-to-date schema out. No domain.

Kept apart from the statements so that another database than SQLite stays possible.
"""

import contextlib
import sqlite3
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc

from index.errors import StoreError

BUSY_TIMEOUT_SECONDS = 30


def open_engine(path: Path, *, migrations: str, revision: str) -> Engine:
    """The engine of the SQLite database at `path`, made or brought to `revision` where it is not there yet.

    `migrations` names the package that holds the Alembic scripts. Raises `StoreError` when the file
    can't be used or was written by a newer version.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        url = URL.create("sqlite", database=str(path))
        engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_SECONDS})
        event.listen(engine, "connect", _configure)
        event.listen(engine, "begin", _begin)
        if _revision_of(engine) != revision:
            _migrate(engine, migrations, path)
    except (exc.DBAPIError, sqlite3.Error, OSError) as error:
        raise StoreError(
            f"{path}: can't be used as a database ({_reason(error)}); choose another --data folder"
        ) from error
    return engine


@contextlib.contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the database. Raises `StoreError` when the database fails."""
    with _translated(engine), engine.connect() as connection:
        yield connection


@contextlib.contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that takes the write lock at once, so that two writers wait instead of failing.

    Raises `StoreError` when the database fails; nothing of the transaction is kept then.
    """
    with _translated(engine), engine.connect() as connection, connection.execution_options(immediate=True).begin():
        yield connection


@contextlib.contextmanager
def _translated(engine: Engine) -> Iterator[None]:
    try:
        yield
    except exc.IntegrityError:
        raise  # a mistake of ours, not of the disk
    except exc.DBAPIError as error:
        raise StoreError(
            f"{engine.url.database}: {_reason(error)}; check the disk, or that no other newsbot is at work"
        ) from error


def _configure(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by _begin, not guessed by the driver
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "mmap_size=268435456"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _revision_of(engine: Engine) -> str | None:
    """The schema's revision, read without importing Alembic: that takes a third of a second."""
    with engine.connect() as connection:
        tables = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'")
        if tables.first() is None:
            return None
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def _migrate(engine: Engine, migrations: str, path: Path) -> None:
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    package, _, folder = migrations.rpartition(".")
    with resources.as_file(resources.files(package) / folder) as scripts, writing(engine) as connection:
        config.set_main_option("script_location", str(scripts).replace("%", "%%"))
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            raise StoreError(f"{path}: was written by a newer newsbot; upgrade newsbot to open it") from error


def _reason(error: Any) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]
