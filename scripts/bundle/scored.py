"""Write how passages of documents without sample questions are scored for questions, but for the questions' vectors.

`scripts.bundle.train_search` trains the layers that these vectors come from. A passage's score is made of inner
products with a question's vector and of what words and form add to them. For the questions see `scripts.bundle.asked`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from index.bundled.engine import QUERY
from index.bundled.weights import Floats
from index.dense import held
from index.fusion import Components, Scores, fuse
from index.parts import DensePart
from index.passage_reading import before_reading
from index.rarity import rarity
from index.search import SearchIndex
from knowledge.script import encodable, simplified
from scripts.bundle.asked import Asked, IndexedDocument, indexed
from scripts.bundle.token_arrays import token_arrays


@dataclass
class _Written:
    """The arrays of a file: those of documents and questions row by row, others to be joined."""

    rows: dict[str, list[Any]] = field(default_factory=dict)
    joined: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, **values: Any) -> None:
        for name, value in values.items():
            self.rows.setdefault(name, []).append(value)

    def join(self, **values: Any) -> None:
        for name, value in values.items():
            self.joined.setdefault(name, []).append(value)


def write_scored(asked: Sequence[Asked], folder: Path, file: Path) -> Iterator[str]:
    """Write documents and questions about them to ``file``; yield each document that is done.

    Left out are follow-ups, questions without a right passage, and documents with so many passages that which are
    scored depends on the question's vector. Arrays, beside those of `token_arrays`, whose texts are the questions:

    - of each document: ``names``, ``passages`` (how many), ``weights`` of its two kinds of scores, and ``centres``,
      shape (2, width), which vectors of English and of Chinese questions are less before they are compared;
    - of the vectors of passages, one document after the other: ``passage_rows`` (int8), ``passage_scales``,
      ``passage_owners`` (a passage's number in its document), and ``passage_counts`` of each document; of those of
      sentences ``sentence_rows`` and so on;
    - of each question: ``document`` (a number), ``chinese``, ``broad``, and for each passage of its document, one
      question after the other, what words and form ``added`` and whether it is ``right``.
    """
    written, texts = _Written(), []
    for number, document in enumerate(indexed(asked, folder)):
        _add_document(written, document.name, document.index)
        for each in document.questions:
            right = document.right(each)
            if right and not each.get("previous") and _add_question(written, number, document, each, right):
                texts.append(QUERY + encodable(simplified(each["question"])))
        yield document.name
    arrays: dict[str, Any] = {name: np.array(rows) for name, rows in written.rows.items()}
    arrays |= {name: np.concatenate(parts) for name, parts in written.joined.items()}
    np.savez_compressed(file, **arrays, **token_arrays(texts))


def _add_document(written: _Written, name: str, index: SearchIndex) -> None:
    nothing = np.zeros(index.vectors.dimension, np.float32)
    centres = [-index.centred_vector(nothing, chinese=chinese) for chinese in (False, True)]
    weights = [_weight(index, passage=1.0), _weight(index, sentence=1.0)]
    written.add(names=name, passages=len(index.passages), weights=weights, centres=centres)
    _add_vectors(written, "passage", index.vectors)
    _add_vectors(written, "sentence", index.sentences)


def _weight(index: SearchIndex, *, passage: float = 0.0, sentence: float = 0.0) -> float:
    """Return how much a standard deviation of one kind of score counts, that which is not 0."""
    both, none = np.array([-1.0, 1.0]), np.zeros(2)
    return float(fuse(Components(passage * both, sentence * both, none, 0.0, index.headed))[1])


def _add_vectors(written: _Written, kind: str, part: DensePart) -> None:
    dense = held(part)
    rows, scales = _in_8_bits(dense.vectors)
    written.join(**{f"{kind}_rows": rows, f"{kind}_scales": scales, f"{kind}_owners": dense.owners.astype(np.int32)})
    written.add(**{f"{kind}_counts": len(rows)})


def _in_8_bits(vectors: Floats) -> tuple[Any, Floats]:
    scales = np.abs(vectors).max(axis=1) / 127
    return np.rint(vectors / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def _add_question(written: _Written, number: int, document: IndexedDocument, asked: Asked, right: list[int]) -> bool:
    """Add a question with its right passages, unless only part of the document's passages are scored for it."""
    ranking = document.rank(asked["question"])
    count = len(document.texts)
    if len(ranking.numbers) < count:
        return False
    # What other words add is that of the passages that today's vectors put among the best.
    form = before_reading(document.index, ranking)[0].scores - ranking.scores
    added = _by_words(document.index, ranking.question.tokens) + form
    written.add(document=number, chinese=ranking.question.chinese, broad=bool(asked.get("broad")))
    written.join(added=added.astype(np.float32), right=np.isin(np.arange(count), right))
    return True


def _by_words(index: SearchIndex, tokens: list[str]) -> Scores:
    """Return what the words of a question, given as ``tokens``, add to the scores of all passages."""
    text, nothing = index.text.score(tokens, rarity), np.zeros(len(index.passages))
    return fuse(Components(nothing, nothing, text.scores, text.coverage, index.headed))
