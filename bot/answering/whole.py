"""A section or chapter that a question is on as a whole, and its best passages."""

from dataclasses import dataclass
from itertools import takewhile

from bot.answering.quotes import Quote, quote_hit
from index.evidence import Evidence
from index.search import Ranking, SearchIndex

_MOST_PASSAGES = 5


@dataclass(frozen=True, slots=True)
class Whole:
    """The section or chapter that an overview is of: its ``label`` and ``title``, and the number of its passages."""

    label: str
    title: str
    passages: int


def overview_of(index: SearchIndex, ranking: Ranking, understood: list[str], evidence: Evidence) -> tuple[Quote, ...]:
    """Return the best passages of the section that the question is on, in the document's order."""
    hits = index.hits(ranking, _MOST_PASSAGES, among=evidence.overview) if evidence.overview else []
    hits.sort(key=lambda hit: hit.number)
    return tuple(quote_hit(hit, understood, index.manifest) for hit in hits)


def whole_of(index: SearchIndex, evidence: Evidence) -> Whole:
    """Return the lowest section or chapter that has all passages of the overview."""
    passages = [index.passages[number] for number in evidence.overview]
    levels = zip(*(passage.headings for passage in passages), strict=False)
    lowest = len(list(takewhile(lambda titles: len(set(titles)) == 1, levels))) - 1
    return Whole(passages[0].heading_labels[lowest], passages[0].headings[lowest], len(passages))
