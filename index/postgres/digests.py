"""Checksums of the large parts of a version: the writer takes them of what it sends, the server of what it has."""

import hashlib

import numpy as np
import numpy.typing as npt

from index.postgres.layout import schema_of
from index.postgres.server import Server

LARGE = ("passages", "sentences", "words")
# The same vectors stand under the checksum of their bytes, so these need no checksum of their own.
_OF_ROWS = {
    "passages": "SELECT string_agg(sha256(record) || int8send(vector), ''::bytea ORDER BY number) FROM {}.passage",
    "sentences": "SELECT string_agg(int4send(passage) || int4send(position) || int8send(vector), ''::bytea"
    " ORDER BY passage, position) FROM {}.sentence",
    "words": "SELECT string_agg(sha256(convert_to(part || ' ' || token, 'UTF8')) || sha256(entries), ''::bytea"
    ' ORDER BY part, token COLLATE "C") FROM {}.token',
}


class Digest:
    """The checksum of one large part, from its rows in their order."""

    def __init__(self) -> None:
        self._sum = hashlib.sha256()

    def add_passage(self, record: bytes, vector: int) -> None:
        """Add the row of a passage, with the id of its vector."""
        self._sum.update(hashlib.sha256(record).digest() + vector.to_bytes(8, "big"))

    def add_sentences(
        self, passages: npt.NDArray[np.int64], positions: npt.NDArray[np.int64], vectors: npt.NDArray[np.int64]
    ) -> None:
        """Add rows of sentences: whose they are, which of those, and the ids of their vectors."""
        rows = np.empty(len(vectors), np.dtype([("passage", ">i4"), ("position", ">i4"), ("vector", ">i8")]))
        rows["passage"], rows["position"], rows["vector"] = passages, positions, vectors
        self._sum.update(rows.tobytes())

    def add_token(self, part: str, token: str, entries: bytes) -> None:
        """Add the row of a token, whose order is by part and by its bytes in UTF-8."""
        self._sum.update(hashlib.sha256(f"{part} {token}".encode()).digest() + hashlib.sha256(entries).digest())

    def text(self) -> str:
        """Return the checksum as manifests have it."""
        return self._sum.hexdigest()


def digest_there(server: Server, version: str, name: str) -> str:
    """Return the checksum of a large part of a version, which the server computes."""
    rows = _OF_ROWS[name].format(schema_of(version))
    ((found,),) = server.read(f"SELECT encode(sha256(coalesce(({rows}), '')), 'hex')")
    return str(found)
