"""Evidence sheets: what several passages say to a broad question, in sentences that each name their place."""

from dataclasses import dataclass, replace

from bot.answering.quotes import Quote, quote_hit
from index.breadth import broad
from index.conversation import points_back
from index.encoder import Encoder
from index.evidence import Evidence, is_off_theme, is_plain
from index.passage_reading import read_alone
from index.search import Ranking, SearchIndex, prepare_all
from index.sheet import (
    FEWEST_PASSAGES,
    FEWEST_SENTENCES,
    MOST_PASSAGES,
    Broadly,
    belonging,
    choose,
    has_several,
    judged,
    may_have_several,
    naming,
)


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
    """The passages ``numbers`` (best first) that together answer the question that is ``broadly`` asked.

    ``named``: all is asked for of a subject that several of them name.
    """

    broadly: Broadly
    numbers: tuple[int, ...]
    named: bool


def several(
    index: SearchIndex, encoder: Encoder, ranking: Ranking, evidence: Evidence, *, alone: bool
) -> Several | None:
    """Return the passages that together answer a broad question; None if at most one does.

    Its subject is encoded for that. A question that may lean on the one before it, and so does not stand ``alone``,
    must ask for everything in so many words, and name that subject.
    """
    asked = broad(ranking.question.text)
    if asked is None or len(ranking.numbers) <= FEWEST_PASSAGES:
        return None
    if not alone and (points_back(ranking.question.folded) or not (asked.in_so_many_words and asked.subject)):
        return None
    if not asked.in_so_many_words and (is_plain(evidence) or is_off_theme(evidence)):
        return None
    subject = asked.subject or ranking.question.folded
    broadly = Broadly(asked, evidence, ranking, index.rank(prepare_all(index, encoder, [subject])[0]))
    if not asked.in_so_many_words and not may_have_several(broadly):
        return None
    readings = read_alone(index, replace(broadly.chosen_from, question=ranking.question))
    named = naming(index, broadly)
    logits = judged(index, broadly, readings)
    numbers = belonging(broadly, logits, named)
    if len(numbers) < FEWEST_PASSAGES or not (asked.in_so_many_words or has_several(broadly, logits)):
        return None
    return Several(broadly, numbers[:MOST_PASSAGES], len(named) >= FEWEST_PASSAGES)


def sheet_of(index: SearchIndex, found: Several, understood: list[str]) -> Sheet | None:
    """Return the sheet of a broad question that was answered; None if all passages say the same or have too little."""
    chosen = choose(index, found.broadly.chosen_from, found.numbers)
    sentences = sum(len(hit.key_sentences) for hit in chosen.shown)
    if len(chosen.shown) < FEWEST_PASSAGES or sentences < FEWEST_SENTENCES:
        return None
    quoted = [tuple(quote_hit(hit, understood, index.manifest) for hit in hits) for hits in (chosen.shown, chosen.more)]
    return Sheet(*quoted)
