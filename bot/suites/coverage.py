"""Coverage: how much of an index a run asked about, and where the index confused two passages."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.suites.outcomes import Outcome, Reply
from knowledge.types import Passage


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a section or a passage: document, ref and headings."""

    document: str
    ref: str
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Confusion:
    """Two passages, one of which came first ``times`` times when the other was expected, in either direction."""

    first: Place
    second: Place
    times: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """Sections that no case expects, passages that are never the best answer, and confusions, the most frequent first.

    ``sections`` and ``passages`` are the numbers of sections and passages in the index.
    """

    sections: int
    passages: int
    not_asked: tuple[Place, ...]
    never_best: tuple[Place, ...]
    confusions: tuple[Confusion, ...]


def cover(outcomes: Sequence[Outcome], passages: Sequence[Passage]) -> Coverage:
    """Return how much ``outcomes`` cover of an index with these ``passages``."""
    replies = [reply for outcome in outcomes for reply in outcome.replies]
    asked = {_section(passages[number]) for reply in replies for number in reply.expected}
    best = {reply.top[0].number for reply in replies if reply.top and reply.status != "refused"}
    sections = dict.fromkeys(map(_section, passages))
    confused = Counter(pair for reply in replies if (pair := _confused(reply)))
    return Coverage(
        sections=len(sections),
        passages=len(passages),
        not_asked=tuple(section for section in sections if section not in asked),
        never_best=tuple(_place(passage) for number, passage in enumerate(passages) if number not in best),
        confusions=tuple(
            Confusion(_place(passages[first]), _place(passages[second]), times)
            for (first, second), times in sorted(confused.items(), key=lambda item: (-item[1], item[0]))
        ),
    )


def _confused(reply: Reply) -> tuple[int, int] | None:
    """Return the rows of the passage that came first and of the expected one, the smaller first; None if not confused.

    If several passages are expected, the one with the best rank counts. If none of these was found, return None, since
    it is not known which one was meant.
    """
    if not reply.expected or not reply.top or reply.rank == 1 or reply.status == "refused":
        return None
    wanted = reply.expected[0] if len(reply.expected) == 1 else reply.number
    if wanted is None:
        return None
    return min(wanted, reply.top[0].number), max(wanted, reply.top[0].number)


def _section(passage: Passage) -> Place:
    """Return the section of a passage, which its headings name; a document without headings is one section."""
    parts = passage.ref.split("/")[0].split(".")
    return Place(passage.document, ".".join(parts[: len(passage.headings)]), passage.headings)


def _place(passage: Passage) -> Place:
    return Place(passage.document, passage.ref, passage.headings)
