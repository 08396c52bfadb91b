"""Evidence sheets: what several passages say to a broad question, in sentences that each name their place."""

from dataclasses import dataclass

import numpy as np

from bot.answering.quotes import Quote, quote_hit
from index.breadth import Broad, broad
from index.conversation import points_back
from index.encoder import Encoder
from index.evidence import Evidence, is_plain
from index.passage_reading import read_next
from index.search import Ranking, SearchIndex, prepare
from index.sheet import FEWEST_PASSAGES, belonging, choose, has_several, may_have_several, naming


@dataclass(frozen=True, slots=True)
class Sheet:
    """The passages that answer a broad question, in the document's order; the key sentences of those ``shown`` answer.

    ``more`` are further passages, of which no sentence is shown at first.
    """

    shown: tuple[Quote, ...]
    more: tuple[Quote, ...]

    @property
    def listed(self) -> tuple[Quote, ...]:
        """The passages in the order in which their sentences are numbered."""
        return self.shown

    @property
    def quotes(self) -> tuple[Quote, ...]:
        """All its passages."""
        return (*self.shown, *self.more)


@dataclass(frozen=True, slots=True)
class Several:
    """The passages ``numbers`` (best first) that together may answer a question that is ``asked`` broadly.

    ``ranking`` chose them: that of the question or of its subject. ``named``: all is asked for of a subject that
    several of them name.
    """

    asked: Broad
    ranking: Ranking
    numbers: tuple[int, ...]
    named: bool


def several(
    index: SearchIndex, encoder: Encoder, ranking: Ranking, evidence: Evidence, *, alone: bool
) -> Several | None:
    """Return the passages that may together answer a broad question; None if at most one does.

    If it asks for everything in so many words, what counts is its subject, which is encoded for that. One that may lean
    on the question before it, and so does not stand ``alone``, must name that subject.
    """
    asked = broad(ranking.question.text)
    if asked is None or len(ranking.numbers) <= FEWEST_PASSAGES:
        return None
    if not alone and (points_back(ranking.question.folded) or not (asked.in_so_many_words and asked.subject)):
        return None
    if asked.in_so_many_words and asked.subject:
        ranking = index.rank(prepare(asked.subject, encoder.queries([asked.subject])[0]))
    elif is_plain(evidence) or not may_have_several(evidence, float(ranking.scores.max()), asked):
        return None
    numbers = belonging(index, ranking, asked)
    if not asked.in_so_many_words:
        numbers = (*numbers, *(number for number in evidence.overview if number not in numbers))
    named = len(naming(index, ranking, asked)) >= FEWEST_PASSAGES
    return Several(asked, ranking, numbers, named) if len(numbers) >= FEWEST_PASSAGES else None


def sheet_of(
    index: SearchIndex, found: Several, ranking: Ranking, evidence: Evidence, understood: list[str]
) -> Sheet | None:
    """Return the sheet of a broad question that was answered; None if one passage of its ``ranking`` answers it."""
    if not found.asked.in_so_many_words:
        best = float(np.max(ranking.scores))
        if not has_several(evidence, best, found.asked, read_next(index, ranking)):
            return None
    chosen = choose(index, found.ranking, found.numbers)
    if len(chosen.shown) < FEWEST_PASSAGES:
        return None
    quoted = [tuple(quote_hit(hit, understood, index.manifest) for hit in hits) for hits in (chosen.shown, chosen.more)]
    return Sheet(*quoted)
