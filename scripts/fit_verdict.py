"""python -m scripts.fit_verdict: fit the weights of `index.evidence` on our own questions, leaving writers out.

It fits weights for each kind of index: with sample questions and those known to have no answer, with sample questions
alone, and with neither. The index of each fold is built without the questions of the fold's writers, and the reader
that read these questions was trained without these writers' pairs (see ``scripts.bundle.train``). It prints the
weights, and what each threshold would do. It takes some minutes and needs the extra [dev].
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import typer

from index.build import build, gather
from index.encoder import Encoder
from index.evidence import counted, weigh
from index.passage_reading import Floats, order_by
from index.search import SearchIndex, prepare_all
from knowledge.documents import SHIPPED_EDITION, SHIPPED_QUESTIONS, load_document
from knowledge.samples import SamplePlace, read_samples
from scripts.answerability import (
    FOLDS,
    NaturalQuestion,
    elsewhere,
    fold_of,
    held_out_readings,
    natural_questions,
    without,
)

Kind = Literal["listed and sampled", "sampled", "neither"]
Rows = npt.NDArray[np.bool_]

_READINGS: dict[Kind, int] = {"listed and sampled": 0, "sampled": 1, "neither": 2}  # column of the held-out readings
_NOT_READ = -12.0  # stands for a passage that no reader has read; less than any logit
_ANSWER: dict[Kind, tuple[str, ...]] = {
    "listed and sampled": ("reading", "nearest", "unanswered", "names", "lead"),
    "sampled": ("reading", "nearest", "names", "lead"),
    "neither": ("reading", "nearest", "names"),  # the lead says nothing there
}
_THEME = ("theme", "reading", "nearest")
_ODDS = (-1.5, -1.25, -1.0, -0.75, -0.5, 0.0)  # thresholds of an answer, log odds
_REFUSED = (0.005, 0.01, 0.015, 0.02, 0.03)  # thresholds of a refusal, as shares of answerable questions it refuses
_STRAY = 0.1  # weight of a natural question on another subject; it is low, as many touch the report's subject


@dataclass(frozen=True, slots=True)
class _Case:
    """The evidence of a question and what is known of it.

    ``writer`` is empty for questions that were written to be refused. ``far``: the question is on another subject.
    ``first``: the best passage answers it.
    """

    writer: str
    evidence: Mapping[str, float]
    answerable: bool
    far: bool
    first: bool


def main() -> None:
    """Fit the weights of the verdict and print them."""
    for kind, cases in _cases().items():
        print(f"\n{kind}: {len(cases)} questions, {sum(case.answerable for case in cases)} answerable")
        _fit_answer(kind, [case for case in cases if case.writer])
        _fit_refusal(cases)


def _fit_answer(kind: Kind, cases: Sequence[_Case]) -> None:
    names = _ANSWER[kind]
    values = np.array([[case.evidence[name] for name in names] for case in cases])
    answerable = np.array([case.answerable for case in cases])
    first = np.array([case.first for case in cases])
    writers = np.array([case.writer for case in cases])
    odds = np.zeros(len(cases))
    for writer in dict.fromkeys(writers.tolist()):
        left_out = writers == writer
        odds[left_out] = _model(0.3).fit(values[~left_out], answerable[~left_out]).decision_function(values[left_out])
    weights, constant = _plain(_model(0.3).fit(values, answerable))
    print({name: round(weight, 4) for name, weight in zip(names, weights, strict=True)})
    for least in _ODDS:
        answered = odds > least
        wrong = answered[~answerable].mean()
        right = (answered & first)[answerable].mean()
        print(f"needed={least - constant:.3f}: answered without an answer {wrong:.1%}, first and answered {right:.1%}")


def _fit_refusal(cases: Sequence[_Case]) -> None:
    values = np.array([[case.evidence[name] for name in _THEME] for case in cases])
    written = np.array([not case.writer for case in cases])
    far = np.array([case.far for case in cases])
    answerable = np.array([case.answerable for case in cases])
    share = np.where(far & ~written, _STRAY, 1.0)
    fold = np.array([fold_of(case.writer) if case.writer else n % FOLDS for n, case in enumerate(cases)])
    odds = np.zeros(len(cases))

    def fitted(rows: Rows) -> Any:
        model = _model(1.0, class_weight="balanced")
        return model.fit(values[rows], far[rows], logisticregression__sample_weight=share[rows])

    for number in range(FOLDS):
        odds[fold == number] = fitted(fold != number).decision_function(values[fold == number])
    weights, constant = _plain(fitted(np.ones(len(cases), bool)))
    print({name: round(weight / weights[0], 4) for name, weight in zip(_THEME, weights, strict=True)})
    for cost in _REFUSED:
        least = np.quantile(odds[answerable], 1 - cost)
        shares = [np.mean(odds[rows] > least) for rows in (far & written, far & ~written, ~far & ~answerable)]
        print(
            f"least_theme={(least - constant) / weights[0]:.4f}: answerable refused {cost:.1%}, "
            f"written far {shares[0]:.1%}, natural far {shares[1]:.1%}, near {shares[2]:.1%}"
        )


def _model(strength: float, **options: Any) -> Any:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    return make_pipeline(StandardScaler(), LogisticRegression(C=strength, **options))


def _plain(fitted: Any) -> tuple[list[float], float]:
    """Return the weights and the constant for the values themselves instead of the standardised ones."""
    scale, model = fitted
    weights = model.coef_[0] / scale.scale_
    return weights.tolist(), float(model.intercept_[0] - (weights * scale.mean_).sum())


def _cases() -> dict[Kind, list[_Case]]:
    encoder = Encoder()
    report = load_document(SHIPPED_EDITION, max_bytes=2**20)
    natural, samples, readings = natural_questions(), read_samples(SHIPPED_QUESTIONS), held_out_readings()
    cases: dict[Kind, list[_Case]] = {kind: [] for kind in _READINGS}
    with tempfile.TemporaryDirectory() as folder:
        for fold in range(FOLDS):
            asked = [each for each in natural if fold_of(each.writer) == fold]
            for kind, places in _kinds(without(samples, {each.question for each in asked})):
                contents = gather([report], places)
                index = build(contents, "0", "", encoder, Path(folder) / "embeddings.sqlite", lambda *_: None)
                for each in [*(each for each in asked if each.agreed), *map(_far, elsewhere(fold))]:
                    known = {ref: values[_READINGS[kind]] for ref, values in readings[each.question].items()}
                    if case := _case(index, encoder, each, known, listed=kind == "listed and sampled"):
                        cases[kind].append(case)
    return cases


def _kinds(places: Sequence[SamplePlace]) -> Iterator[tuple[Kind, list[SamplePlace]]]:
    yield "listed and sampled", list(places)
    yield "sampled", [place.model_copy(update={"unanswered": []}) for place in places if place.questions]
    yield "neither", []


def _far(text: str) -> NaturalQuestion:
    return NaturalQuestion(text, "", (), (), agreed=True)


def _case(
    index: SearchIndex, encoder: Encoder, asked: NaturalQuestion, readings: Mapping[str, float], *, listed: bool
) -> _Case | None:
    ranking = index.rank(prepare_all(index, encoder, [asked.question])[0])
    found = weigh(index, ranking)

    def read(numbers: list[int]) -> Floats:
        answers = [readings.get(index.passages[number].ref, _NOT_READ) for number in numbers]
        return np.array([answers, [0.0] * len(numbers)])  # what else the reader says was not kept

    reordered, reading = order_by(ranking, read, sampled=index.sampled)
    if reading == _NOT_READ:
        return None
    assert found.listed == listed
    evidence = {
        "reading": reading,
        "nearest": found.nearest,
        "unanswered": found.unanswered,
        "names": float(bool(found.names)),
        "lead": counted(found.lead),
        "theme": found.theme,
    }
    best = index.passages[int(reordered.numbers[reordered.scores.argmax()])].ref
    far = not asked.points and not asked.near
    return _Case(asked.writer, evidence, bool(asked.points), far, best in asked.points)


if __name__ == "__main__":
    typer.run(main)
