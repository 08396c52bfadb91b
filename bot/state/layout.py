"""Check a database that is being opened, and bring its layout up to date."""

import sqlite3
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, func, select

from bot.state.tables import Table

_MIGRATIONS = Path(__file__).parent / "migrations"
_MIGRATION_LOCK = int.from_bytes(b"layout")  # the key of an advisory lock, which the server keeps for one program


def check(connection: Connection) -> None:
    """Raise `sqlite3.DatabaseError` if the pages of an SQLite file do not fit together."""
    if connection.dialect.name != "sqlite":
        return
    found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if found != "ok":
        raise sqlite3.DatabaseError(str(found).splitlines()[-1])  # a heading may come first


def check_tables(connection: Connection) -> None:
    """Raise `SQLAlchemyError` if an SQLite file lacks a table or a column, because damage changed its name."""
    if connection.dialect.name == "sqlite":
        for table in Table.metadata.sorted_tables:
            connection.execute(select(table).limit(0))


def migrate(connection: Connection) -> None:
    """Bring the layout up to date; of several programs that start on one PostgreSQL, one after the other does."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_MIGRATION_LOCK)))
    command.upgrade(alembic_config(connection), "head")


def check_newest(connection: Connection) -> None:
    """Raise `CommandError` if the layout is not the newest."""
    newest = ScriptDirectory.from_config(alembic_config(connection)).get_current_head()
    if MigrationContext.configure(connection).get_current_revision() != newest:
        raise CommandError("the layout is not the newest")


def alembic_config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
