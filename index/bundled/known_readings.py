"""What the reader says of questions and passages that ship with this project: those of its suite.

``known_readings.npz`` goes by content, as ``known.npz`` does: what was changed is read.
"""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np

FILE = Path(__file__).parent / "known_readings.npz"


def known_reading(identity: str, text: str) -> float | None:
    """The logit of a `index.bundled.reader.reader_text` by the reader called ``identity``, None where it is new."""
    return _read().get(_digest(identity, text))


def write_readings(identity: str, readings: Mapping[str, float]) -> None:
    """Write logits by the text that was read."""
    digests = [np.void(_digest(identity, text)) for text in readings]
    np.savez(FILE, digests=np.array(digests), readings=np.array(list(readings.values()), np.float32))


@cache
def _read() -> dict[bytes, float]:
    if not FILE.exists():
        return {}
    with np.load(FILE, allow_pickle=False) as file:
        return dict(zip(file["digests"].tolist(), file["readings"].tolist(), strict=True))


def _digest(identity: str, text: str) -> bytes:
    return hashlib.blake2b(f"{identity}\0{text}".encode(), digest_size=16).digest()
