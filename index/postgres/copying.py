"""Write many rows at once in PostgreSQL's binary format of COPY, made by numpy rather than row by row.

The format is in PostgreSQL's manual on COPY, that of a vector in pgvector's ``vector_send``: its dimension and a zero
as 16-bit, then its numbers as 32-bit floats, all big-endian.
"""

import hashlib
from collections.abc import Iterable, Iterator
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
    _copy(connection, into, [_rows(np.arange(len(keys)).astype(">i4"), keys)])


def copy_links(
    connection: "psycopg.Connection[Any]",
    into: str,
    owners: npt.NDArray[np.int64],
    positions: npt.NDArray[np.int64],
    ids: npt.NDArray[np.int64],
) -> None:
    """Copy ``owners``, ``positions`` and ``ids`` into a table of two integers and a bigint."""
    _copy(connection, into, [_rows(owners.astype(">i4"), positions.astype(">i4"), ids.astype(">i8"))])


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
    parts = (slice(start, start + _ROWS_AT_ONCE) for start in range(0, len(rows), _ROWS_AT_ONCE))
    packed = (_rows(ids[part].astype(">i8"), keys[part], _packed(vectors[rows[part]])) for part in parts)
    _copy(connection, into, packed)


def _packed(vectors: Vectors) -> npt.NDArray[np.uint8]:
    rows, dimension = vectors.shape
    packed = np.zeros((rows, 4 + 4 * dimension), np.uint8)
    packed[:, :2] = np.frombuffer(np.array(dimension, ">i2").tobytes(), np.uint8)
    packed[:, 4:] = np.ascontiguousarray(vectors, ">f4").view(np.uint8)
    return packed


def _rows(*columns: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return rows of the format: how many columns there are, then each one's size in bytes and its bytes.

    The second dimension of a column, if there is one, are the bytes of a value.
    """
    fields: list[Any] = [("columns", ">i2")]
    for number, column in enumerate(columns):
        fields += [(f"size {number}", ">i4"), (f"value {number}", column.dtype, column.shape[1:])]
    rows = np.zeros(len(columns[0]), np.dtype(fields))
    rows["columns"] = len(columns)
    for number, column in enumerate(columns):
        rows[f"size {number}"] = rows.dtype[f"value {number}"].itemsize
        rows[f"value {number}"] = column
    return rows


def _copy(connection: "psycopg.Connection[Any]", into: str, parts: Iterable[npt.NDArray[Any]]) -> None:
    with connection.cursor().copy(f"COPY {into} FROM STDIN (FORMAT BINARY)") as copy:
        copy.write(_HEADER)
        for rows in parts:
            for start in range(0, len(rows), _ROWS_AT_ONCE):
                copy.write(rows[start : start + _ROWS_AT_ONCE].tobytes())
        copy.write(_END)
