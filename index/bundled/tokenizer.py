"""Cut text into tokens by SentencePiece's unigram model: the pieces with the largest sum of log probabilities.

Kudo, "Subword Regularization" (2018), section 3.2. All substrings of a text are looked up at once by a polynomial hash
in a sorted table. The table loads in some milliseconds; libraries take half a second to build theirs.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.bundled.weights import Vocabulary

Ids = npt.NDArray[np.int64]
TABLE = Path(__file__).parent / "pieces.npz"

_Hashes = npt.NDArray[np.uint64]

_BASE = np.uint64(0x9E3779B97F4A7C15)
_SPACE = "\u2581"  # stands for a space in the pieces
_SPACES = re.compile(" {2,}")
_UNKNOWN_PENALTY = 10.0  # as in SentencePiece: an unknown character scores this much less than the least likely piece
_IMPOSSIBLE = float("-inf")


@dataclass(frozen=True, slots=True)
class PieceTable:
    """The hashes of all pieces, ascending, and the id of the piece of each; both have shape (pieces,)."""

    hashes: _Hashes
    ids: npt.NDArray[np.int32]


def read_table(path: Path = TABLE) -> PieceTable:
    """Load the table that `write_table` wrote."""
    with np.load(path, allow_pickle=False) as file:
        return PieceTable(file["hashes"], file["ids"])


def write_table(table: PieceTable, path: Path = TABLE) -> None:
    """Write ``table`` to ``path``, because making it takes longer than all other steps of loading the tokenizer."""
    np.savez(path, hashes=table.hashes, ids=table.ids)


def make_table(vocabulary: Vocabulary) -> PieceTable:
    """Make the table of a vocabulary. Raises ValueError if two pieces have the same hash."""
    text, starts = vocabulary.text, vocabulary.starts[:-1]
    sizes = np.diff(vocabulary.starts)
    hashes = np.zeros(len(starts), np.uint64)
    for position in range(int(sizes.max())):
        rows = np.flatnonzero(sizes > position)
        hashes[rows] = hashes[rows] * _BASE + text[starts[rows] + position] + np.uint64(1)
    order = np.argsort(hashes, kind="stable")
    if (hashes[order][1:] == hashes[order][:-1]).any():
        raise ValueError("two pieces have the same hash; change _BASE in index/bundled/tokenizer.py")
    return PieceTable(hashes[order], order.astype(np.int32))


class Tokenizer:
    """A tokenizer with a given vocabulary; safe to call from many threads."""

    def __init__(self, vocabulary: Vocabulary, table: PieceTable) -> None:
        self._vocabulary = vocabulary
        self._table = table
        self._longest = int(np.diff(vocabulary.starts).max())  # bytes
        self._unknown_score = float(vocabulary.scores.min()) - _UNKNOWN_PENALTY
        self._powers = np.cumprod(np.concatenate([[np.uint64(1)], np.full(self._longest, _BASE)]))

    def cut(self, text: str) -> Ids:
        """Return the ids of the tokens of ``text``, without those for its begin and end."""
        return np.array(self._best(*self._candidates(self._normalised(text))), np.int64)

    def written(self, ids: Ids) -> list[str]:
        """Return the pieces with these ids, without the mark of a space; unknown ones are empty."""
        text, starts = self._vocabulary.text, self._vocabulary.starts
        pieces = [bytes(text[starts[i] : starts[i + 1]]).decode() if i != self._vocabulary.unknown else "" for i in ids]
        return [piece.replace(_SPACE, "") for piece in pieces]

    def _normalised(self, text: str) -> str:
        """Return the text in the form in which pieces are written."""
        text = _SPACES.sub(" ", text.translate(self._vocabulary.characters))
        return (text if text.startswith(" ") else f" {text}").replace(" ", _SPACE)

    def _candidates(self, written: str) -> tuple[int, list[int], list[int], list[int], list[float]]:
        """Return the text's length, and start, end (all in characters), id, score of each piece in it, by start."""
        data = np.frombuffer(written.encode(), np.uint8)
        begins = np.append(np.flatnonzero((data & 0xC0) != 0x80), len(data))  # bytes at which characters begin; the end
        count = len(begins) - 1
        prefixes = _prefixes(data)
        starts = np.arange(count)[:, None]
        ends = np.minimum(starts + np.arange(1, min(count, self._longest) + 1), count)
        sizes = begins[ends] - begins[starts]
        possible = (sizes <= self._longest) & (np.diff(ends, axis=1, prepend=starts) > 0)
        rows, columns = np.nonzero(possible)
        ends = ends[rows, columns]
        hashes = prefixes[begins[ends]] - prefixes[begins[rows]] * self._powers[sizes[rows, columns]]
        places = np.minimum(np.searchsorted(self._table.hashes, hashes), len(self._table.hashes) - 1)
        found = self._table.hashes[places] == hashes
        ids = self._table.ids[places[found]]
        scores = self._vocabulary.scores[ids].astype(np.float64)
        return count, rows[found].tolist(), ends[found].tolist(), ids.tolist(), scores.tolist()

    def _best(self, count: int, starts: list[int], ends: list[int], ids: list[int], scores: list[float]) -> list[int]:
        """Return the ids of the pieces with the largest sum of scores."""
        unknown = self._vocabulary.unknown
        best = [0.0] + [_IMPOSSIBLE] * count
        last = [(0, unknown)] * (count + 1)  # start and id of the last of the likeliest pieces up to here
        row = 0
        for start in range(count):
            here = best[start]
            while row < len(starts) and starts[row] == start:
                end, score = ends[row], here + scores[row]
                if score > best[end] and ids[row] != unknown:
                    best[end], last[end] = score, (start, ids[row])
                row += 1
            if here + self._unknown_score > best[start + 1]:
                best[start + 1], last[start + 1] = here + self._unknown_score, (start, unknown)
        pieces: list[int] = []
        end = count
        while end > 0:
            end, piece = last[end]
            if piece != unknown or pieces[-1:] != [unknown]:  # unknown characters in a row are one token
                pieces.append(piece)
        return pieces[::-1]


def _prefixes(data: npt.NDArray[np.uint8]) -> _Hashes:
    """Return the hash of each prefix of ``data``, modulo 2 ** 64; that of ``data[:i]`` is in row ``i``."""
    prefixes = [0]
    base = int(_BASE)
    for value in data.tolist():
        prefixes.append((prefixes[-1] * base + value + 1) & 0xFFFFFFFFFFFFFFFF)
    return np.array(prefixes, np.uint64)
