"""The tables, and how they are made.

::

    springboard_index.layout     the number of this layout
                     .version    one row a version; unfinished while it is written, removed some time before it is gone
                     .file       the small parts of a version, by name: manifest, places, samples, …; what was checked
                     .live       one row: which version is live, and by which event
                     .event      what went live, when, by whom and why
                     .builder    who builds
                     .passage_vector_…, .sentence_vector_…
                                 vectors, each once for all versions, by the checksum of their bytes; a table for each
                                 model, since a vector index needs vectors of one length, and each with at most one
                                 vector index, a graph of 16-bit numbers: with a second one, plans get worse
                                 without a word
    "springboard_<version>".passage, .sentence, .token
                                 the large parts of one version

Each version has a schema of its own and every statement names it. So a question is answered from one version however
often another one goes live meanwhile, which a view on "the live one" would not give: it is looked up by each statement.
"""

import hashlib
import re
from typing import TYPE_CHECKING, Any

from index.errors import StoreError

if TYPE_CHECKING:
    import psycopg

LAYOUT = 1
SHARED = "springboard_index"
LIVE_OR_FINISHED = "finished AND removed_at IS NULL"

_NAME = re.compile(r"[\w-]{1,50}", re.ASCII)  # in the name of a schema, so nothing that would end a quoted name
_LAYOUT_LOCK = int.from_bytes(b"idxlay")  # the key of an advisory lock
_TABLES = f"""
CREATE TABLE {SHARED}.layout (number integer NOT NULL);
INSERT INTO {SHARED}.layout VALUES ({LAYOUT});
CREATE TABLE {SHARED}.version (
    number bigint GENERATED ALWAYS AS IDENTITY,
    name text PRIMARY KEY,
    model text NOT NULL,
    finished boolean NOT NULL DEFAULT false,
    removed_at timestamptz
);
CREATE TABLE {SHARED}.file (
    version text NOT NULL REFERENCES {SHARED}.version ON DELETE CASCADE,
    name text NOT NULL,
    content bytea NOT NULL,
    checksum text NOT NULL,
    PRIMARY KEY (version, name)
);
CREATE TABLE {SHARED}.event (
    number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    version text NOT NULL,
    at text NOT NULL,
    by text NOT NULL,
    why text NOT NULL
);
CREATE TABLE {SHARED}.live (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    version text REFERENCES {SHARED}.version,
    at text
);
INSERT INTO {SHARED}.live DEFAULT VALUES;
CREATE TABLE {SHARED}.builder (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    by text NOT NULL,
    process integer NOT NULL,
    since text NOT NULL
);
"""


def prepare(connection: "psycopg.Connection[Any]") -> None:
    """Make what is missing; of several programs that start on an empty database, one after the other looks.

    Raises `StoreError` if a newer program made the tables or pgvector is missing, and the driver's errors.
    """
    if layout_number(connection) is None:
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LAYOUT_LOCK,))
            if layout_number(connection) is None:
                if pgvector_version(connection) is None:
                    _add_pgvector(connection)
                connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SHARED}")
                connection.execute(_TABLES)
    number = layout_number(connection)
    if number is not None and number > LAYOUT:
        raise StoreError("index-store-newer", found=number, wanted=LAYOUT)


def layout_number(connection: "psycopg.Connection[Any]") -> int | None:
    """Return the number of the layout that is there, None if there is none."""
    # Not by to_regclass: what that did not find once it goes on not to find in the same transaction.
    there = "SELECT FROM pg_tables WHERE schemaname = %s AND tablename = 'layout'"
    if connection.execute(there, (SHARED,)).fetchone() is None:
        return None
    row = connection.execute(f"SELECT number FROM {SHARED}.layout").fetchone()
    return int(row[0]) if row else None


def pgvector_version(connection: "psycopg.Connection[Any]") -> str | None:
    """Return the version of pgvector in this database, None if it is not there."""
    row = connection.execute("SELECT extversion FROM pg_extension WHERE extname = 'vector'").fetchone()
    return str(row[0]) if row else None


def _add_pgvector(connection: "psycopg.Connection[Any]") -> None:
    from psycopg import errors

    try:
        connection.execute("CREATE EXTENSION vector")
    except (errors.UndefinedFile, errors.FeatureNotSupported, errors.InsufficientPrivilege) as error:
        raise StoreError("index-no-pgvector", problem=error.diag.message_primary or "") from error


def schema_of(version: str) -> str:
    """Return the quoted name of the schema of a version. Raises `ValueError` for what is no name of a version."""
    if not _NAME.fullmatch(version):
        raise ValueError(version)
    return f'"springboard_{version}"'


def vector_table(kind: str, model: str) -> str:
    """Return the table of the vectors of one ``kind`` ("passage" or "sentence") by one ``model``."""
    return f"{SHARED}.{kind}_vector_{model}"


def model_key(model: str, engine: str, dimension: int) -> str:
    """Return the part of names of tables that stands for a model and what ran it."""
    return hashlib.sha256(f"{model}\0{engine}\0{dimension}".encode()).hexdigest()[:12]


def graph_key(dimension: int, table: str = "") -> str:
    """Return what a graph is made of: each vector in 16-bit numbers, half of what the ``table`` has ("v." or so)."""
    return f"({table}embedding::halfvec({dimension}))"


def make_vector_table(connection: "psycopg.Connection[Any]", table: str, dimension: int) -> None:
    """Make a table of vectors if it is not there; one that is there is not locked, since questions read it."""
    found = connection.execute("SELECT to_regclass(%s)", (table,)).fetchone()
    if found and found[0]:
        return
    connection.execute(
        f"CREATE TABLE {table} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
        f" content bytea NOT NULL UNIQUE, embedding vector({dimension}) NOT NULL)"
    )
    connection.execute(f"ALTER TABLE {table} ALTER COLUMN embedding SET STORAGE PLAIN")


def make_version_tables(connection: "psycopg.Connection[Any]", version: str) -> None:
    """Make the empty tables of a version."""
    schema = schema_of(version)
    connection.execute(f"CREATE SCHEMA {schema}")
    connection.execute(
        f"CREATE TABLE {schema}.passage (number integer NOT NULL, vector bigint NOT NULL, record bytea NOT NULL);"
        f"CREATE TABLE {schema}.sentence (passage integer NOT NULL, position integer NOT NULL, vector bigint NOT NULL);"
        f"CREATE TABLE {schema}.token"
        " (part text NOT NULL, token text NOT NULL, passages integer NOT NULL, entries bytea NOT NULL);"
        # Compressing them takes the server as long as writing them, and saves a sixth.
        f"ALTER TABLE {schema}.token ALTER COLUMN entries SET STORAGE EXTERNAL"
    )


def finish_version_tables(connection: "psycopg.Connection[Any]", version: str) -> None:
    """Index and measure the filled tables of a version; a planner that knows nothing of them plans badly."""
    schema = schema_of(version)
    connection.execute(
        f"ALTER TABLE {schema}.passage ADD PRIMARY KEY (number);"
        f"CREATE INDEX ON {schema}.passage (vector);"
        f"ALTER TABLE {schema}.sentence ADD PRIMARY KEY (passage, position);"
        f"CREATE INDEX ON {schema}.sentence (vector);"
        f"ALTER TABLE {schema}.token ADD PRIMARY KEY (part, token);"
        f"ANALYZE {schema}.passage; ANALYZE {schema}.sentence; ANALYZE {schema}.token"
    )
