"""Question and passage read together: does this passage answer that question, or is it only about the same?

The bundled encoder's layers, trained further as a cross-encoder on questions that passages answer, do not answer, or
have nothing to do with. The input is that of the encoder, question and passage one after the other; the mean of the
states, unit length, goes through a linear head that the graph holds too.
"""

from functools import cache
from pathlib import Path

import numpy as np

from index.bundled.engine import PASSAGE, QUERY
from index.bundled.inputs import open_session, shared_inputs
from index.bundled.known_readings import known_reading
from knowledge.script import encodable

IDENTITY = "reader of 2026-11-27"  # another one for each training, so that kept readings of two are never mixed
READER = Path(__file__).parent / "reader.onnx"

_LONGEST_PASSAGE = 420  # characters: about what it was trained on; time grows with it


class Reader:
    """The reader, loaded; safe to call from many threads."""

    def __init__(self) -> None:
        self._inputs = shared_inputs()
        self._session = open_session(READER)

    def read(self, question: str, passage: str) -> float:
        """How much speaks for ``passage`` answering ``question``: a logit, about -10 to 7."""
        known = known_reading(IDENTITY, question, passage)
        return self.read_anew(question, passage) if known is None else known

    def read_anew(self, question: str, passage: str) -> float:
        """`read`, whether it is known or not."""
        text = f"{QUERY}{encodable(question)} {PASSAGE}{encodable(passage[:_LONGEST_PASSAGE])}"
        rows = self._inputs.rows(self._inputs.ids(text)[: self._inputs.longest])
        (scores,) = self._session.run(None, {"rows": rows})
        return float(np.asarray(scores)[0, 0])


@cache
def shared_reader() -> Reader:
    """The one of this process, loaded with the first question that is in doubt."""
    return Reader()
