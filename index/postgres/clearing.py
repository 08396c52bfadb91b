"""Remove from the database what nobody needs any more; only who holds the builders' lock may do so."""

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from index.postgres.layout import SHARED, schema_of, vector_table

if TYPE_CHECKING:
    import psycopg


def clear(connection: "psycopg.Connection[Any]", grace_s: float) -> None:
    """Drop what unfinished builds have left, versions pruned more than ``grace_s`` ago, and the vectors of both.

    Until then a version that was pruned can be read: a program may be in the midst of an answer from it, and finds
    nothing in a schema that was dropped. The name of a version goes last, with the vectors: as long as it is there,
    whoever comes after a killed program clears on.
    """
    rows = connection.execute(
        f"SELECT name FROM {SHARED}.version WHERE NOT finished OR removed_at < now() - make_interval(secs => %s)",
        (grace_s,),
    ).fetchall()
    old = [str(version) for (version,) in rows]
    for version in old:
        connection.execute(f"DROP SCHEMA IF EXISTS {schema_of(version)} CASCADE")
    if old:
        with connection.transaction():
            connection.execute(f"DELETE FROM {SHARED}.version WHERE name = ANY(%s)", (old,))
            _drop_unused_vectors(connection)


def _drop_unused_vectors(connection: "psycopg.Connection[Any]") -> None:
    versions: dict[str, list[str]] = defaultdict(list)
    for name, model in connection.execute(f"SELECT name, model FROM {SHARED}.version").fetchall():
        versions[model].append(name)
    tables = connection.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = %s AND table_name LIKE %s",
        (SHARED, "%\\_vector\\_%"),
    ).fetchall()
    for (table,) in tables:
        kind, model = table.split("_vector_")
        if model not in versions:
            connection.execute(f"DROP TABLE {SHARED}.{table}")
            continue
        used = "".join(
            f" AND NOT EXISTS (SELECT FROM {schema_of(name)}.{kind} r WHERE r.vector = v.id)"
            for name in versions[model]
        )
        connection.execute(f"DELETE FROM {vector_table(kind, model)} v WHERE true{used}")
