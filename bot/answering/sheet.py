"""Evidence sheets: what several passages say to a broad question, in sentences that each name their place."""

from dataclasses import dataclass, replace

from bot.answering.quotes import Quote, quote_hit
from index.breadth import broad
from index.conversation import points_back
from index.encoder import Encoder
from index.evidence import Evidence, is_off_theme, is_plain
from index.naming import naming
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
)
from index.types import Hit
from knowledge.places import place_ref

_MOST_BESIDES = 30  # places that are named without a quote; more are no list that somebody opens


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A place that names the subject without a quote: the title of its ``document``, its ``ref`` without parts."""

    document: str
    ref: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The passages that answer a broad question, in the document's order; the key sentences of those ``shown`` answer.

    ``more`` are further passages, of which no sentence is shown at first. If all is asked for, ``named`` passages name
    the subject. ``left`` of these were not chosen, being not among the best; ``besides`` are places of the first.
    """

    shown: tuple[Quote, ...]
    more: tuple[Quote, ...]
    named: int = 0
    left: int = 0
    besides: tuple[NamedPlace, ...] = ()

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

    ``named`` are all passages, ascending, that name the subject, if everything on it is asked for.
    """

    broadly: Broadly
    numbers: tuple[int, ...]
    named: tuple[int, ...]

    @property
    def is_named(self) -> bool:
        """Whether everything is asked for on a subject that several passages name."""
        return len(self.named) >= FEWEST_PASSAGES

    @property
    def is_named_once(self) -> bool:
        """Whether everything is asked for on a subject that one passage names."""
        return len(self.named) == 1


def several(
    index: SearchIndex, encoder: Encoder, ranking: Ranking, evidence: Evidence, *, alone: bool
) -> Several | None:
    """Return the passages that together answer a broad question, or the only one that names its subject.

    None if there are no such passages.

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
    named = naming(index, asked.subject if asked.in_so_many_words else "", MOST_PASSAGES)
    logits = judged(index, broadly, readings)
    numbers = belonging(broadly, logits, named)
    if len(numbers) < FEWEST_PASSAGES and len(named) != 1:
        return None
    if not (asked.in_so_many_words or has_several(broadly, logits)):
        return None
    return Several(broadly, numbers[:MOST_PASSAGES], tuple(named.tolist()))


def sheet_of(index: SearchIndex, found: Several, understood: list[str]) -> Sheet | None:
    """Return the sheet of a broad question that was answered; None if all passages say the same or have too little."""
    chosen = choose(index, found.broadly.chosen_from, found.numbers)
    sentences = sum(len(hit.key_sentences) for hit in chosen.shown)
    if len(chosen.shown) < FEWEST_PASSAGES or sentences < FEWEST_SENTENCES:
        return None
    shown, more = (tuple(_quoted(index, hit, understood) for hit in hits) for hits in (chosen.shown, chosen.more))
    left = sorted({*found.named} - {*found.numbers})
    places = dict.fromkeys(_place(index, row) for row in left[:_MOST_BESIDES])  # the parts of a point are in one
    named = len(found.named) if found.is_named else 0
    return Sheet(shown, more, named=named, left=len(left), besides=tuple(places))


def _quoted(index: SearchIndex, hit: Hit, understood: list[str]) -> Quote:
    """Quote what was found; of a table all of whose rows answer the best, since the line above it says nothing."""
    quote = quote_hit(hit, understood, index.manifest)
    if quote.table is None or quote.columns or not hit.key_sentences:
        return quote
    return replace(quote, key_sentences=(hit.passage.sentences[hit.key_sentences[0]],))


def _place(index: SearchIndex, row: int) -> NamedPlace:
    passage = index.passages[row]
    return NamedPlace(passage.document, place_ref(passage))
