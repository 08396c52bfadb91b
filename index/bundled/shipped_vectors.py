"""Keep the vectors of the texts that ship with this project, so that nobody encodes them again.

``known.npz`` holds, for each text, its digest, the scale of its vector and the vector's values in 8 bits. Texts are
looked up by their content, so a changed text is not found and is encoded like any other.
"""

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.bundled.weights import Floats

FILE = Path(__file__).parent / "known.npz"

_MAX_BYTE = 127


def known_vectors(prefix: str, texts: Sequence[str]) -> dict[str, Floats]:
    """Return the vectors of those ``texts`` that are known with ``prefix``, shape (dimension,), unit length."""
    known = _read()
    places = ((text, known.places.get(_digest(prefix, text))) for text in texts)
    return {text: known.vector(place) for text, place in places if place is not None}


def write_known(identity: str, prefix: str, texts: Sequence[str], vectors: Floats) -> None:
    """Write the ``vectors`` of ``texts``, shape (texts, dimension), made by the encoder called ``identity``."""
    scales = np.abs(vectors).max(axis=1) / _MAX_BYTE
    np.savez(
        FILE,
        identity=np.array(identity),
        digests=np.array([np.void(_digest(prefix, text)) for text in texts]),
        scales=scales.astype(np.float32),
        values=np.rint(vectors / scales[:, None]).astype(np.int8),
    )


def known_identity() -> str:
    """Return the identity of the encoder that made the known vectors."""
    return _read().identity


class _Known:
    def __init__(self, identity: str, places: dict[bytes, int], scales: Floats, values: npt.NDArray[np.int8]) -> None:
        self.identity = identity
        self.places = places
        self._scales = scales
        self._values = values

    def vector(self, place: int) -> Floats:
        vector = self._values[place].astype(np.float32) * self._scales[place]
        unit: Floats = vector / np.linalg.norm(vector)
        return unit


@cache
def _read() -> _Known:
    with np.load(FILE, allow_pickle=False) as file:
        digests = file["digests"].tolist()
        places = {digest: place for place, digest in enumerate(digests)}
        return _Known(str(file["identity"]), places, file["scales"], file["values"])


def _digest(prefix: str, text: str) -> bytes:
    return hashlib.blake2b(f"{prefix}{text}".encode("utf-8", "replace"), digest_size=16).digest()
