"""The figures of a report, as `springboard report --json` prints them; docs/team.md describes each field."""

from dataclasses import dataclass
from datetime import date

from bot.reindexing.catalogue import State
from bot.state.ratings import Reason


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many questions of a day were answered, hedged and refused."""

    day: date
    answered: int
    hedged: int
    refused: int


@dataclass(frozen=True, slots=True)
class AskedOften:
    """The most typical of questions that ask much the same, and how often these were asked."""

    question: str
    times: int


@dataclass(frozen=True, slots=True)
class OpenGap:
    """Questions that ask much the same and that no admin has settled; ``id`` and ``question`` are of the newest."""

    id: int
    question: str
    refused: int
    hedged: int
    thumbs_down: int
    times: int


@dataclass(frozen=True, slots=True)
class ReasonCount:
    reason: Reason
    times: int


@dataclass(frozen=True, slots=True)
class QuotedPassage:
    """How often a passage was quoted, and how many thumbs down the answers got that quoted it first."""

    document: str
    place: str
    heading: str
    quoted: int
    thumbs_down: int


@dataclass(frozen=True, slots=True)
class NeverQuoted:
    """How many of the ``passages`` of a chapter, or of a document without chapters, no kept answer quotes."""

    chapter: str
    never_quoted: int
    passages: int


@dataclass(frozen=True, slots=True)
class SuiteScore:
    """How many of the test cases that count an index version passed before it could go live."""

    version: str
    state: State
    passed: int
    judged: int


@dataclass(frozen=True, slots=True)
class Report:
    """What was asked from the day ``since`` to the day ``until``, both of them included.

    ``often``, ``gaps``, ``reasons`` and ``passages`` begin with the most frequent, ``disliked`` with the passage of
    most thumbs down, ``unquoted`` with the chapter of which most is never quoted. ``scores`` end with the newest
    version.
    """

    since: date
    until: date
    days: tuple[DayCount, ...]
    often: tuple[AskedOften, ...]
    gaps: tuple[OpenGap, ...]
    thumbs_down: int
    reasons: tuple[ReasonCount, ...]
    passages: tuple[QuotedPassage, ...]
    disliked: tuple[QuotedPassage, ...]
    unquoted: tuple[NeverQuoted, ...]
    scores: tuple[SuiteScore, ...]

    @property
    def answered(self) -> int:
        return sum(each.answered for each in self.days)

    @property
    def hedged(self) -> int:
        return sum(each.hedged for each in self.days)

    @property
    def refused(self) -> int:
        return sum(each.refused for each in self.days)

    @property
    def questions(self) -> int:
        """How many questions have a verdict; without any, nothing happened."""
        return self.answered + self.hedged + self.refused
