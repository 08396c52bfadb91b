"""Write many rows at once in PostgreSQL's binary format of COPY, made by numpy rather than row by row.

The format is in PostgreSQL's manual on COPY, that of a vector in pgvector's ``vector_send``: its dimension and a zero
as 16-bit, then its numbers as 32-bit floats, all big-endian.
"""

import hashlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from index.encoder import Vectors

if TYPE_CHECKING:
    import psycopg

_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = b"\xff\xff"
_ROWS_AT_ONCE = 8192
CHECKSUM_BYTES = 32


def vector_bytes(vectors: Vectors) -> Iterator[bytes]:
    """Yield each of ``vectors`` (rows, dimension) as pgvector sends it."""
    for start in range(0, len(vectors), _ROWS_AT_ONCE):
        packed = _packed(vectors[start : start + _ROWS_AT_ONCE])
        yield from (row.tobytes() for row in packed)


def checksums(vectors: Vectors) -> npt.NDArray[np.uint8]:
    """Return the SHA-256 of each vector as pgvector sends it, shape (rows, 32)."""
    found = b"".join(hashlib.sha256(content).digest() for content in vector_bytes(vectors))
    return np.frombuffer(found, np.uint8).reshape(-1, CHECKSUM_BYTES)


def copy_keys(connection: "psycopg.Connection[Any]", into: str, keys: npt.NDArray[np.uint8]) -> None:
    """Copy ``keys`` (rows, 32), each with the number of its row, into a table of an integer and a bytea."""
    fields = np.dtype(
        [
            ("fields", ">i2"),
            ("number_size", ">i4"),
            ("number", ">i4"),
            ("key_size", ">i4"),
            ("key", "u1", (CHECKSUM_BYTES,)),
        ]
    )
    rows = np.zeros(len(keys), fields)
    rows["fields"], rows["number_size"], rows["key_size"] = 2, 4, CHECKSUM_BYTES
    rows["number"], rows["key"] = np.arange(len(keys)), keys
    _copy(connection, into, rows)


def copy_links(
    connection: "psycopg.Connection[Any]",
    into: str,
    owners: npt.NDArray[np.int64],
    positions: npt.NDArray[np.int64],
    ids: npt.NDArray[np.int64],
) -> None:
    """Copy ``owners``, ``positions`` and ``ids`` into a table of two integers and a bigint."""
    fields = np.dtype(
        [
            ("fields", ">i2"),
            ("owner_size", ">i4"),
            ("owner", ">i4"),
            ("position_size", ">i4"),
            ("position", ">i4"),
            ("id_size", ">i4"),
            ("id", ">i8"),
        ]
    )
    rows = np.zeros(len(ids), fields)
    rows["fields"], rows["owner_size"], rows["position_size"], rows["id_size"] = 3, 4, 4, 8
    rows["owner"], rows["position"], rows["id"] = owners, positions, ids
    _copy(connection, into, rows)


def copy_vectors(
    connection: "psycopg.Connection[Any]",
    into: str,
    ids: npt.NDArray[np.int64],
    keys: npt.NDArray[np.uint8],
    vectors: Vectors,
    rows: npt.NDArray[np.int64],
) -> None:
    """Copy those ``rows`` of ``vectors`` into a table of a bigint, a bytea and a vector.

    Each of ``ids`` and ``keys`` (32 bytes) belongs to one of ``rows``.
    """
    size = 4 + 4 * vectors.shape[1]
    fields = np.dtype(
        [
            ("fields", ">i2"),
            ("id_size", ">i4"),
            ("id", ">i8"),
            ("key_size", ">i4"),
            ("key", "u1", (CHECKSUM_BYTES,)),
            ("size", ">i4"),
            ("vector", "u1", (size,)),
        ]
    )
    with connection.cursor().copy(f"COPY {into} FROM STDIN (FORMAT BINARY)") as copy:
        copy.write(_HEADER)
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            part = slice(start, start + _ROWS_AT_ONCE)
            packed = np.zeros(len(rows[part]), fields)
            packed["fields"], packed["id_size"], packed["key_size"], packed["size"] = 3, 8, CHECKSUM_BYTES, size
            packed["id"], packed["key"], packed["vector"] = ids[part], keys[part], _packed(vectors[rows[part]])
            copy.write(packed.tobytes())
        copy.write(_END)


def _packed(vectors: Vectors) -> npt.NDArray[np.uint8]:
    rows, dimension = vectors.shape
    packed = np.zeros((rows, 4 + 4 * dimension), np.uint8)
    packed[:, :2] = np.frombuffer(np.array(dimension, ">i2").tobytes(), np.uint8)
    packed[:, 4:] = np.ascontiguousarray(vectors, ">f4").view(np.uint8)
    return packed


def _copy(connection: "psycopg.Connection[Any]", into: str, rows: npt.NDArray[Any]) -> None:
    with connection.cursor().copy(f"COPY {into} FROM STDIN (FORMAT BINARY)") as copy:
        copy.write(_HEADER)
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            copy.write(rows[start : start + _ROWS_AT_ONCE].tobytes())
        copy.write(_END)
