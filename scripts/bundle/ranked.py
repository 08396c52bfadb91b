"""Write which passages the program finds for questions about documents without sample questions, before reading.

`scripts/bundle/train_order.py` trains the reader for such documents on it. Questions are given as a JSON object a line:
``document`` (a file in the folder of the documents), ``question``, ``previous`` (the question before a follow-up, or
none) and ``expected``, pieces of the text that answer it: none if nothing does.
"""

import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from index.build import build, gather
from index.bundled.inputs import shared_inputs
from index.bundled.reader import reader_text, shared_reader, without_middle
from index.conversation import follow_up
from index.encoder import Encoder
from index.passage_reading import before_reading, parts_to_read
from index.search import Ranking, SearchIndex, prepare_all
from index.types import Beside
from knowledge.documents import load_document
from knowledge.script import simplified

_CANDIDATES = 8  # best passages of a question
_MAX_DOCUMENT_BYTES = 2**26
_UNEVEN = re.compile(r"[\s|*_`#>]+")  # marks that a quote may have or lack

Asked = Mapping[str, Any]


def write_ranked(asked: Sequence[Asked], folder: Path, file: Path) -> Iterator[str]:
    """Write the best passages of all questions to ``file``; yield each document that is done.

    Arrays: ``question`` (a number for each passage), ``score``, ``right``, ``old`` (what today's reader says, shape
    (passages, 2)); ``tokens`` of all passages with their ``lengths``; ``documents``, that of each question.
    """
    encoder = Encoder()
    rows: list[tuple[int, float, bool, str]] = []
    documents: list[str] = []
    with tempfile.TemporaryDirectory() as made:
        for name, questions in groupby(sorted(asked, key=lambda each: each["document"]), lambda each: each["document"]):
            contents = gather([load_document(folder / name, max_bytes=_MAX_DOCUMENT_BYTES)], [])
            index = build(contents, "0", "", encoder, Path(made) / f"{len(documents)}.sqlite", lambda *_: None)
            for each in questions:
                rows += [(len(documents), *candidate) for candidate in _candidates(index, encoder, each)]
                documents.append(name)
            yield name
    inputs, reader = shared_inputs(), shared_reader(sampled=False)
    tokens = [without_middle(inputs.ids(text), inputs.longest) for *_, text in rows]
    np.savez_compressed(
        file,
        question=np.array([row[0] for row in rows]),
        score=np.array([row[1] for row in rows], np.float32),
        right=np.array([row[2] for row in rows]),
        old=np.array([reader.both_anew(text) for *_, text in rows], np.float32),
        tokens=np.concatenate(tokens),
        lengths=np.array([len(each) for each in tokens]),
        documents=np.array(documents),
    )


def _candidates(index: SearchIndex, encoder: Encoder, asked: Asked) -> Iterator[tuple[float, bool, str]]:
    def rank(text: str) -> Ranking:
        return index.rank(prepare_all(index, encoder, [text])[0])

    ranking = rank(asked["question"])
    if asked.get("previous"):
        both = rank(f"{asked['previous']} {asked['question']}")
        ranking = follow_up(index, ranking, rank(asked["previous"]), both)
    ranking, text_of = before_reading(index, ranking)
    part = parts_to_read(simplified(asked["question"]))[-1]
    expected = [_even(piece) for piece in asked["expected"]]
    for nth in np.argsort(-ranking.scores, kind="stable")[:_CANDIDATES]:
        number = int(ranking.numbers[nth])
        right = any(piece in _even(index.passages[number].text) for piece in expected)
        yield float(ranking.scores[nth]), right, reader_text(part, text_of(number), Beside())


def read_questions(file: Path) -> list[Asked]:
    """Return the questions of ``file``."""
    return [json.loads(line) for line in file.read_text().splitlines()]


def _even(text: str) -> str:
    return _UNEVEN.sub("", simplified(text))
