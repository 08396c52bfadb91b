"""Assign sample questions and unanswered questions to the places of an outline.

A place is a chapter, section or point, named by its ref and its headings, so the questions also serve
another edition of the same report.
"""

from collections import defaultdict
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
from knowledge.script import comparable
from knowledge.types import Passage

_BEGINNING_CHARACTERS = 40  # characters by which a passage without headings is known

_Key = tuple[str, tuple[str, ...]]


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

    A passage without headings is identified by how it ``begins``, because its number changes with every paragraph that
    is inserted before it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    ref: str = Field(pattern=r"^\d+(\.\d+)*$")
    headings: list[str] = []
    begins: Annotated[str, AfterValidator(_not_blank)] | None = None
    questions: list[Question] = []
    unanswered: list[UnansweredQuestion] = []

    @model_validator(mode="after")
    def _is_somewhere(self) -> "SamplePlace":
        if bool(self.headings) == (self.begins is not None):
            raise PydanticCustomError("headings-or-begins", "needs headings, or how it begins")
        if not self.questions and not self.unanswered:
            raise PydanticCustomError("no-questions", "needs questions")
        return self


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
    import yaml  # imported here: loading an existing index does not need it

    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # ten times as fast, for thousands of questions
        return TypeAdapter(list[SamplePlace]).validate_python(yaml.load(path.read_text("utf-8-sig"), loader))
    except FileNotFoundError as error:
        raise DocumentError("not-found", name=path.name) from error
    except IsADirectoryError as error:
        raise DocumentError("samples", name=path.name, problem="folder") from error
    except OSError as error:
        raise DocumentError("unreadable", name=path.name) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        problem = "other-structure-at" if place else "other-structure"
        raise DocumentError("samples", name=path.name, problem=problem, place=place, why=first["msg"]) from error
    except RecursionError as error:
        raise DocumentError("samples", name=path.name, problem="nested-too-deeply") from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: an impossible date, or bytes that are not UTF-8
        mark = getattr(error, "problem_mark", None)
        why = " ".join(str(error).split())
        line = mark.line + 1 if mark else 1
        raise DocumentError("samples", name=path.name, problem="not-yaml", line=line, why=why) from error


def place_samples(
    places: Iterable[SamplePlace], passages: Iterable[Passage]
) -> tuple[list[PlacedQuestion], list[SamplePlace]]:
    """Return the sample questions with the passages of their places, and the places that were not found.

    A place is found by its number and headings, or by how its passage begins. A passage that consists of just what the
    place says it begins with takes precedence over longer ones.
    """
    found, nowhere = _find(list(places), list(passages))
    placed = [
        PlacedQuestion(question, numbers, of_point)
        for place, numbers, of_point in found
        for question in place.questions
    ]
    return placed, nowhere


def place_unanswered(places: Iterable[SamplePlace], passages: Iterable[Passage]) -> list[PlacedUnanswered]:
    """Return the unanswered questions with the first passage of their places; leave out those of places not found."""
    found, _ = _find([place for place in places if place.unanswered], list(passages))
    return [
        PlacedUnanswered(asked.question, asked.missing or "", numbers[0], asked.elsewhere)
        for place, numbers, _ in found
        for asked in place.unanswered
    ]


def _find(
    places: Sequence[SamplePlace], passages: Sequence[Passage]
) -> tuple[list[tuple[SamplePlace, tuple[int, ...], bool]], list[SamplePlace]]:
    """Return each place found, with its passages' numbers and whether it is a point, and the places not found."""
    by_place: dict[_Key, list[int]] = defaultdict(list)
    points: set[_Key] = set()
    for number, passage in enumerate(passages):
        keys = _keys(passage)
        for key in keys:
            by_place[key].append(number)
        points.add(keys[-1])
    openings = _openings([place for place in places if place_key(place) not in by_place], passages)
    found: list[tuple[SamplePlace, tuple[int, ...], bool]] = []
    nowhere: list[SamplePlace] = []
    for place in places:
        key = place_key(place)
        numbers = tuple(by_place.get(key, ()))
        if not numbers and place.begins is not None:
            beginning = comparable(place.begins)
            numbers = tuple(number for number, opening in openings if opening.startswith(beginning))
        if numbers:
            found.append((place, numbers, place.begins is not None or key in points))
        else:
            nowhere.append(place)
    return found, nowhere


def place_of(passage: Passage, question: str) -> SamplePlace:
    """Return the place of ``passage`` with ``question`` as its only question."""
    if passage.headings:
        return SamplePlace(ref=place_ref(passage), headings=list(passage.headings), questions=[question])
    return SamplePlace(ref=place_ref(passage), begins=passage.text[:_BEGINNING_CHARACTERS], questions=[question])


def place_label(place: SamplePlace, passages: Iterable[Passage]) -> str:
    """Return ``place`` as the document of ``passages`` writes it; empty if it is not there."""
    key = place_key(place)
    for passage in passages:
        keys = _keys(passage)
        if key in keys:
            return [*passage.heading_labels, passage.label.split("/")[0]][keys.index(key)]
    return ""


def place_title(place: SamplePlace) -> str:
    """Return the headings of ``place``, or how its passage begins."""
    return " › ".join(place.headings) or place.begins or ""


def same_place(one: SamplePlace, other: SamplePlace) -> bool:
    """Say whether two places are the same, whatever their script."""
    return place_key(one) == place_key(other)


def _openings(places: Sequence[SamplePlace], passages: Sequence[Passage]) -> list[tuple[int, str]]:
    """Return the number of each passage without headings and as much of its text as ``places`` need."""
    longest = max((len(place.begins) for place in places if place.begins is not None), default=0)
    if not longest:
        return []
    # Twice as much, because `comparable` drops white space.
    return [(n, comparable(p.text[: 2 * longest])) for n, p in enumerate(passages) if not p.headings]


def _keys(passage: Passage) -> list[_Key]:
    """Return the keys of a passage: its chapter, its section, itself; without headings, only how it begins."""
    if not passage.headings:
        return [("", (comparable(passage.text[:_BEGINNING_CHARACTERS]),))]
    headings = tuple(comparable(heading) for heading in passage.headings)
    parts = place_ref(passage).split(".")
    return [(".".join(parts[:depth]), headings[:depth]) for depth in range(1, len(parts) + 1)]


def place_key(place: SamplePlace) -> tuple[str, tuple[str, ...]]:
    """Return what is equal for the same place, whatever its script."""
    if place.begins is not None:
        return "", (comparable(place.begins),)
    return place.ref, tuple(comparable(heading) for heading in place.headings)


def place_ref(passage: Passage) -> str:
    """Return the passage's place in the outline; the parts of a long point share one."""
    return passage.ref.split("/")[0]
