"""Read the questions of ``tests/data/answerability``: their writers, folds, and the answers labelled in the report."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from index.bundled.weights import Floats
from knowledge.samples import SamplePlace

_DATA = Path(__file__).parents[1] / "tests" / "data"
_HELD_OUT_READINGS = _DATA / "answerability" / "held_out_readings.npz"

FOLDS = 3


@dataclass(frozen=True, slots=True)
class NaturalQuestion:
    """A question typed before its writer had opened the report.

    ``points`` are the points that answer it by either of its two labels, those of the first label first. ``near`` are
    the points that come nearest by a label that finds no answer. ``agreed``: both labels say that there is an answer,
    or both say that there is none.
    """

    question: str
    writer: str
    points: tuple[str, ...]
    near: tuple[str, ...]
    agreed: bool


def natural_questions() -> list[NaturalQuestion]:
    """Return all natural questions."""
    return [_natural(line) for line in (_DATA / "answerability" / "natural.jsonl").read_text("utf-8").splitlines()]


def documents() -> Iterator[tuple[str, list[str], list[dict[str, Any]]]]:
    """Yield author, passages and questions of each of the other documents."""
    for path in sorted((_DATA / "answerability" / "documents").glob("*.json")):
        document = json.loads(path.read_text("utf-8"))
        yield path.stem.split("-")[0], document["passages"], document["questions"]


def elsewhere(fold: int) -> list[str]:
    """Return the fold's questions on other subjects, which were written for other documents or to be refused."""
    return [text for number, text in enumerate(_elsewhere()) if number % FOLDS == fold]


def fold_of(writer: str) -> int:
    """Return the fold of ``writer``; the id of a writer is a letter and a number."""
    return int(writer[1:]) % FOLDS


def write_held_out_readings(files: Sequence[Path]) -> Path:
    """Save the readings that ``scripts.bundle.train`` wrote for folds, and return the path.

    A reading that several ``files`` hold is saved as their mean.
    """
    found: dict[tuple[str, str], list[Floats]] = {}
    for path in files:
        with np.load(path, allow_pickle=False) as file:
            for (question, ref), values in zip(file["names"].tolist(), file["readings"], strict=True):
                found.setdefault((question, ref), []).append(values.astype(np.float32))
    readings = np.array([np.mean(values, axis=0) for values in found.values()], np.float16)
    np.savez_compressed(_HELD_OUT_READINGS, names=np.array(list(found)), readings=readings)
    return _HELD_OUT_READINGS


def held_out_readings() -> dict[str, dict[str, list[float]]]:
    """Return the reader's logits by question and point.

    The three logits are: with all known questions beside the passage, with answered ones alone, and with none.
    """
    found: dict[str, dict[str, list[float]]] = {}
    with np.load(_HELD_OUT_READINGS, allow_pickle=False) as file:
        for (question, ref), values in zip(file["names"].tolist(), file["readings"].astype(float), strict=True):
            found.setdefault(question, {})[ref] = values.tolist()
    return found


def without(places: Sequence[SamplePlace], left_out: set[str]) -> list[SamplePlace]:
    """Return ``places`` without the questions ``left_out``, answered or not, and without places that are then empty."""
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


def _natural(line: str) -> NaturalQuestion:
    row = json.loads(line)
    one, other = (label["answer"] for label in row["labels"])
    near = [label["near"] for label in row["labels"] if label.get("near")]
    return NaturalQuestion(
        question=" ".join(row["question"].split()),
        writer=row["id"].split("-")[0],
        points=tuple(dict.fromkeys([*one, *other])),
        near=tuple(dict.fromkeys(near)),
        agreed=bool(one) == bool(other),
    )


def _elsewhere() -> Iterator[str]:
    for path in (_DATA / "answerability" / "written.jsonl", _DATA / "fitting.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            if row["kind"] == "far" and not row.get("previous"):
                yield row["question"]
