"""Put the vectors of a version into the tables that all versions share.

Each stands there once, under the checksum of its bytes: of a version that differs in one passage of a hundred from one
that is there, only the new ones are written, and only they are added to the graph. That takes the server more than a
millisecond each, so several connections do it at once, while the version's own tables are written. Vectors are kept
before the version that has them. Until then no version names them, so no question finds them; if that version never
comes, whoever clears it away clears them away, too (`index.postgres.clearing`).
"""

from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from index.dense import DenseIndex
from index.encoder import Vectors
from index.postgres.copying import CHECKSUM_BYTES, checksums, copy_keys, copy_vectors
from index.postgres.layout import SHARED, graph_key
from index.postgres.server import STOP_IF_ALONE, Server, told

if TYPE_CHECKING:
    import psycopg

WRITERS = 4  # connections that write vectors at once
_HNSW_M = 16  # HNSW's m: neighbours a vector keeps in a layer
_HNSW_EF_CONSTRUCTION = 64  # HNSW's ef_construction; 160 takes 3 times as long and saves a sixth of a search
_GRAPH_BYTES = 800  # bytes that a vector takes in a graph beside its 16-bit numbers
_LEAST_GRAPH_MB, _MOST_GRAPH_MB = 64, 4096  # memory for making a graph; one that does not fit takes many times as long
_MEASURED_ANEW = 0.1  # share of new vectors from which a table is measured anew, as by the server itself


@dataclass(frozen=True, slots=True)
class VectorWriting:
    """The ``ids`` of all vectors of a ``table``'s kind, and the writing of those that are ``new`` there."""

    table: str
    ids: npt.NDArray[np.int64]
    new: int
    writing: tuple[Future[None], ...]

    def wait(self) -> None:
        """Wait until all vectors are there. Raises what kept one from being written."""
        for part in self.writing:
            part.result()


def start_writing(
    connection: "psycopg.Connection[Any]", server: Server, table: str, dense: DenseIndex, writers: Executor
) -> VectorWriting:
    """Give each vector its id in ``table``, and have ``writers`` write those that the table lacks."""
    vectors = dense.vectors
    keys = checksums(vectors)
    ids = _known(connection, table, keys)
    rows = _number_new(connection, table, keys, ids)
    parts = [part for part in np.array_split(rows, WRITERS) if len(part)]
    writing = [writers.submit(_write, server, table, ids[part], keys[part], vectors, part) for part in parts]
    return VectorWriting(table, ids, len(rows), tuple(writing))


def make_graph(connection: "psycopg.Connection[Any]", written: VectorWriting, dimension: int, *, needed: bool) -> None:
    """Make the one vector index of a table, unless it is there or not ``needed``; all vectors must be there."""
    table = written.table
    if written.new > _MEASURED_ANEW * len(written.ids):
        connection.execute(f"ANALYZE {table}")
    row = connection.execute("SELECT to_regclass(%s)", (f"{table}_half_graph",)).fetchone()
    if not needed or row is None or row[0] is not None:
        return
    connection.execute(f"DROP INDEX IF EXISTS {table}_graph")  # an earlier program's, of whole vectors
    megabytes = len(written.ids) * (2 * dimension + _GRAPH_BYTES) // 2**20 + _LEAST_GRAPH_MB
    connection.execute(f"SET LOCAL maintenance_work_mem = '{min(megabytes, _MOST_GRAPH_MB)}MB'")
    connection.execute(
        f"CREATE INDEX {table.removeprefix(f'{SHARED}.')}_half_graph ON {table}"
        f" USING hnsw ({graph_key(dimension)} halfvec_ip_ops)"
        f" WITH (m = {_HNSW_M}, ef_construction = {_HNSW_EF_CONSTRUCTION})"
    )


def _known(connection: "psycopg.Connection[Any]", table: str, keys: npt.NDArray[np.uint8]) -> npt.NDArray[np.int64]:
    """Return the ids under which ``table`` has ``keys``, 0 for those that it lacks."""
    connection.execute("CREATE TEMP TABLE wanted (row int, content bytea) ON COMMIT DROP")
    copy_keys(connection, "wanted", keys)
    found = connection.execute(
        "SELECT string_agg(int8send(coalesce(v.id, 0)), ''::bytea ORDER BY w.row)"
        f" FROM wanted w LEFT JOIN {table} v USING (content)",
        binary=True,
    ).fetchone()
    connection.execute("DROP TABLE wanted")
    return _ids(found)


def _number_new(
    connection: "psycopg.Connection[Any]", table: str, keys: npt.NDArray[np.uint8], ids: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Fill in new ``ids`` where they are 0, the same for the same key; return a row of each, ascending."""
    new = np.flatnonzero(ids == 0)
    _, first, which = np.unique(keys[new].view(f"S{CHECKSUM_BYTES}").ravel(), return_index=True, return_inverse=True)
    found = connection.execute(
        "SELECT string_agg(int8send(nextval(pg_get_serial_sequence(%s, 'id'))), ''::bytea) FROM generate_series(1, %s)",
        (table, len(first)),
        binary=True,
    ).fetchone()
    numbers = np.empty(len(first), np.int64)
    numbers[np.argsort(first)] = _ids(found)
    ids[new] = numbers[which]
    return new[np.sort(first)]


def _write(
    server: Server,
    table: str,
    ids: npt.NDArray[np.int64],
    keys: npt.NDArray[np.uint8],
    vectors: Vectors,
    rows: npt.NDArray[np.int64],
) -> None:
    """Write those ``rows`` of ``vectors`` by a connection of one's own: questions need those that are kept open."""
    with server.connect() as connection, told(server.name), connection.transaction():
        connection.execute(STOP_IF_ALONE)
        copy_vectors(connection, f"{table} (id, content, embedding)", ids, keys, vectors, rows)


def _ids(found: tuple[Any, ...] | None) -> npt.NDArray[np.int64]:
    """Return numbers that were sent as bytes."""
    return np.frombuffer(found[0] if found and found[0] else b"", ">i8").astype(np.int64)
