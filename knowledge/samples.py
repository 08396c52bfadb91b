"""Assign sample questions and unanswered questions to the places of an outline.

A place is a chapter, section or point, named by its ref and its headings, so the questions also serve
another edition of the same report.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    model_validator,
)
from pydantic_core import PydanticCustomError

from knowledge.errors import DocumentError
from knowledge.places import Found, Place, find_places, place_key, place_of_point, place_ref
from knowledge.script import comparable
from knowledge.types import Passage


def _encodable(question: str) -> str:
    question.encode("utf-8")
    return question


def _not_blank(text: str) -> str:
    if not text.strip():
        raise PydanticCustomError("no-text", "must not be blank")  # a blank text would match every passage
    return text


Question = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_encodable)]


class UnansweredQuestion(BaseModel):
    """A question that the document does not answer; ``missing`` says in few words what was asked for.

    ``elsewhere`` says that it is on another subject altogether.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    question: Question
    missing: Question | None = None
    elsewhere: bool = False


class SamplePlace(BaseModel):
    """The questions of one place; ``headings`` run from the chapter down.

    ``unanswered`` are questions that come nearest to this place, but that neither it nor any other place answers.

    ``begins`` is how the text of a point begins; a passage without headings is known by nothing else, because its
    number changes with every paragraph that is inserted before it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    ref: str = Field(pattern=r"^\d+(\.\d+)*$")
    headings: list[str] = []
    begins: Annotated[str, AfterValidator(_not_blank)] | None = None
    questions: list[Question] = []
    unanswered: list[UnansweredQuestion] = []

    @model_validator(mode="after")
    def _is_somewhere(self) -> "SamplePlace":
        if not self.headings and self.begins is None:
            raise PydanticCustomError("headings-or-begins", "needs headings, or how it begins")
        if not self.questions and not self.unanswered:
            raise PydanticCustomError("no-questions", "needs questions")
        return self

    @property
    def place(self) -> Place:
        return Place(self.ref, tuple(self.headings), self.begins)


@dataclass(frozen=True, slots=True)
class PlacedQuestion:
    """A sample question and the numbers (rows) of the passages at its place.

    ``of_point`` says that the place is a point, so its passages are parts of one text, or the same text in two
    documents.
    """

    question: str
    passages: tuple[int, ...]
    of_point: bool


@dataclass(frozen=True, slots=True)
class PlacedUnanswered:
    """An unanswered question and the number (row) of the passage that comes nearest to it."""

    question: str
    missing: str
    passage: int
    elsewhere: bool


def read_samples(path: Path) -> list[SamplePlace]:
    """Read the sample questions in the YAML file at ``path``.

    Raises `DocumentError` if the file is missing, cannot be read, is not YAML, or has another structure.
    """
    try:
        return samples_in(path.read_bytes(), path.name)
    except FileNotFoundError as error:
        raise DocumentError("not-found", name=path.name) from error
    except IsADirectoryError as error:
        raise DocumentError("samples", name=path.name, problem="folder") from error
    except OSError as error:
        raise DocumentError("unreadable", name=path.name) from error


def samples_in(content: bytes, name: str) -> list[SamplePlace]:
    """Read the sample questions in ``content`` of the YAML file ``name``. Raises `DocumentError` as `read_samples`."""
    import yaml  # imported here: loading an existing index does not need it

    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, for thousands of questions
        return TypeAdapter(list[SamplePlace]).validate_python(yaml.load(content.decode("utf-8-sig"), loader))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        problem = "other-structure-at" if place else "other-structure"
        raise DocumentError("samples", name=name, problem=problem, place=place, why=first["msg"]) from error
    except RecursionError as error:
        raise DocumentError("samples", name=name, problem="nested-too-deeply") from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: an impossible date, or bytes that are not UTF-8
        mark = getattr(error, "problem_mark", None)
        why = " ".join(str(error).split())
        line = mark.line + 1 if mark else 1
        raise DocumentError("samples", name=name, problem="not-yaml", line=line, why=why) from error


def place_samples(
    places: Iterable[SamplePlace], passages: Iterable[Passage]
) -> tuple[list[PlacedQuestion], list[SamplePlace]]:
    """Return the sample questions with the passages of their places, and the places that were not found.

    `knowledge.places` says how a place is found.
    """
    found, nowhere = _find(places, list(passages))
    placed = [PlacedQuestion(question, at.rows, at.of_point) for place, at in found for question in place.questions]
    return placed, nowhere


def place_unanswered(places: Iterable[SamplePlace], passages: Iterable[Passage]) -> list[PlacedUnanswered]:
    """Return the unanswered questions with the first passage of their places; leave out those of places not found."""
    found, _ = _find(places, list(passages))
    return [
        PlacedUnanswered(asked.question, asked.missing or "", at.rows[0], asked.elsewhere)
        for place, at in found
        for asked in place.unanswered
    ]


def renumbered(places: Sequence[SamplePlace], passages: Sequence[Passage]) -> list[SamplePlace]:
    """Return ``places`` as ``passages`` have them: numbers, headings, and of points the text; others as they are.

    A later edition is compared with that.
    """
    found = find_places([place.place for place in places], passages)
    return [
        _renumbered(place, passages[at.rows[0]]) if at and place.headings else place
        for place, at in zip(places, found, strict=True)
    ]


def _renumbered(place: SamplePlace, passage: Passage) -> SamplePlace:
    if place.place.is_point:
        now = place_of_point(passage)
        return place.model_copy(update={"ref": now.ref, "headings": list(now.headings), "begins": now.begins})
    depth = len(place.headings)
    ref = ".".join(place_ref(passage).split(".")[:depth])
    return place.model_copy(update={"ref": ref, "headings": list(passage.headings[:depth])})


def _find(
    places: Iterable[SamplePlace], passages: Sequence[Passage]
) -> tuple[list[tuple[SamplePlace, Found]], list[SamplePlace]]:
    """Return each place that is found with where it is, and the places that are not."""
    given = list(places)
    found = list(zip(given, find_places([place.place for place in given], passages), strict=True))
    return [(place, at) for place, at in found if at], [place for place, at in found if not at]


def place_of(passage: Passage, question: str) -> SamplePlace:
    """Return the place of ``passage`` with ``question`` as its only question."""
    place = place_of_point(passage)
    return SamplePlace(ref=place.ref, headings=list(place.headings), begins=place.begins, questions=[question])


def place_labels(places: Sequence[SamplePlace], passages: Sequence[Passage]) -> list[str]:
    """Return each place as the document of ``passages`` writes it; empty for those that are not there."""
    found = find_places([place.place for place in places], passages)
    return [_label(place, passages[at.rows[0]]) if at else "" for place, at in zip(places, found, strict=True)]


def _label(place: SamplePlace, passage: Passage) -> str:
    if place.place.is_point:
        return passage.label.split("/")[0]
    depth = len(place.headings)
    return passage.heading_labels[depth - 1] if len(passage.heading_labels) >= depth else ""


def place_title(place: SamplePlace) -> str:
    """Return the headings of ``place``, or how its passage begins."""
    return " › ".join(place.headings) or place.begins or ""


def same_place(one: SamplePlace, other: SamplePlace) -> bool:
    """Say whether two places are the same, whatever their script."""
    return place_identity(one) == place_identity(other)


def place_identity(place: SamplePlace) -> tuple[str, ...]:
    """Return what is equal for the same place, whatever its script; the text of a point is a part of it."""
    number, headings = place_key(place.place)
    return number, *headings, comparable(place.begins or "")
