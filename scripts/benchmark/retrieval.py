"""Measure hit@1, hit@3 and MRR on a public retrieval set.

A set is gzipped JSON: ``{"passages": [texts], "questions": [{"question", "passage": row}]}``.
"""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.build import Advance, build, gather
from index.encoder import Encoder
from index.search import Question, SearchIndex, prepare_all
from knowledge.sentences import split_sentences
from knowledge.types import Document, Passage
from scripts.benchmark.report import Measurement


def read_set(path: Path) -> dict[str, Any]:
    """Return the passages and questions of the set in the file ``path``."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        loaded: dict[str, Any] = json.load(file)
    return loaded


def as_document(name: str, texts: Sequence[str]) -> Document:
    """Return one document without headings, in which each text is a passage, unchanged."""
    passages = tuple(
        Passage(name, str(number), "", (), text, tuple(split_sentences(text)))
        for number, text in enumerate(texts, start=1)
    )
    return Document(title=name, name=name, sha256="", passages=passages)


def measure_retrieval(path: Path, encoder: Encoder, cache: Path, advance: Advance) -> Measurement:
    """Index the set's passages and look up each of its questions."""
    data = read_set(path)
    index = build(gather([as_document(path.name, data["passages"])]), "measured", "", encoder, cache, advance)
    questions = [row["question"] for row in data["questions"]]
    ranks = [
        _rank(index, question, row["passage"])
        for question, row in zip(prepare_all(index, encoder, questions), data["questions"], strict=True)
    ]
    count = len(ranks)
    return Measurement(
        path.name,
        {
            "passages": len(data["passages"]),
            "questions": count,
            "hit@1": 100 * sum(rank <= 1 for rank in ranks) / count,
            "hit@3": 100 * sum(rank <= 3 for rank in ranks) / count,
            "MRR": sum(1 / rank for rank in ranks) / count,
        },
    )


def _rank(index: SearchIndex, question: Question, relevant: int) -> float:
    hits = index.hits(index.rank(question), 10)
    return next((i for i, hit in enumerate(hits, start=1) if hit.number == relevant), float("inf"))
