"""Look at the database of index versions without changing it."""

import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import psycopg

from index.postgres.layout import SHARED, layout_number, pgvector_version
from index.postgres.server import Server, told

_MB = 2**20  # bytes
LEAST_PGVECTOR = "0.8"  # the first that passes over the vectors of other versions as far as there are enough others
_PROBE_LOCK = int.from_bytes(b"probe")  # the key of an advisory lock that is held for a moment

Connect = Callable[[], "psycopg.Connection[Any]"]


@dataclass(frozen=True, slots=True)
class ServerState:
    """What a server says: its ``version``, the version of ``pgvector`` there or only ``offered``, both None if not.

    ``layout`` is the number of the tables' layout, None if there are none, and ``size_mb`` what all of them take.
    ``pooled``: a connection is not one's own from one transaction to the next.
    """

    version: str
    pgvector: str | None
    offered: str | None
    layout: int | None
    size_mb: int
    pooled: bool


def examine(server: Server) -> ServerState:
    """Return the state of ``server``. Raises `StoreError`."""
    with server.connect() as connection, told(server.name):
        version = connection.execute("SHOW server_version").fetchone()
        offered = connection.execute("SELECT default_version FROM pg_available_extensions WHERE name = 'vector'")
        found = offered.fetchone()
        return ServerState(
            version=str(version[0]).split()[0] if version else "?",
            pgvector=pgvector_version(connection),
            offered=str(found[0]) if found else None,
            layout=layout_number(connection),
            size_mb=_size(connection) // _MB,
            pooled=is_pooled(server.connect),
        )


def is_old(pgvector: str) -> bool:
    """Say whether that version of pgvector cannot do what this program asks of it."""
    return _numbers(pgvector) < _numbers(LEAST_PGVECTOR)


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", version)]


def is_pooled(connect: Connect) -> bool:
    """Say whether something between here and the server gives each transaction another connection to it.

    Then a lock that one connection holds does not keep another one out, or a connection is not the same for long.
    """
    with ExitStack() as stack:
        first, second = stack.enter_context(connect()), stack.enter_context(connect())
        before = _backend(first)
        held = first.execute("SELECT pg_try_advisory_lock(%s)", (_PROBE_LOCK,)).fetchone()
        taken = second.execute("SELECT pg_try_advisory_lock(%s)", (_PROBE_LOCK,)).fetchone()
        other = _backend(second)
        after = _backend(first)
        for connection in (first, second):
            connection.execute("SELECT pg_advisory_unlock_all()")
        return before != after or before == other or bool(held and taken and held[0] and taken[0])


def _backend(connection: "psycopg.Connection[Any]") -> int:
    row = connection.execute("SELECT pg_backend_pid()").fetchone()
    return int(row[0]) if row else 0


def _size(connection: "psycopg.Connection[Any]") -> int:
    row = connection.execute(
        "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c JOIN pg_namespace n"
        " ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND (n.nspname = %s OR n.nspname LIKE 'springboard\\_2%%')",
        (SHARED,),
    ).fetchone()
    return int(row[0]) if row else 0
