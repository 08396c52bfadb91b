"""Keep embeddings by the content of their texts, so that only new texts are encoded.

Each is kept with a checksum. One that does not fit it, or that has not length 1, is encoded anew.
"""

import errno
import hashlib
import logging
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np

from index.encoder import Encoder, Vectors

Encode = Callable[[Sequence[str], Callable[[int], None]], Vectors]

_log = logging.getLogger(__name__)

_DAMAGE_CODES = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)  # the last: another table
_ERRORS_OF_DISKS = {
    "SQLITE_FULL": errno.ENOSPC,
    "SQLITE_IOERR_SHMSIZE": errno.ENOSPC,
    "SQLITE_READONLY": errno.EROFS,
    "SQLITE_READONLY_DIRECTORY": errno.EROFS,
}
_CHECKSUM_BYTES = 16
_LENGTH_TOLERANCE = 1e-3
_COMMIT_EVERY_TEXTS = 256  # texts; an interrupted build continues after its last commit
_SCHEMA = "CREATE TABLE IF NOT EXISTS embedding (key BLOB PRIMARY KEY, vector BLOB NOT NULL) WITHOUT ROWID"


def cached_passages(path: Path, encoder: Encoder, texts: Sequence[str], advance: Callable[[int], None]) -> Vectors:
    """Return the vectors of ``texts`` as passages, encoding only what the cache file at ``path`` does not hold.

    Raises `EncoderError`, and OSError if the file cannot be written, as on a full disk.
    """
    return _cached(path, f"{encoder.identity}\0passage", encoder.passages, texts, advance)


def cached_questions(path: Path, encoder: Encoder, texts: Sequence[str], advance: Callable[[int], None]) -> Vectors:
    """Return the vectors of ``texts`` as questions, encoding only what is neither shipped nor in the cache file."""
    if not texts:
        return np.empty((0, 0), np.float32)
    shipped = encoder.known_questions(texts)
    advance(sum(text in shipped for text in texts))
    others = [text for text in texts if text not in shipped]
    encoded = iter(_cached(path, f"{encoder.identity}\0question", encoder.questions, others, advance))
    return np.stack([shipped[text] if text in shipped else next(encoded) for text in texts])


def _cached(path: Path, kind: str, encode: Encode, texts: Sequence[str], advance: Callable[[int], None]) -> Vectors:
    if not texts:
        return np.empty((0, 0), np.float32)
    keys = [hashlib.sha256(f"{kind}\0{text}".encode("utf-8", "replace")).digest() for text in texts]
    with _telling_of_disks(path), closing(_open(path)) as database:
        known = _lookup(database, set(keys))
        missing = list({key: text for key, text in zip(keys, texts, strict=True) if key not in known}.items())
        advance(len(texts) - len(missing))  # known texts, and repetitions of a text
        for start in range(0, len(missing), _COMMIT_EVERY_TEXTS):
            new = dict(missing[start : start + _COMMIT_EVERY_TEXTS])
            vectors = dict(zip(new, encode(list(new.values()), advance), strict=True))
            rows = [(key, _sealed(key, vector)) for key, vector in vectors.items()]
            database.executemany("INSERT OR REPLACE INTO embedding VALUES (?, ?)", rows)
            database.commit()
            known |= vectors
    return np.stack([known[key] for key in keys])


@contextmanager
def _telling_of_disks(path: Path) -> Iterator[None]:
    """Raise SQLite's errors about a full disk or a folder without write permission as OSError."""
    try:
        yield
    except sqlite3.OperationalError as error:
        number = _ERRORS_OF_DISKS.get(error.sqlite_errorname, errno.EIO)
        raise OSError(number, str(error), str(path)) from error


def _open(path: Path) -> sqlite3.Connection:
    """Open the cache's database; put a damaged one aside, because all it holds can be encoded anew."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        _put_aside(path)
    try:
        return _opened(path)
    except (sqlite3.DatabaseError, UnicodeDecodeError) as error:  # the latter for a message with damaged names in it
        if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF not in _DAMAGE_CODES:
            raise
        _put_aside(path)
        return _opened(path)


def _opened(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=60)
    try:
        database.execute("PRAGMA journal_mode=WAL")
        database.execute(_SCHEMA)
        database.execute("SELECT key, vector FROM embedding LIMIT 0")
        if database.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("quick_check failed")
    except BaseException:
        database.close()
        raise
    database.text_factory = bytes  # damage may have made a text of a vector
    return database


def _put_aside(path: Path) -> None:
    aside = path.with_suffix(".damaged")
    _log.warning("the embedding cache is damaged; it is put aside as %s", aside)
    if aside.is_dir():
        shutil.rmtree(aside)
    aside.unlink(missing_ok=True)
    path.rename(aside)


def _lookup(database: sqlite3.Connection, keys: set[bytes]) -> dict[bytes, Vectors]:
    """Return the vectors of those ``keys`` that are kept whole."""
    found: dict[bytes, Vectors] = {}
    pending = list(keys)
    for start in range(0, len(pending), 500):  # SQLite limits the number of parameters
        part = pending[start : start + 500]
        marks = ",".join("?" * len(part))
        for key, value in database.execute(f"SELECT key, vector FROM embedding WHERE key IN ({marks})", part):
            vector = _unsealed(key, value)
            if vector is not None:
                found[key] = vector
    return found


def _sealed(key: bytes, vector: Vectors) -> bytes:
    """Return what is kept of ``vector``: its bytes, then a checksum of the key and them."""
    content = vector.tobytes()
    return content + _checksum(key, content)


def _unsealed(key: bytes, value: object) -> Vectors | None:
    """Return the vector in ``value``; None if that is not what `_sealed` made, or no vector of length 1."""
    if not isinstance(value, bytes):
        return None
    content = value[:-_CHECKSUM_BYTES]
    if value[-_CHECKSUM_BYTES:] != _checksum(key, content):
        return None
    vector = np.frombuffer(content, np.float32)
    return vector if abs(float(np.linalg.norm(vector)) - 1) <= _LENGTH_TOLERANCE else None


def _checksum(key: bytes, content: bytes) -> bytes:
    return hashlib.blake2b(key + content, digest_size=_CHECKSUM_BYTES).digest()
