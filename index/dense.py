"""Search vectors with FAISS; each belongs to a passage, as its own or that of a sentence or sample question."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from index.encoder import Vectors
from knowledge.errors import naming

if TYPE_CHECKING:
    import faiss

Rows = npt.NDArray[np.int64]

NO_SIMILARITY = -1.0  # a cosine, used where there is nothing to compare with

_MAX_VECTORS_EXACT = 50_000  # vectors; exact search over more takes longer than encoding the question
_HNSW_M = 32  # HNSW's M: neighbours a vector keeps
_HNSW_EF_CONSTRUCTION = 100  # HNSW's efConstruction
_HNSW_EF_SEARCH = 512  # HNSW's efSearch: recall and time grow with it


@dataclass(frozen=True, slots=True)
class DenseIndex:
    """Vectors in the order of their passages; passage ``i`` owns the rows ``starts[i]:starts[i + 1]``.

    ``vectors`` is FAISS's own memory, shape (rows, dimension), float32; ``owners`` gives a row's passage.
    """

    index: "faiss.Index"
    vectors: Vectors
    starts: Rows
    owners: Rows

    @property
    def dimension(self) -> int:
        """How many numbers a vector has."""
        return int(self.index.d)

    def vector(self, passage: int, position: int) -> Vectors:
        """Return the vector at that position among those of a passage, shape (dimension,)."""
        row: Vectors = self.vectors[self.starts[passage] + position]
        return row

    def nearest(self, query: Vectors, count: int) -> Rows:
        """Return the passages of the ``count`` rows with the largest inner product with ``query`` (dimension,)."""
        if not len(self.vectors):
            return np.empty(0, np.int64)
        _, rows = self.index.search(query[None], min(count, len(self.vectors)))
        found: Rows = self.owners[rows[0][rows[0] >= 0]]
        return found

    def similarities(self, query: Vectors, passages: Rows) -> tuple[Vectors, Rows]:
        """Return inner products of ``query`` and the rows of ``passages`` (ascending), and where each passage's begin.

        The second array has one entry more than ``passages``: the end of the last passage's.
        """
        if len(passages) == len(self.starts) - 1:
            return inner_products(self.vectors, query), self.starts
        sizes = self.starts[passages + 1] - self.starts[passages]
        begins = np.concatenate([[0], np.cumsum(sizes)])
        rows = np.repeat(self.starts[passages] - begins[:-1], sizes) + np.arange(begins[-1])
        return self.vectors[rows] @ query, begins


def held(part: object) -> DenseIndex:
    """Return a part of an index as one that is held in memory. Raises `TypeError` if it is not."""
    if not isinstance(part, DenseIndex):
        raise TypeError("these vectors are not held in memory")
    return part


def build_dense(vectors: Vectors, owners: Rows, passages: int, *, exact_limit: int = _MAX_VECTORS_EXACT) -> DenseIndex:
    """Index ``vectors`` (rows, dimension) of ``owners`` (rows, ascending).

    The search is exact up to ``exact_limit`` rows, else by HNSW: Malkov and Yashunin, "Efficient and robust approximate
    nearest neighbor search using Hierarchical Navigable Small World graphs" (2018).
    """
    import faiss

    dimension = vectors.shape[1]
    if len(vectors) <= exact_limit:
        index: Any = faiss.IndexFlatIP(dimension)
    else:
        index = faiss.IndexHNSWFlat(dimension, _HNSW_M, faiss.METRIC_INNER_PRODUCT)
        index.hnsw.efConstruction = _HNSW_EF_CONSTRUCTION
    index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    return open_dense(index, owners, passages)


def open_dense(index: Any, owners: Rows, passages: int) -> DenseIndex:
    """Combine an index that FAISS loaded with its ``owners``; ``passages`` counts all, also those without a row."""
    import faiss

    storage: Any = faiss.downcast_index(index)
    if isinstance(storage, faiss.IndexHNSW):
        storage.hnsw.efSearch = _HNSW_EF_SEARCH
        storage = faiss.downcast_index(storage.storage)
    flat = faiss.rev_swig_ptr(storage.get_xb(), index.ntotal * index.d) if index.ntotal else np.empty(0, np.float32)
    starts = np.searchsorted(owners, np.arange(passages + 1))
    return DenseIndex(index, flat.reshape(-1, index.d), starts.astype(np.int64), owners.astype(np.int64))


def read_dense(path: Path, owners: Rows, passages: int) -> DenseIndex:
    """Load the index that `write_dense` wrote to ``path``; ``owners`` and ``passages`` are as in `open_dense`.

    Raises OSError, RuntimeError.
    """
    import faiss

    return open_dense(faiss.read_index(str(path)), owners, passages)


def write_dense(dense: DenseIndex, path: Path) -> None:
    """Write the vectors and their graph, without owners. Raises OSError."""
    import faiss

    # FAISS's own writer would report a full disk as a RuntimeError like any other.
    with naming(path):
        path.write_bytes(faiss.serialize_index(dense.index).data)


def inner_products(vectors: Vectors, query: Vectors) -> Vectors:
    """Return the inner products of ``vectors`` (rows, dimension) with ``query`` (dimension,), shape (rows,).

    FAISS computes them, because over thousands of rows it takes half as long as numpy does.
    """
    import faiss

    products = np.empty(len(vectors), np.float32)
    if len(vectors):
        library: Any = faiss  # its types lack the function
        rows, one = (np.ascontiguousarray(given, np.float32) for given in (vectors, query))
        library.fvec_inner_products_ny(*map(faiss.swig_ptr, (products, one, rows)), rows.shape[1], len(rows))
    return products


def best_in_each(similarities: Vectors, starts: Rows, *, missing: float) -> Vectors:
    """Return the largest of each passage's similarities, ``missing`` where it has none."""
    best = np.full(len(starts) - 1, missing, np.float32)
    filled = starts[1:] > starts[:-1]
    if filled.any():
        best[filled] = np.maximum.reduceat(similarities, starts[:-1][filled])
    return best
