"""What requests hold, and for the OpenAPI description what is answered."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.answering.assistant import DEFAULT_LIMIT
from bot.api.speaking import QuoteScript
from bot.state import ratings
from bot.state.suite_runs import RunState
from index.evidence import Verdict

_MAX_WHY_CHARACTERS = 500

Limit = Annotated[int, Field(ge=1, le=50)]


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Question(_Given):
    """A question; ``previous`` is the one before it, where it follows that up."""

    question: str
    previous: str | None = None
    limit: Limit = DEFAULT_LIMIT
    script: QuoteScript = "as-written"


class Quotation(_Given):
    """A text that may be a quote."""

    text: str


class Reason(_Given):
    """Why a version goes live, for the history; that may be empty."""

    why: str = Field("", max_length=_MAX_WHY_CHARACTERS)


class RunRequest(_Given):
    """Which version is asked; None: the live one."""

    version: str | None = None


class Quoted(BaseModel):
    document: str
    ref: str
    headings: list[str]
    page: int | None
    text: str
    key_sentences: list[str]
    score: float


class Sentence(BaseModel):
    """A sentence as it is written, and its place."""

    text: str
    document: str
    ref: str
    label: str
    page: int | None


class SideShape(BaseModel):
    """One of two things, and what the documents say of it; nothing if they do not speak of it."""

    name: str
    sentences: list[Sentence]


class SidesShape(BaseModel):
    """Two things side by side: what is said of both at once, and of each; ``common`` is what they are compared in.

    Of two documents that are compared in nothing in particular the sentences are their top ``headings``.
    """

    common: str
    headings: bool
    both: list[Sentence]
    sides: list[SideShape]


class Answered(BaseModel):
    """An answer from the documents, or the nearest passages of a question that they do not answer."""

    question: str
    status: Verdict
    blank: bool
    read_as: str
    missing: list[str]
    why: list[str]
    took_ms: float
    sentences: list[Sentence]
    sides: SidesShape | None
    more: list[str]
    left: int
    passages: list[Quoted]
    next: list[str]


class Said(BaseModel):
    """A reply to what is no question to the text, such as a greeting."""

    question: str
    status: Literal["answered"]
    intent: str
    reply: str
    passages: list[Quoted]
    next: list[str]


class PassageShape(BaseModel):
    id: str
    document: str
    ref: str
    label: str
    headings: list[str]
    page: int | None
    text: str
    incomplete: bool
    before: str | None
    after: str | None
    version: str


class Passages(BaseModel):
    """The first of the ``total`` passages at a place."""

    version: str
    total: int
    passages: list[PassageShape]


class NodeShape(BaseModel):
    id: str
    depth: int
    label: str
    title: str
    passages: int | None


class OutlineShape(BaseModel):
    """The ``nodes`` directly below a place; ``above`` leads from the document down to it."""

    version: str
    above: list[NodeShape]
    nodes: list[NodeShape]


class DocumentShape(BaseModel):
    title: str
    name: str
    sha256: str
    passages: int


class Documents(BaseModel):
    version: str
    documents: list[DocumentShape]


class Difference(BaseModel):
    given: str
    written: str


class Nearest(BaseModel):
    alike: float
    passage: PassageShape
    differences: list[Difference]


class Checked(BaseModel):
    found: bool
    as_written: bool
    places: list[list[PassageShape]]
    nearest: Nearest | None
    version: str


class VersionShape(BaseModel):
    version: str
    state: str
    created: str
    passages: int
    documents: list[DocumentShape]


class Live(BaseModel):
    """Which version is live now."""

    live: str


class RunShape(BaseModel):
    id: str
    version: str
    by: str
    state: RunState
    asked: int
    total: int
    error: str | None
    report: dict[str, Any] | None


class GapShape(BaseModel):
    id: int
    text: str
    status: str
    thumbs_down: int
    reasons: list[ratings.Reason]
    asked_at: datetime


class GapGroup(BaseModel):
    """Questions that ask much the same, the newest first."""

    texts: list[str]
    gaps: list[GapShape]
