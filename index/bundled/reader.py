"""Read question and passage together and judge whether the passage answers, or is only about the same subject.

A reader has the bundled encoder's layers, trained further as a cross-encoder on questions that passages answer, do
not answer, or have nothing to do with. It takes its input as the encoder does: the question, the questions that the
passage is known to answer and not to answer, and the passage. The mean of the states, scaled to unit length, goes
through a linear head, which is part of the graph.

There are two. The one for indexes with sample questions was trained on questions about reports like the shipped one and
on passages with known questions beside them. The one for indexes without has its lower half, and an upper half trained
on passages of some eighty documents of many kinds, which it has to put in order too.
"""

import hashlib
from functools import cache
from pathlib import Path
from threading import Lock

import numpy as np
from cachetools import LRUCache, cached

from index.bundled.engine import PASSAGE, QUERY
from index.bundled.inputs import open_session, shared_inputs
from index.bundled.shipped_readings import known_reading
from index.bundled.tokenizer import Ids
from index.types import Beside
from knowledge.script import encodable

# Change the identity of a reader with each training, so that readings of two are never mixed.
IDENTITY = "second reader of 2026-11-27"
READER = Path(__file__).parent / "reader.onnx"
IDENTITY_WITHOUT_SAMPLES = "reader without samples of 2026-11-29"
READER_WITHOUT_SAMPLES = Path(__file__).parent / "reader_without_samples.onnx"

_ANSWERS = "answers: "
_ANSWERS_NOT = "not: "
_MAX_READINGS_KEPT = 20_000  # readings; they take some 6 MB
# Characters that are read. Unusual text may still give too many tokens; see `without_middle`.
_MAX_QUESTION_CHARACTERS = 200
_MAX_BESIDE_CHARACTERS = 80
_MAX_PASSAGE_CHARACTERS = 420  # about the length it was trained on; time grows with it


class Reader:
    """A loaded reader; safe to call from many threads."""

    def __init__(self, file: Path, identity: str) -> None:
        self._inputs = shared_inputs()
        self._session = open_session(file)
        self._identity = identity
        # Kept because a team often asks the same thing on one morning, a mistyped question is looked up twice, and what
        # people wait for is asked of every version, most of whose passages are those of the one before.
        kept: LRUCache[bytes, tuple[float, float]] = LRUCache(_MAX_READINGS_KEPT)
        self._read_once = cached(kept, key=_digest, lock=Lock())(self.both_anew)

    def read(self, question: str, passage: str, beside: Beside) -> float:
        """Return how much speaks for ``passage`` answering ``question``: a logit, about -10 to 7."""
        text = reader_text(question, passage, beside)
        known = known_reading(self._identity, text)
        return self._read_once(text)[0] if known is None else known

    def read_both(self, question: str, passage: str, beside: Beside) -> tuple[float, float]:
        """Return how much speaks for ``passage`` answering ``question``, and for its being about it, as logits."""
        return self._read_once(reader_text(question, passage, beside))

    def read_anew(self, text: str) -> float:
        """Return the first logit of a `reader_text` without looking it up among the known readings."""
        return self.both_anew(text)[0]

    def both_anew(self, text: str) -> tuple[float, float]:
        """Return both logits of a `reader_text` without looking it up."""
        rows = self._inputs.rows(without_middle(self._inputs.ids(text), self._inputs.longest))
        (scores,) = self._session.run(None, {"rows": rows})
        answers, about = np.asarray(scores)[0].tolist()
        return answers, about


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def without_middle(ids: Ids, longest: int) -> Ids:
    """Shorten ``ids`` to ``longest`` by dropping the middle, which holds what is known of the passage."""
    begin = longest // 4
    return ids if len(ids) <= longest else np.concatenate([ids[:begin], ids[begin - longest :]])


def reader_text(question: str, passage: str, beside: Beside) -> str:
    """Return question and passage as one text for the reader, with the known questions ``beside`` the passage."""
    first, answered, unanswered, last = reader_parts(question, passage, beside)
    return " ".join([first, *answered, *unanswered, last])


def reader_parts(question: str, passage: str, beside: Beside) -> tuple[str, list[str], list[str], str]:
    """Return the parts of a `reader_text`: question, answered questions, unanswered questions, passage."""
    return (
        QUERY + encodable(question[:_MAX_QUESTION_CHARACTERS]),
        [_ANSWERS + encodable(text[:_MAX_BESIDE_CHARACTERS]) for text in beside.answered],
        [_ANSWERS_NOT + encodable(text[:_MAX_BESIDE_CHARACTERS]) for text in beside.unanswered],
        PASSAGE + encodable(passage[:_MAX_PASSAGE_CHARACTERS]),
    )


@cache
def shared_reader(*, sampled: bool) -> Reader:
    """Return the reader of this process for indexes with sample questions, or without; the first call loads it."""
    if sampled:
        return Reader(READER, IDENTITY)
    return Reader(READER_WITHOUT_SAMPLES, IDENTITY_WITHOUT_SAMPLES)
