"""The outcomes of cases."""

from dataclasses import dataclass
from typing import Literal

from bot.suites.cases import Case
from index.evidence import Verdict

CaseVerdict = Literal["passed", "failed", "known-failure", "unexpected-pass", "skipped"]
UnmetCode = Literal[
    "status", "passages", "nowhere", "contains", "lacks", "sentences", "sides", "side-empty", "blank", "intent", "time"
]

MAX_RANK = 10  # the lowest rank that counts for hit@k and MRR


@dataclass(frozen=True, slots=True)
class Found:
    """A passage in an answer: its place, score, and number (row) in the index."""

    ref: str
    headings: tuple[str, ...]
    score: float
    number: int


@dataclass(frozen=True, slots=True)
class Pieces:
    """How many pieces were ``wanted`` in an answer and ``found``, and how many of its ``places`` are ``right``."""

    wanted: int
    found: int
    places: int
    right: int


@dataclass(frozen=True, slots=True)
class Reply:
    """A summary of an answer: its best passages, and which rank an expected one has.

    ``expected`` are the numbers (rows) of the expected passages, ascending. ``rank`` (from 1) and ``number`` are those
    of the expected passage with the best rank, None if none is among the first `MAX_RANK` (or the first ``within``, if
    that is more). ``pieces`` are those of its sentences that were expected, None if none were.
    """

    question: str
    status: Verdict
    blank: bool
    missing: tuple[str, ...]
    top: tuple[Found, ...]
    expected: tuple[int, ...]
    rank: int | None
    number: int | None
    took_ms: float
    pieces: Pieces | None = None


@dataclass(frozen=True, slots=True)
class Unmet:
    """An expectation that turn number ``turn`` (from 1) did not meet; ``wanted`` and ``got`` are for people to read."""

    turn: int
    code: UnmetCode
    wanted: str
    got: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A case of the suite named ``suite``, a reply for each of its turns, and what they did not meet.

    A case that was ``skipped`` was not asked and has no replies; of one asked ``partly`` not all that it expects was.
    """

    suite: str
    case: Case
    replies: tuple[Reply, ...]
    unmet: tuple[Unmet, ...]
    skipped: bool = False
    partly: bool = False

    @property
    def key(self) -> tuple[str, str]:
        return self.suite, self.case.id

    @property
    def verdict(self) -> CaseVerdict:
        if self.skipped:
            return "skipped"
        if self.case.known_to_fail:
            return "known-failure" if self.unmet else "unexpected-pass"
        return "failed" if self.unmet else "passed"

    @property
    def took_ms(self) -> float:
        return sum(reply.took_ms for reply in self.replies)
