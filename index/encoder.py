"""Turn texts into vectors, by the bundled model or by any other through Sentence Transformers."""

import hashlib
import logging
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
import numpy.typing as npt

from index.errors import EncoderError
from knowledge.script import encodable, simplified

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

    from index.bundled.engine import Engine

BUNDLED = "bundled"

Vectors = npt.NDArray[np.float32]

_BY_ONNX = "onnx:"  # before a model's name: run by ONNX Runtime
_BATCH_TEXTS = 16  # texts per call: few enough for a progress bar to move, enough to cost no speed
_log = logging.getLogger(__name__)


class _Model(Protocol):
    """A loaded model; it is fastest with ``side_by_side`` calls at a time."""

    side_by_side: int

    def encode(self, texts: Sequence[str], *, as_questions: bool) -> Vectors:
        """Return the vectors of at least one text, shape (texts, dimension), float32, unit length."""
        ...


class Encoder:
    """An encoder whose model is loaded when it is first needed, and only once, however many threads need it.

    ``model`` is "bundled" (no network at all), or a Sentence Transformers model: a folder, or a name to download.
    "onnx:" before it makes ONNX Runtime run it instead of torch.
    """

    def __init__(self, model: str = BUNDLED) -> None:
        self.model = model
        self._loading = threading.Lock()

    def load(self) -> None:
        """Load the model now rather than with the first text. Raises `EncoderError`."""
        _ = self._model

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of what people ask, shape (texts, dimension), float32, unit length.

        A question is encoded in Simplified characters, whichever it is typed in: else the same question would be
        answered in one script and be in doubt in the other. Raises `EncoderError`.
        """
        if not texts:
            return self.queries(["?"])[:0]
        return self._model.encode([simplified(text) for text in texts], as_questions=True)

    def search_vectors(self, texts: Sequence[str]) -> Vectors | None:
        """Return the vectors to look up passages with in an index without sample questions, shape as `queries`.

        They come from layers that were trained on questions and the passages that answer them, so they are nearer to
        these than those of `queries`, which are for comparing questions with questions. None if the model has no such
        layers. Raises `EncoderError`.
        """
        if self.model != BUNDLED or not texts:
            return None
        from index.bundled.engine import QUERY

        with self._loading:
            engine = self._search_engine
        return np.stack([engine.encode(QUERY, simplified(text)) for text in texts])

    def load_search(self) -> None:
        """Load the layers of `search_vectors` now rather than with the first question. Raises `EncoderError`."""
        self.search_vectors(["?"])

    def passages(self, texts: Sequence[str], advance: Callable[[int], None] | None = None) -> Vectors:
        """Return the vectors of document texts, as `queries`; ``advance`` is called with how many more are done."""
        return self._encode_many(texts, advance, as_questions=False)

    def questions(self, texts: Sequence[str], advance: Callable[[int], None] | None = None) -> Vectors:
        """Return the vectors of many questions that the index holds, each as it is written, as `passages`."""
        return self._encode_many(texts, advance, as_questions=True)

    def known_questions(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """Return the vectors, shape (dimension,), of those ``texts`` whose vectors ship with this project."""
        if self.model != BUNDLED:
            return {}
        from index.bundled.engine import QUERY
        from index.bundled.shipped_vectors import known_vectors

        return known_vectors(QUERY, texts)

    @cached_property
    def identity(self) -> str:
        """The identity of the model: as long as it stays the same, a text gets the same vector.

        It is the bundled model's engine; for another model its name and, if it is a folder, a digest of its files'
        names, sizes and times.
        """
        if self.model == BUNDLED:
            return engine_of(self.model)
        folder = Path(self.model.removeprefix(_BY_ONNX))
        return self.model + (f"@{_digest(folder)}" if folder.is_dir() else "")

    @property
    def _model(self) -> _Model:
        with self._loading:
            return self._loaded

    @cached_property
    def _loaded(self) -> _Model:
        return _load(self.model)

    @cached_property
    def _search_engine(self) -> "Engine":
        from index.bundled.engine import SEARCH_LAYERS, Engine

        with _told(self.model):
            return Engine(SEARCH_LAYERS)

    def _encode_many(
        self, texts: Sequence[str], advance: Callable[[int], None] | None, *, as_questions: bool
    ) -> Vectors:
        if not texts:
            return self.queries([])
        model = self._model

        def work(batch: Sequence[str]) -> Vectors:
            vectors = model.encode(batch, as_questions=as_questions)
            if advance:
                advance(len(batch))
            return vectors

        # Texts of similar length go together, because the longest text of a batch decides how long it takes. The
        # longest go first, so that no worker is left with them at the end.
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        batches = [[texts[i] for i in rows] for rows in _batched(order)]
        with ThreadPoolExecutor(model.side_by_side) as pool:
            encoded = np.concatenate(list(pool.map(work, batches)))
        vectors = np.empty_like(encoded)
        vectors[order] = encoded
        return vectors


def engine_of(model: str) -> str:
    """Return the engine on which ``model``'s vectors depend: that of the bundled encoder, empty for other models."""
    if model != BUNDLED:
        return ""
    from index.bundled.engine import IDENTITY

    return IDENTITY


class _BundledModel:
    """The bundled encoder: it runs texts one by one, so as many calls at a time gain as there are processors."""

    def __init__(self) -> None:
        from index.bundled.engine import Engine

        self.side_by_side = os.cpu_count() or 1
        self._engine = Engine()

    def encode(self, texts: Sequence[str], *, as_questions: bool) -> Vectors:
        from index.bundled.engine import PASSAGE, QUERY

        prefix = QUERY if as_questions else PASSAGE
        return np.stack([self._engine.encode(prefix, text) for text in texts])


class _SentenceTransformersModel:
    """Any model of Sentence Transformers, which itself runs one call on all processors."""

    side_by_side = 1

    def __init__(self, model: "SentenceTransformer") -> None:
        self._model = model

    def encode(self, texts: Sequence[str], *, as_questions: bool) -> Vectors:
        encode = self._model.encode_query if as_questions else self._model.encode_document
        vectors = encode([encodable(text) for text in texts], show_progress_bar=False, normalize_embeddings=True)
        return np.ascontiguousarray(vectors, dtype=np.float32)


def _batched(order: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(order), _BATCH_TEXTS):
        yield order[start : start + _BATCH_TEXTS]


def _digest(folder: Path) -> str:
    files = sorted((str(file.relative_to(folder)), file.stat()) for file in folder.rglob("*") if file.is_file())
    described = repr([(name, status.st_size, status.st_mtime_ns) for name, status in files])
    return hashlib.sha256(described.encode()).hexdigest()[:16]


def _load(model: str) -> _Model:
    with _told(model):
        if model == BUNDLED:
            return _BundledModel()
        from sentence_transformers import SentenceTransformer

        name = model.removeprefix(_BY_ONNX)
        backend: Literal["onnx", "torch"] = "torch" if name == model else "onnx"
        return _SentenceTransformersModel(SentenceTransformer(name, trust_remote_code=False, backend=backend))


@contextmanager
def _told(model: str) -> Iterator[None]:
    """Raise what goes wrong when ``model`` is loaded as an `EncoderError`."""
    try:
        yield
    except Exception as error:  # the tokenizers library raises a bare Exception for a damaged file
        _log.info("loading %s failed", model, exc_info=True)
        raise EncoderError("encoder-unusable", model=model, problem=str(error).split("\n", 1)[0]) from error
