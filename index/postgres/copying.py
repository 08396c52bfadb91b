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


def copy_numbered(
    connection: "psycopg.Connection[Any]", into: str, numbers: npt.NDArray[np.int32], keys: npt.NDArray[np.uint8]
) -> None:
    """Copy ``numbers`` (rows, columns) and ``keys`` (rows, 32) into a table of integers and one bytea."""
    columns = numbers.shape[1]
    fields: list[tuple[str, Any]] = [("fields", ">i2")]
    for column in range(columns):
        fields += [(f"size{column}", ">i4"), (f"number{column}", ">i4")]
    fields += [("key_size", ">i4"), ("key", "u1", (CHECKSUM_BYTES,))]  # type: ignore[list-item]
    rows = np.zeros(len(keys), np.dtype(fields))
    rows["fields"] = columns + 1
    for column in range(columns):
        rows[f"size{column}"], rows[f"number{column}"] = 4, numbers[:, column]
    rows["key_size"], rows["key"] = CHECKSUM_BYTES, keys
    _copy(connection, into, rows)


def copy_vectors(
    connection: "psycopg.Connection[Any]",
    into: str,
    keys: npt.NDArray[np.uint8],
    vectors: Vectors,
    rows: npt.NDArray[np.int64],
) -> None:
    """Copy those ``rows`` of ``vectors``, under their ``keys`` (all rows, 32), into a table of a bytea and a vector."""
    size = 4 + 4 * vectors.shape[1]
    fields = np.dtype(
        [
            ("fields", ">i2"),
            ("key_size", ">i4"),
            ("key", "u1", (CHECKSUM_BYTES,)),
            ("size", ">i4"),
            ("vector", "u1", (size,)),
        ]
    )
    with connection.cursor().copy(f"COPY {into} FROM STDIN (FORMAT BINARY)") as copy:
        copy.write(_HEADER)
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            part = rows[start : start + _ROWS_AT_ONCE]
            packed = np.zeros(len(part), fields)
            packed["fields"], packed["key_size"], packed["size"] = 2, CHECKSUM_BYTES, size
            packed["key"], packed["vector"] = keys[part], _packed(vectors[part])
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
