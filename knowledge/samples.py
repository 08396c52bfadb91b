"""Sample questions: which question belongs to which place of an outline.

A place is a chapter, section or point, named by its ref and its headings, so the questions also serve
another edition of the same report.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from knowledge.errors import DocumentError
from knowledge.script import comparable
from knowledge.types import Passage


def _encodable(question: str) -> str:
    question.encode("utf-8")
    return question


Question = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_encodable)]


class SamplePlace(BaseModel):
    """Questions of one place; ``headings`` from the chapter down."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    ref: str = Field(pattern=r"^\d+(\.\d+)*$")
    headings: list[str] = Field(min_length=1)
    questions: list[Question] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class PlacedQuestion:
    """A question and the numbers (rows) of the passages at its place.

    ``of_point``: the place is a point, so its passages are parts of one text, or the same in two documents.
    """

    question: str
    passages: tuple[int, ...]
    of_point: bool


def read_samples(path: Path) -> list[SamplePlace]:
    """The sample questions in the YAML file at ``path``.

    Raises `DocumentError` where the file is missing, no YAML, or of another shape.
    """
    try:
        return TypeAdapter(list[SamplePlace]).validate_python(yaml.safe_load(path.read_text("utf-8-sig")))
    except FileNotFoundError as error:
        raise DocumentError("not-found", path.name) from error
    except IsADirectoryError as error:
        raise DocumentError("samples", path.name, problem="a folder") from error
    except OSError as error:
        raise DocumentError("unreadable", path.name) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        problem = f"{place}: {first['msg']}" if place else first["msg"]
        raise DocumentError("samples", path.name, problem=problem) from error
    except RecursionError as error:
        raise DocumentError("samples", path.name, problem="nested too deeply") from error
    except (yaml.YAMLError, ValueError) as error:  # the latter from a date that is none, or bytes that are no UTF-8
        raise DocumentError("samples", path.name, problem=" ".join(str(error).split())) from error


def place_samples(
    places: Iterable[SamplePlace], passages: Iterable[Passage]
) -> tuple[list[PlacedQuestion], list[SamplePlace]]:
    """Find each place's passages by number and headings; second come the places that are nowhere."""
    by_place: dict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
    points: set[tuple[str, tuple[str, ...]]] = set()
    for number, passage in enumerate(passages):
        headings = tuple(comparable(heading) for heading in passage.headings)
        parts = passage.ref.split("/")[0].split(".")
        for depth in range(1, len(parts) + 1):
            by_place[".".join(parts[:depth]), headings[:depth]].append(number)
        points.add((".".join(parts), headings))
    placed: list[PlacedQuestion] = []
    nowhere: list[SamplePlace] = []
    for place in places:
        key = (place.ref, tuple(comparable(heading) for heading in place.headings))
        numbers = tuple(by_place.get(key, ()))
        if numbers:
            placed.extend(PlacedQuestion(question, numbers, key in points) for question in place.questions)
        else:
            nowhere.append(place)
    return placed, nowhere
