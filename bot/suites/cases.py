"""The parts of a suite; `SuiteFile` is the format of its YAML file."""

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from bot.answering.assistant import clean_question
from bot.i18n import language_of_question
from bot.languages import Language
from index.evidence import Verdict

MAX_PASSAGES = 50  # the lowest rank at which a passage may be expected


def _askable(text: str) -> str:
    if not clean_question(text):
        raise PydanticCustomError("nothing-asked", "asks nothing")
    return text


def _printable(text: str) -> str:
    if not text.isprintable():
        raise PydanticCustomError("not-printable", "holds a control character")
    return text


def _checksum(text: str) -> str:
    if not re.fullmatch("[0-9a-f]{64}", text):
        raise PydanticCustomError("checksum", "is no SHA-256")
    return text


def _listed(value: Any) -> Any:
    """Return a single value as a list of one."""
    return [value] if isinstance(value, str | int | float) else value


def _some(items: tuple[Any, ...]) -> tuple[Any, ...]:
    """Refuse an empty tuple.

    Pydantic's own minimum length counts only valid items, and so would report two mistakes for one.
    """
    if not items:
        raise PydanticCustomError("no-items", "is empty")
    return items


def _two(items: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(items) not in (0, 2):
        raise PydanticCustomError("not-two", "needs two lists")
    return items


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100), AfterValidator(_printable)
]
Checksum = Annotated[str, AfterValidator(_checksum)]
Question = Annotated[Text, AfterValidator(_askable)]
Texts = Annotated[tuple[Text, ...], Field(strict=False), BeforeValidator(_listed)]
Names = Annotated[tuple[Name, ...], Field(strict=False), BeforeValidator(_listed)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class ExpectedPassage(_Part):
    """A passage that matches all of what is given: its place, the headings above it, a piece of its text.

    The ``ref`` or ``headings`` of a chapter or section match every passage in it.
    """

    ref: str | None = Field(None, pattern=r"^[0-9]+(\.[0-9]+)*(/[0-9]+)?$")
    headings: Texts = ()
    quote: Text | None = None

    @model_validator(mode="after")
    def _names_something(self) -> "ExpectedPassage":
        if not (self.ref or self.headings or self.quote):
            raise PydanticCustomError("names-nothing", "needs a ref, headings or a quote")
        return self

    def __str__(self) -> str:
        parts = [self.ref or "", " › ".join(self.headings), f"“{self.quote}”" if self.quote else ""]
        return " ".join(part for part in parts if part)


class Expectation(_Part):
    """What an answer must show.

    ``status``: the verdict is one of these (see `allowed`). ``passages``: any of these is among the first ``within``.
    ``contains`` and ``lacks``: these texts are, or are not, in the passages quoted in full. ``blank``: whether the
    answer says that the report leaves the figure blank. ``sentences``: pieces of the passages that answer together, of
    which at least the share ``least`` must be among the places of the answer. ``sides``: the same of each of two things
    that an answer sets side by side; of a side without pieces the answer must say nothing. ``intent``: the message has
    this intent ("greeting", "place 5.2", see `bot.answering.intents`). ``max_time_ratio``: the longest answer time, as
    a multiple of the median of the suite's answers in the run.
    """

    status: Annotated[tuple[Verdict, ...], Field(strict=False), BeforeValidator(_listed)] = ()
    passages: Annotated[tuple[ExpectedPassage, ...], Field(strict=False)] = ()
    within: int = Field(1, ge=1, le=MAX_PASSAGES)
    contains: Texts = ()
    lacks: Texts = ()
    sentences: Texts = ()
    sides: Annotated[tuple[Texts, ...], Field(strict=False), AfterValidator(_two)] = ()
    least: float = Field(1.0, gt=0, le=1, allow_inf_nan=False)
    blank: bool | None = None
    intent: Annotated[str, StringConstraints(min_length=1)] | None = None
    max_time_ratio: float | None = Field(None, gt=0, allow_inf_nan=False)

    @model_validator(mode="after")
    def _checked(self) -> "Expectation":
        if not self.expects_something:
            raise PydanticCustomError("expects-nothing", "expects nothing")
        return self

    @property
    def expects_something(self) -> bool:
        texts = (*self.contains, *self.lacks, *self.sentences, *self.sides)
        expected = (self.status, self.passages, texts, self.intent, self.max_time_ratio)
        return self.blank is not None or any(expected)

    @property
    def pieces(self) -> tuple[Texts, ...]:
        """The pieces that are looked for together: those of an evidence sheet, or of each side."""
        return self.sides or ((self.sentences,) if self.sentences else ())

    @property
    def allowed(self) -> tuple[Verdict, ...]:
        """The verdicts that are right, empty if any is.

        Without a ``status``, an expected blank needs "answered", and expected passages or texts rule out "refused".
        """
        if self.status or self.blank:
            return self.status or ("answered",)
        return ("answered", "hedged") if self.passages or self.contains or self.pieces else ()


class CaseTurn(_Part):
    """A question of a conversation; one without ``expect`` only leads to the next."""

    question: Question
    expect: Expectation | None = None


class Case(_Part):
    """A question, or the ``turns`` of a conversation, and what is expected.

    ``known_to_fail`` is the reason why the case fails, None if it should pass. ``language`` is by default that of the
    first question.
    """

    id: Name
    question: Question | None = None
    expect: Expectation | None = None
    turns: Annotated[tuple[CaseTurn, ...], Field(strict=False)] = ()
    language: Language | None = None
    tags: Names = ()
    known_to_fail: Text | None = None

    @model_validator(mode="after")
    def _asks_and_expects(self) -> "Case":
        if bool(self.turns) == (self.question is not None):
            raise PydanticCustomError("question-or-turns", "needs a question or turns, not both")
        if self.turns and self.expect:
            raise PydanticCustomError("expect-in-turns", "with turns, each turn says what it expects")
        if not any(turn.expect for turn in self.conversation):
            raise PydanticCustomError("expects-nothing", "expects nothing")
        return self

    @property
    def conversation(self) -> tuple[CaseTurn, ...]:
        if self.question is None:
            return self.turns
        return (CaseTurn.model_construct(question=self.question, expect=self.expect),)

    @property
    def spoken(self) -> Language:
        """The language of the case."""
        return self.language or language_of_question(self.conversation[0].question)


class SuiteDocument(_Part):
    """The document that a suite was written for: its title, and the SHA-256 of the files that are this edition.

    Without checksums every document of that title is this edition.
    """

    title: Text
    sha256: Annotated[tuple[Checksum, ...], Field(strict=False), BeforeValidator(_listed)] = ()


class SuiteFile(_Part):
    """The content of a suite's file; what its cases quote is in ``document``, in the index if that is not given."""

    description: Text | None = None
    document: SuiteDocument | None = None
    cases: Annotated[tuple[Case, ...], Field(strict=False), AfterValidator(_some)]


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark on a line of a file, whose text in the reader's language comes from ``code`` and ``details``.

    ``where`` is the place in the file's structure, such as "market-size.expect.within".
    """

    line: int
    where: str
    code: str
    details: dict[str, str]


@dataclass(frozen=True, slots=True)
class Suite:
    """The cases of the file ``name``, written for ``document``.

    ``notes`` say, line by line, what in it could not be imported. The ``skipped`` cases do not hold for the index that
    is to be asked, and are not asked; those with the ids in ``partly`` are asked a part of what they say (see
    `bot.suites.editions`).
    """

    name: str
    cases: tuple[Case, ...]
    notes: tuple[Remark, ...] = ()
    description: str | None = None
    document: SuiteDocument | None = None
    skipped: tuple[Case, ...] = ()
    partly: frozenset[str] = frozenset()

    @property
    def size(self) -> int:
        """The number of cases, skipped ones included."""
        return len(self.cases) + len(self.skipped)
