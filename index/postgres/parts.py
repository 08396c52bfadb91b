"""The parts of an index that stay in the database; see `index.parts`."""

import json
import threading
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import overload

import numpy as np
import numpy.typing as npt
from cachetools import LRUCache

from index.dense import Rows
from index.encoder import Vectors
from index.lexical import MAX_POSTINGS, LexicalScores, idf, impacts, norms
from index.postgres.layout import graph_key
from index.postgres.server import Row, Server
from index.records import passage_of
from knowledge.types import Passage

_LEAST_WEIGHT = 1e-9  # an idf; instead of none where the index knows no token
_PASSAGES_KEPT = 4096
_PASSAGES_A_BLOCK = 32  # a passage is mostly asked for with those beside it
_PASSAGES_A_READING = 2000
_TOKENS_KEPT = 50_000
# hnsw.ef_search, with which recall and time grow; among more vectors it takes more of it to find as much.
_LEAST_EF_SEARCH, _MOST_EF_SEARCH = 400, 1000
_VECTORS_AN_EF_SEARCH = 1000
# Vectors that only other versions have are passed over, as far as there are enough others.
_PASS_OVER = "hnsw.iterative_scan = strict_order"

Postings = tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]  # passages, ascending, and how often they have a token


class StoredPassages(Sequence[Passage]):
    """The passages of a version; those that were asked for lately are kept."""

    def __init__(self, server: Server, schema: str, count: int) -> None:
        self._server, self._schema, self._count = server, schema, count
        self._kept: LRUCache[int, Passage] = LRUCache(_PASSAGES_KEPT)
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, number: int) -> Passage: ...

    @overload
    def __getitem__(self, number: slice) -> tuple[Passage, ...]: ...

    def __getitem__(self, number: int | slice) -> Passage | tuple[Passage, ...]:
        if isinstance(number, slice):
            return tuple(self.at(range(self._count)[number]))
        wanted = range(self._count)[int(number)]
        with self._lock:
            kept = self._kept.get(wanted)
        if kept is not None:
            return kept
        first = wanted - wanted % _PASSAGES_A_BLOCK
        return self.at(range(first, min(first + _PASSAGES_A_BLOCK, self._count)))[wanted - first]

    def __iter__(self) -> Iterator[Passage]:
        for first in range(0, self._count, _PASSAGES_A_READING):
            yield from self.at(range(first, min(first + _PASSAGES_A_READING, self._count)))

    def at(self, numbers: Sequence[int]) -> list[Passage]:
        """Return the passages with these ``numbers``, in their order."""
        with self._lock:
            found = {number: kept for number in numbers if (kept := self._kept.get(number)) is not None}
        missing = [number for number in numbers if number not in found]
        if missing:
            statement = f"SELECT number, record FROM {self._schema}.passage WHERE number = ANY(%s)"
            fetched = {number: passage_of(json.loads(record)) for number, record in self._read(statement, missing)}
            found |= fetched
            with self._lock:
                self._kept.update(fetched)
        return [found[number] for number in numbers]

    def _read(self, statement: str, numbers: list[int]) -> list[tuple[int, bytes]]:
        return [(row[0], row[1]) for row in self._server.read(statement, (numbers,))]


class StoredVectors:
    """The vectors of the passages of a version, or of their sentences."""

    def __init__(
        self, server: Server, rows: str, vectors: str, dimension: int, *, count: int, exact_limit: int
    ) -> None:
        """Take the table or query ``rows`` of passages, positions and vectors, and the table of ``vectors``.

        More of them than ``exact_limit`` are searched by a graph.
        """
        self._server, self._rows, self._vectors = server, rows, vectors
        self._dimension, self._by_graph = dimension, count > exact_limit
        ef_search = min(max(count // _VECTORS_AN_EF_SEARCH, _LEAST_EF_SEARCH), _MOST_EF_SEARCH)
        self._settings = (f"hnsw.ef_search = {ef_search}", _PASS_OVER) if self._by_graph else ()

    @property
    def dimension(self) -> int:
        return self._dimension

    def vector(self, passage: int, position: int) -> Vectors:
        statement = (
            f"SELECT v.embedding::real[] FROM {self._rows} r JOIN {self._vectors} v ON v.id = r.vector"
            " WHERE r.passage = %s AND r.position = %s"
        )
        ((numbers,),) = self._server.read(statement, (int(passage), int(position)))
        return np.array(numbers, np.float32)

    def nearest(self, query: Vectors, count: int) -> Rows:
        found = self._server.read(*self.nearest_statement(query, count), setting=self._settings)
        return np.array([row[0] for row in found], np.int64)

    def nearest_statement(self, query: Vectors, count: int) -> tuple[str, tuple[str]]:
        """Return the statement of `nearest` and its parameters."""
        # A graph is of rounded vectors; unless these are named it is not used, as for few vectors: it would find less.
        if self._by_graph:
            distance = f"{graph_key(self._dimension, 'v.')} <#> %s::halfvec({self._dimension})"
        else:
            distance = "v.embedding <#> %s"
        statement = (
            f"SELECT r.passage FROM {self._vectors} v JOIN {self._rows} r ON r.vector = v.id"
            f" ORDER BY {distance} LIMIT {int(count)}"
        )
        return statement, (_text(query),)

    def similarities(self, query: Vectors, passages: Rows) -> tuple[Vectors, Rows]:
        statement = (
            f"SELECT r.passage, -(v.embedding <#> %s) FROM {self._rows} r JOIN {self._vectors} v ON v.id = r.vector"
            " WHERE r.passage = ANY(%s) ORDER BY r.passage, r.position"
        )
        found = self._server.read(statement, (_text(query), passages.tolist()))
        owners = np.array([row[0] for row in found], np.int64)
        begins = np.append(np.searchsorted(owners, passages), len(owners))
        return np.array([row[1] for row in found], np.float32), begins.astype(np.int64)


class StoredWords:
    """The words of the passages of a version: a row for each token, scored here.

    ``lengths`` are the passages' numbers of tokens, with those of ``more``, which has what was added later.
    """

    def __init__(
        self,
        server: Server,
        schema: str,
        part: str,
        lengths: npt.NDArray[np.int64],
        more: Mapping[str, Mapping[int, int]] | None = None,
    ) -> None:
        self._server, self._schema, self._part = server, schema, part
        self._lengths, self._more = lengths, more or {}
        self._norms = norms(lengths)
        self._known: LRUCache[str, int] = LRUCache(_TOKENS_KEPT)  # in how many passages a token is, 0: none
        self._lock = threading.Lock()

    @property
    def vocabulary(self) -> Container[str]:
        return self

    def __contains__(self, token: object) -> bool:
        return isinstance(token, str) and self._counts([token])[token] > 0

    def score(self, tokens: Iterable[str], rarity: Callable[[str], float] = lambda _: 1.0) -> LexicalScores:
        distinct = list(dict.fromkeys(tokens))
        postings = self._postings(distinct, MAX_POSTINGS)
        counts = self._counts(distinct)
        total = len(self._lengths)
        known = sum(idf(counts[token], total) * rarity(token) for token in distinct if counts[token])
        unknown = sum(rarity(token) for token in distinct if not counts[token])
        useful = [token for token in distinct if token in postings]
        if not useful:
            return LexicalScores(np.zeros(total), 0.0)
        passages = np.concatenate([postings[token][0] for token in useful])
        parts = [self._impacts(*postings[token]) * np.float32(rarity(token)) for token in useful]
        scores = np.bincount(passages, np.concatenate(parts), total).astype(np.float64)
        return LexicalScores(scores, known / (known + unknown * idf(0, total)))

    def weights(self, tokens: Iterable[str]) -> dict[str, float]:
        distinct = list(dict.fromkeys(tokens))
        counts = self._counts(distinct)
        return {token: idf(counts[token], len(self._lengths)) for token in distinct if counts[token]}

    def share(self, tokens: Iterable[str]) -> npt.NDArray[np.float64]:
        shares = np.zeros(len(self._lengths))
        weights = self.weights(tokens)
        postings = self._postings(list(weights), None)
        for token, weight in weights.items():
            shares[postings[token][0]] += weight
        return shares / max(sum(weights.values()), _LEAST_WEIGHT)

    def extended(
        self, more: Mapping[int, Sequence[str]], everything: Callable[[], Sequence[Sequence[str]]]
    ) -> "StoredWords":
        added = {token: dict(entries) for token, entries in self._more.items()}
        lengths = self._lengths.copy()
        for passage, tokens in more.items():
            lengths[passage] += len(tokens)
            for token in tokens:
                entries = added.setdefault(token, {})
                entries[passage] = entries.get(passage, 0) + 1
        return StoredWords(self._server, self._schema, self._part, lengths, added)

    def _impacts(self, passages: npt.NDArray[np.int32], frequencies: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
        return impacts(idf(len(passages), len(self._lengths)), frequencies, self._norms[passages])

    def _counts(self, tokens: Sequence[str]) -> dict[str, int]:
        """Return in how many passages each of ``tokens`` is."""
        with self._lock:
            found = {token: self._known[token] for token in tokens if token in self._known}
        missing = [token for token in tokens if token not in found]
        if missing:
            added = [token for token in missing if token in self._more]
            rows = self._fetch("passages", [token for token in missing if token not in self._more])
            fetched = dict.fromkeys(missing, 0) | dict(rows)
            fetched |= {token: len(entries[0]) for token, entries in self._postings(added, None).items()}
            self._keep(fetched)
            found |= fetched
        return found

    def _postings(self, tokens: Sequence[str], most: int | None) -> dict[str, Postings]:
        """Return the postings of those of ``tokens`` that the index knows, and not in more passages than ``most``."""
        limit = "" if most is None else f"CASE WHEN passages <= {most} THEN entries END AS "
        rows = self._fetch(f"passages, {limit}entries", list(tokens))
        found = {token: _unpacked(entries) for token, _, entries in rows if entries is not None}
        counts = {token: count for token, count, _ in rows}
        for token in tokens:
            if token in self._more:
                found[token] = _joined(found.get(token), self._more[token])
                counts[token] = len(found[token][0])
        self._keep(dict.fromkeys(tokens, 0) | counts)
        return {token: each for token, each in found.items() if most is None or len(each[0]) <= most}

    def _fetch(self, columns: str, tokens: list[str]) -> list[Row]:
        if not tokens:
            return []
        statement = f"SELECT token, {columns} FROM {self._schema}.token WHERE part = %s AND token = ANY(%s)"
        return self._server.read(statement, (self._part, tokens))

    def _keep(self, counts: Mapping[str, int]) -> None:
        with self._lock:
            self._known.update(counts)


def packed(passages: npt.NDArray[np.int32], frequencies: npt.NDArray[np.int32]) -> bytes:
    """Return postings as they are kept: all passages, then how often each has the token."""
    return passages.astype("<i4").tobytes() + frequencies.astype("<i4").tobytes()


def _unpacked(entries: bytes) -> Postings:
    both = np.frombuffer(entries, "<i4").astype(np.int32, copy=False)
    half = len(both) // 2
    return both[:half], both[half:]


def _joined(postings: Postings | None, more: Mapping[int, int]) -> Postings:
    merged = dict(zip(*(part.tolist() for part in postings), strict=True)) if postings else {}
    for passage, frequency in more.items():
        merged[passage] = merged.get(passage, 0) + frequency
    passages = np.array(sorted(merged), np.int32)
    return passages, np.array([merged[passage] for passage in passages.tolist()], np.int32)


def _text(vector: Vectors) -> str:
    """Return a vector as pgvector reads it; no digit of a 32-bit float is lost."""
    return f"[{','.join(map(repr, vector.tolist()))}]"
