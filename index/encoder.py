"""Text to vectors, through Sentence Transformers whichever the model."""

import hashlib
import logging
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from index.errors import EncoderError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BUNDLED = "bundled"

Vectors = npt.NDArray[np.float32]

_BATCH = 16  # texts a call: small enough for a progress bar that moves, large enough to cost nothing
_log = logging.getLogger(__name__)


class Encoder:
    """A Sentence Transformers model that is loaded when it is first needed, once, whatever the threads.

    ``model`` is "bundled" (no network at all), a folder, or a name to download.
    """

    def __init__(self, model: str = BUNDLED) -> None:
        self.model = model
        self._loading = threading.Lock()

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Vectors of questions, shape (texts, dimension), float32, unit length. Raises `EncoderError`."""
        return self._encode(self._model.encode_query, texts)

    def passages(self, texts: Sequence[str], advance: Callable[[int], None] | None = None) -> Vectors:
        """Vectors of document texts, as `queries`; ``advance`` hears how many more are done."""
        return self._encode_many(self._model.encode_document, texts, advance)

    def questions(self, texts: Sequence[str], advance: Callable[[int], None] | None = None) -> Vectors:
        """Vectors of many questions, as `passages`."""
        return self._encode_many(self._model.encode_query, texts, advance)

    @cached_property
    def identity(self) -> str:
        """The model's name and, for a folder, a digest of its files' names, sizes and times.

        Vectors of the same text are the same as long as this is.
        """
        folder = Path(self.model)
        if self.model == BUNDLED or not folder.is_dir():
            return self.model
        files = sorted((str(file.relative_to(folder)), file.stat()) for file in folder.rglob("*") if file.is_file())
        described = repr([(name, status.st_size, status.st_mtime_ns) for name, status in files])
        return f"{self.model}@{hashlib.sha256(described.encode()).hexdigest()[:16]}"

    @property
    def _model(self) -> "SentenceTransformer":
        with self._loading:
            return self._loaded

    @cached_property
    def _loaded(self) -> "SentenceTransformer":
        return _load(self.model)

    def _encode(self, encode: Callable[..., Any], texts: Sequence[str]) -> Vectors:
        if not texts:
            return self._encode(encode, ["?"])[:0]
        vectors = encode(list(texts), show_progress_bar=False, normalize_embeddings=self.model != BUNDLED)
        return np.ascontiguousarray(vectors, dtype=np.float32)

    def _encode_many(
        self, encode: Callable[..., Any], texts: Sequence[str], advance: Callable[[int], None] | None
    ) -> Vectors:
        def work(batch: Sequence[str]) -> Vectors:
            vectors = self._encode(encode, batch)
            if advance:
                advance(len(batch))
            return vectors

        if not texts:
            return self._encode(encode, texts)
        # Texts of like length go together: a batch takes as long as its longest text makes it.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        batches = [[texts[i] for i in rows] for rows in _batched(order)]
        workers = (os.cpu_count() or 1) if self.model == BUNDLED else 1  # torch spreads its own work
        with ThreadPoolExecutor(workers) as pool:
            encoded = np.concatenate(list(pool.map(work, batches)))
        vectors = np.empty_like(encoded)
        vectors[order] = encoded
        return vectors


def _batched(order: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(order), _BATCH):
        yield order[start : start + _BATCH]


def _load(model: str) -> "SentenceTransformer":
    if model == BUNDLED:
        # The engine's OpenMP team spins while it waits; beside another busy process that costs far more than a second
        # thread gains. Parallel work comes from several calls at a time instead. OpenMP reads this once, and torch
        # brings it in: so before Sentence Transformers is imported.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
    from sentence_transformers import SentenceTransformer

    if model == BUNDLED:
        from index.bundled import BundledModule

        return SentenceTransformer(modules=[BundledModule()], device="cpu")
    try:
        return SentenceTransformer(model, trust_remote_code=False)
    except Exception as error:  # the tokenizers library raises bare ones for a damaged file
        _log.info("loading %s failed", model, exc_info=True)
        raise EncoderError(model, str(error).split("\n", 1)[0]) from error
