"""python -m scripts.fit_verdict: fit the weights of `index.evidence` on our own questions, leaving writers out.

Each fold's index knows nothing of its writers: their questions are neither samples nor on the list of unanswered ones.
Prints the weights, and what other thresholds would do. Takes some ten minutes; needs the extra [dev].
"""

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import typer

from index.build import build, gather
from index.encoder import Encoder
from index.evidence import MOST_LEAD, weigh
from index.reading import read_best
from index.search import SearchIndex, prepare
from knowledge.documents import SHIPPED_EDITION, SHIPPED_QUESTIONS, load_document
from knowledge.samples import SamplePlace, read_samples

_DATA = Path(__file__).parents[1] / "tests" / "data" / "answerability" / "natural.jsonl"
# The reader was trained on the first eight writers: what it says of their questions is no evidence.
_FOLDS = (("w09", "w13", "w18"), ("w10", "w14", "w19"), ("w11", "w15", "w20"), ("w12", "w16", "w17", "w21"))
_EVIDENCE = ("reading", "nearest", "unanswered", "names", "lead")
_THRESHOLDS = (-1.5, -1.25, -1.0, -0.85, -0.5, 0.0)  # log odds


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question, its writer, and the points that hold its answer as both labels have it, first one's best first."""

    question: str
    writer: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Case:
    writer: str
    evidence: tuple[float, ...]
    answerable: bool
    first: bool


def main() -> None:
    """Fit the weights of the verdict."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    cases = list(_cases())
    values = np.array([case.evidence for case in cases])
    answerable = np.array([case.answerable for case in cases])
    first = np.array([case.first for case in cases])
    writers = np.array([case.writer for case in cases])

    def fitted(rows: npt.NDArray[np.bool_]) -> Any:
        return make_pipeline(StandardScaler(), LogisticRegression(C=0.3)).fit(values[rows], answerable[rows])

    odds = np.zeros(len(cases))
    for writer in dict.fromkeys(writers.tolist()):
        odds[writers == writer] = fitted(writers != writer).decision_function(values[writers == writer])
    scale, model = fitted(np.ones(len(cases), bool))
    weights = model.coef_[0] / scale.scale_
    constant = float(model.intercept_[0] - (weights * scale.mean_).sum())
    print(f"{len(cases)} questions, {answerable.sum()} answerable, {len(set(writers))} writers")
    print({name: round(float(weight), 4) for name, weight in zip(_EVIDENCE, weights, strict=True)})
    for threshold in _THRESHOLDS:
        answered = odds > threshold
        wrong = answered[~answerable].mean()
        right = (answered & first)[answerable].mean()
        print(
            f"needed={threshold - constant:.3f}: answered without an answer {wrong:.1%}, first and answered {right:.1%}"
        )


def _cases() -> Iterator[_Case]:
    encoder = Encoder()
    document = load_document(SHIPPED_EDITION, max_bytes=2**20)
    asked = list(_asked())
    with tempfile.TemporaryDirectory() as folder:
        for writers in _FOLDS:
            left_out = {each.question for each in asked if each.writer in writers}
            contents = gather([document], _without(read_samples(SHIPPED_QUESTIONS), left_out))
            index = build(contents, "0", "", encoder, Path(folder) / "embeddings.sqlite", lambda *_: None)
            for each in asked:
                if each.writer in writers:
                    yield _case(index, encoder, each)


def _case(index: SearchIndex, encoder: Encoder, asked: _Asked) -> _Case:
    ranking = index.rank(prepare(asked.question, encoder.queries([asked.question])[0]))
    found = weigh(index, ranking)
    reordered, reading = read_best(index, ranking, [asked.question])
    lead = min(max(found.lead, 0.0), MOST_LEAD)
    evidence = (reading, found.nearest, found.unanswered, float(bool(found.mentions.names)), lead)
    best = index.passages[int(reordered.numbers[reordered.scores.argmax()])].ref
    return _Case(asked.writer, evidence, bool(asked.points), best in asked.points)


def _asked() -> Iterator[_Asked]:
    """The questions whose two labels agree on whether there is an answer."""
    for line in _DATA.read_text("utf-8").splitlines():
        row = json.loads(line)
        one, other = (label["answer"] for label in row["labels"])
        if bool(one) == bool(other):
            yield _Asked(
                " ".join(row["question"].split()), row["id"].split("-")[0], tuple(dict.fromkeys([*one, *other]))
            )


def _without(places: Sequence[SamplePlace], left_out: set[str]) -> list[SamplePlace]:
    kept = (
        place.model_copy(
            update={
                "questions": [question for question in place.questions if question not in left_out],
                "unanswered": [asked for asked in place.unanswered if asked.question not in left_out],
            }
        )
        for place in places
    )
    return [place for place in kept if place.questions or place.unanswered]


if __name__ == "__main__":
    typer.run(main)
