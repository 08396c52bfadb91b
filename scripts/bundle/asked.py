"""Look questions about documents up, each in an index of its document, which has no sample questions.

Questions are given as a JSON object a line: ``document`` (a file in the folder of the documents), ``question``,
``previous`` (the question before a follow-up, or none), ``expected`` (pieces of the text that answer it, none if
nothing does) and ``broad`` (true if these answer only together, or none).
"""

import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from index.build import build, gather
from index.encoder import Encoder
from index.search import Ranking, SearchIndex, prepare_all
from knowledge.documents import load_document
from knowledge.script import simplified

_MAX_DOCUMENT_BYTES = 2**26
_UNEVEN = re.compile(r"[\s|*_`#>]+")  # marks that a quote may have or lack

Asked = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """A document's index, and the questions about it; ``texts`` are its passages, without marks."""

    name: str
    index: SearchIndex
    encoder: Encoder
    texts: tuple[str, ...]
    questions: tuple[Asked, ...]

    def rank(self, question: str) -> Ranking:
        """Return the passages scored for ``question``, before reading."""
        return self.index.rank(prepare_all(self.index, self.encoder, [question])[0])

    def right(self, asked: Asked) -> list[int]:
        """Return the numbers of the passages that hold a piece of the text that answers."""
        pieces = [piece for expected in asked["expected"] if (piece := _even(expected))]
        return [number for number, text in enumerate(self.texts) if any(piece in text for piece in pieces)]


def read_questions(file: Path) -> list[Asked]:
    """Return the questions of ``file``."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def indexed(asked: Sequence[Asked], folder: Path) -> Iterator[IndexedDocument]:
    """Yield each document in ``folder`` that there are questions about."""
    encoder = Encoder()
    with tempfile.TemporaryDirectory() as made:
        for name, questions in groupby(sorted(asked, key=_document_of), _document_of):
            contents = gather([load_document(folder / name, max_bytes=_MAX_DOCUMENT_BYTES)], [])
            index = build(contents, "0", "", encoder, Path(made) / "embeddings.sqlite", lambda *_: None)
            texts = tuple(_even(passage.text) for passage in index.passages)
            yield IndexedDocument(name, index, encoder, texts, tuple(questions))


def _document_of(asked: Asked) -> str:
    name: str = asked["document"]
    return name


def _even(text: str) -> str:
    return _UNEVEN.sub("", simplified(text))
