"""Make the pairs of question and passage that the reader is trained on, and those that a held-out reader is asked.

The passages are those that come first for the question. A question about the report is looked up in an index without
the questions of its fold's writers; a question about another document in an index of that document. The target of a
pair has two values, whether the passage answers and whether it is about the subject: (1, 1) for a passage that answers,
(0, 1) for one that is only about the subject, and (0, 0) for others. Half of the documents' pairs, and three in ten of
the report's, have no known questions beside the passage, like a document without sample questions.
"""

import random
import re
import tempfile
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from index.build import Contents, build, gather
from index.bundled.reader import reader_parts
from index.encoder import Encoder
from index.search import SearchIndex, prepare
from index.types import Beside, Sample, Unanswered
from knowledge.documents import SHIPPED_EDITION, SHIPPED_QUESTIONS, load_document
from knowledge.samples import read_samples
from knowledge.sentences import split_sentences
from knowledge.types import Document, Passage
from scripts.answerability import FOLDS, NaturalQuestion, documents, elsewhere, fold_of, natural_questions, without
from scripts.bundle.token_arrays import token_arrays

_READ_ANEW = 6  # best passages of a question that a reader trained without its writer reads
_OTHERS = {"answer": 3, "near": 2, "far": 2}  # passages beside the right one, by kind of question
_WEIGHTS = {"answer": 1.0, "near": 0.9, "other": 0.6, "far": 0.6, "sample": 0.7}
_SAMPLES = 2_000  # of the report's own sample questions
_STRANGERS = 3_000  # questions of other documents, asked of the report
_ALONE_IN_DOCUMENTS, _ALONE_IN_REPORT = 0.5, 0.3
_LIVE_STREAMS = re.compile("直播|live.?stream")  # the report may answer questions about such documents
_SEED = 11


@dataclass
class Pairs:
    """Pairs to train on and pairs to be read, with texts given by their ``numbers``.

    A row has six numbers: the question, the passage, two questions that it answers, and two that it does not; -1 means
    none. ``targets`` are whether the passage answers, whether it is about the subject, and the weight. ``folds`` name
    the fold whose reader must not be trained on a row; -1 means that every reader may. ``asked`` are the rows that the
    reader of their fold (``asked_folds``) is to read; ``names`` are their questions and the refs of their passages.
    """

    numbers: dict[str, int] = field(default_factory=dict)
    rows: list[list[int]] = field(default_factory=list)
    targets: list[tuple[float, float, float]] = field(default_factory=list)
    folds: list[int] = field(default_factory=list)
    asked: list[list[int]] = field(default_factory=list)
    asked_folds: list[int] = field(default_factory=list)
    names: list[tuple[str, str]] = field(default_factory=list)

    def train_on(self, row: list[int], target: tuple[int, int], weight: float, fold: int) -> None:
        self.rows.append(row)
        self.targets.append((*target, weight))
        self.folds.append(fold)

    def row(self, question: str, passage: str, beside: Beside) -> list[int]:
        first, answered, unanswered, last = reader_parts(question, passage, beside)
        texts = [first, last, *_padded(answered), *_padded(unanswered)]
        return [-1 if text is None else self.numbers.setdefault(text, len(self.numbers)) for text in texts]

    def write(self, path: Path) -> None:
        """Write everything as an .npz file; see `token_arrays` for the texts."""
        np.savez_compressed(
            path,
            **token_arrays(self.numbers),
            rows=np.array(self.rows, np.int32),
            targets=np.array(self.targets, np.float32),
            folds=np.array(self.folds, np.int8),
            asked=np.array(self.asked, np.int32),
            asked_folds=np.array(self.asked_folds, np.int8),
            names=np.array(self.names),
        )


def make_pairs() -> Pairs:
    """Make all pairs from our own questions; takes some minutes."""
    pairs, chance, encoder = Pairs(), random.Random(_SEED), Encoder()
    report = load_document(SHIPPED_EDITION, max_bytes=2**20)
    places, natural = read_samples(SHIPPED_QUESTIONS), natural_questions()
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder) / "embeddings.sqlite"

        def made(contents: Contents) -> SearchIndex:
            return build(contents, "0", "", encoder, cache, lambda *_: None)

        for fold in range(FOLDS):
            asked = [each for each in natural if fold_of(each.writer) == fold]
            index = made(gather([report], without(places, {each.question for each in asked})))
            for each in asked:
                _add_natural(pairs, _Asking(index, encoder, each.question, chance, _ALONE_IN_REPORT), each, fold)
            for text in elsewhere(fold):
                _add_asked(pairs, _Asking(index, encoder, text, chance, 0.0), fold)
        whole = made(gather([report], places))
        strangers = []
        for author, passages, questions in documents():
            contents = _contents(passages, questions)
            own = made(contents)
            fold = fold_of(author)
            for row in questions:
                _add_written(pairs, _Asking(own, encoder, row["q"], chance, _ALONE_IN_DOCUMENTS), row, fold)
            if not any(_LIVE_STREAMS.search(passage) for passage in passages):
                strangers += [(row["q"], fold) for row in questions]
    for text, fold in chance.sample(strangers, _STRANGERS):
        asking = _Asking(whole, encoder, text, chance, _ALONE_IN_REPORT)
        pairs.train_on(asking.row(pairs, asking.best[0]), (0, 0), _WEIGHTS["far"], fold)
    _add_samples(pairs, whole, encoder, chance)
    return pairs


class _Asking:
    """A question looked up in an index; ``best`` are the rows of its passages, the best first.

    The question itself is left out of the known questions beside a passage.
    """

    def __init__(self, index: SearchIndex, encoder: Encoder, text: str, chance: random.Random, alone: float) -> None:
        self.text = text
        self._index = index
        self._question = prepare(text, encoder.questions([text])[0])
        ranking = index.rank(self._question)
        self.best = ranking.numbers[np.argsort(-ranking.scores, kind="stable")].tolist()
        self._alone = chance.random() < alone

    def number(self, ref: str) -> int | None:
        return next((n for n, passage in enumerate(self._index.passages) if passage.ref == ref), None)

    def ref(self, number: int) -> str:
        return self._index.passages[number].ref

    def others(self, numbers: Collection[int], limit: int) -> list[int]:
        return [number for number in self.best if number not in numbers][:limit]

    def row(self, pairs: Pairs, number: int, *, whole: bool = False) -> list[int]:
        alone = self._alone and not whole
        beside = Beside() if alone else self._index.beside(self._question, number, but=self.text)
        return pairs.row(self.text, self._index.passages[number].text, beside)


def _add_natural(pairs: Pairs, asking: _Asking, asked: NaturalQuestion, fold: int) -> None:
    _add_asked(pairs, asking, fold)
    if not asked.agreed:
        return
    right = {number for ref in asked.points or asked.near if (number := asking.number(ref)) is not None}
    kind = "answer" if asked.points else "near"
    _add(pairs, asking, right, kind, fold)


def _add_written(pairs: Pairs, asking: _Asking, row: dict[str, Any], fold: int) -> None:
    kind = "answer" if "answer" in row else "near" if row.get("near") is not None else "far"
    _add(pairs, asking, {row[kind]} if kind != "far" else set(), kind, fold)


def _add(pairs: Pairs, asking: _Asking, right: Collection[int], kind: str, fold: int) -> None:
    for number in right:
        pairs.train_on(asking.row(pairs, number), (int(kind == "answer"), 1), _WEIGHTS[kind], fold)
    for number in asking.others(right, _OTHERS[kind]):
        pairs.train_on(asking.row(pairs, number), (0, 0), _WEIGHTS["other"], fold)


def _add_asked(pairs: Pairs, asking: _Asking, fold: int) -> None:
    for number in asking.best[:_READ_ANEW]:
        pairs.asked.append(asking.row(pairs, number, whole=True))
        pairs.asked_folds.append(fold)
        pairs.names.append((asking.text, asking.ref(number)))


def _add_samples(pairs: Pairs, index: SearchIndex, encoder: Encoder, chance: random.Random) -> None:
    """Add pairs for the sample questions and unanswered questions that are not natural ones."""
    natural = {each.question for each in natural_questions()}
    assert index.samples
    owners = zip(index.samples.questions, index.samples.dense.owners.tolist(), strict=True)
    own = [(text, owner) for text, owner in owners if text not in natural]
    for text, owner in chance.sample(own, _SAMPLES):
        asking = _Asking(index, encoder, text, chance, _ALONE_IN_DOCUMENTS)
        pairs.train_on(asking.row(pairs, owner), (1, 1), _WEIGHTS["sample"], -1)
        pairs.train_on(asking.row(pairs, asking.others({owner}, 1)[0]), (0, 0), _WEIGHTS["other"], -1)
    for unanswered in index.unanswered.questions:
        if unanswered.question not in natural:
            asking = _Asking(index, encoder, unanswered.question, chance, _ALONE_IN_DOCUMENTS)
            pairs.train_on(asking.row(pairs, unanswered.passage), (0, 1), _WEIGHTS["near"], -1)
            pairs.train_on(asking.row(pairs, asking.others({unanswered.passage}, 1)[0]), (0, 0), _WEIGHTS["other"], -1)


def _contents(passages: Sequence[str], questions: Sequence[dict[str, Any]]) -> Contents:
    texts = tuple(
        Passage("", str(n), "", (), text, tuple(split_sentences(text))) for n, text in enumerate(passages, start=1)
    )
    samples = [Sample(row["q"], (row["answer"],)) for row in questions if "answer" in row]
    unanswered = [Unanswered(row["q"], "", row["near"]) for row in questions if row.get("near") is not None]
    ordered = sorted(dict.fromkeys(samples), key=lambda sample: sample.passages[0])
    return Contents((Document("", "", "", texts),), tuple(ordered), tuple(unanswered), (), ())


def _padded(texts: Sequence[str]) -> list[str | None]:
    return [*texts, *[None] * (2 - len(texts))]
