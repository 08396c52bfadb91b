"""Write which passages the program finds for questions about documents without sample questions, before reading.

`scripts.bundle.train_order` trains the reader for such documents on it. For the questions see `scripts.bundle.asked`.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from index.bundled.reader import reader_parts
from index.conversation import follow_up
from index.passage_reading import before_reading, parts_to_read
from index.types import Beside
from knowledge.script import simplified
from scripts.bundle.asked import Asked, IndexedDocument, indexed
from scripts.bundle.token_arrays import token_arrays

_CANDIDATES = 10  # best passages of a question

Candidate = tuple[str, float, bool]  # the text of a passage as it is read, its score, whether it is right


def write_ranked(asked: Sequence[Asked], folder: Path, file: Path) -> Iterator[str]:
    """Write the best passages of all questions, and all right ones, to ``file``; yield each document that is done.

    Left out are broad questions, and those of which no expected piece is in any passage. Arrays: ``documents`` and
    ``asked`` (a number of a text) of each question; of each passage found ``question`` (a number), ``passage`` (a
    number of a text), ``score`` and ``right``; and those of `token_arrays`.
    """
    numbers: dict[str, int] = {}
    documents: list[str] = []
    questions: list[int] = []
    rows: list[tuple[int, int, float, bool]] = []
    for document in indexed(asked, folder):
        for each in document.questions:
            right = document.right(each)
            if each.get("broad") or (each["expected"] and not right):
                continue
            first, candidates = _candidates(document, each, right)
            for text, score, is_right in candidates:
                rows.append((len(questions), numbers.setdefault(text, len(numbers)), score, is_right))
            questions.append(numbers.setdefault(first, len(numbers)))
            documents.append(document.name)
        yield document.name
    np.savez_compressed(
        file,
        **token_arrays(numbers),
        documents=np.array(documents),
        asked=np.array(questions),
        question=np.array([row[0] for row in rows]),
        passage=np.array([row[1] for row in rows]),
        score=np.array([row[2] for row in rows], np.float32),
        right=np.array([row[3] for row in rows]),
    )


def _candidates(document: IndexedDocument, asked: Asked, right: list[int]) -> tuple[str, list[Candidate]]:
    """Return the question as it is read, and the passages that are found for it or are right."""
    ranking = document.rank(asked["question"])
    if asked.get("previous"):
        previous, both = asked["previous"], f"{asked['previous']} {asked['question']}"
        ranking = follow_up(document.index, ranking, document.rank(previous), document.rank(both))
    ranking, text_of = before_reading(document.index, ranking)
    scores = dict(zip(ranking.numbers.tolist(), ranking.scores.tolist(), strict=True))
    best = ranking.numbers[np.argsort(-ranking.scores, kind="stable")[:_CANDIDATES]].tolist()
    part, lowest, found = parts_to_read(simplified(asked["question"]))[-1], min(scores.values()), []
    for number in dict.fromkeys([*best, *right]):
        *_, text = reader_parts(part, text_of(number), Beside())
        found.append((text, scores.get(number, lowest), number in right))
    return reader_parts(part, "", Beside())[0], found
