"""Set an earlier edition of a document beside the live one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.answering.asides import Aside, no_edition
from bot.answering.assistant import Answer, Assistant, Turn
from bot.answering.documents import topic_before
from bot.answering.headings import earlier_one, live_one, with_headings
from bot.answering.quotes import Quote, quote_hit
from bot.answering.shown import shown_rows
from bot.answering.sides import Side, Sides
from index.conversation import points_back
from index.documents_asked import compared_in, compares_documents, documents_of_year
from index.editions import Edition, edition_asked
from index.search import Question, Ranking, SearchIndex, prepare_all
from index.sides import in_document
from index.years_asked import with_years
from knowledge.changes import almost_same
from knowledge.script import fold

_MOST_OF_AN_EDITION = 3  # passages

_Asked = tuple[SearchIndex, Question]  # an index, and the question ready to be looked up in it


def on_editions(assistant: Assistant, message: str, before: Turn | str | None, limit: int) -> Answer | Aside | None:
    """Answer a question on an earlier edition by both editions, and one on a live one by that; None if it names none.

    Without a topic of its own it asks what the question ``before`` asked; if there is none, the editions' headings are
    set side by side, and where only the live one is kept, an aside says so.
    """
    asked, live = edition_asked(message), assistant.snapshot.index
    if asked is None:  # as mostly; to look for what is compared takes longer
        return None
    compared = compared_in(live.manifest, message)
    if compared and compared.titles:
        return None
    topic = asked.topic
    if not topic or points_back(fold(topic)):
        topic = topic_before(live.manifest, before)
    of_years = {year: documents_of_year(live.manifest, year) for year in asked.years}
    years = tuple(year for year, titles in of_years.items() if not titles)
    if topic and asked.years and not years:
        titles = [title for titles in of_years.values() for title in titles]
        return replace(assistant.within(titles).ask(topic, None, limit), question=message)
    if assistant.earlier is None or not (topic or compares_documents(message)):
        return None
    edition = assistant.earlier.find(live.manifest, years)
    earlier = assistant.earlier.load(edition.version) if edition else None
    if not topic:
        if edition is None or earlier is None:
            return no_edition(assistant.snapshot)
        before_it = earlier_one(earlier, edition.document.title)
        now = live_one(assistant.snapshot, edition.title)
        return with_headings(assistant, message, before_it, now, limit)
    answer = assistant.ask(topic, None, limit)
    if edition is None or earlier is None:
        return replace(answer, question=message, only_edition=True)
    question = answer.turn.ranking.question
    # Only one of the two indexes may have sample questions.
    (asked_then,) = prepare_all(earlier, assistant.encoder, [question.text])
    sides = editions_beside((live, question), (earlier, asked_then), edition)
    if not (sides.both or sides.first.quotes or sides.second.quotes):
        return replace(answer, question=message)
    rows = tuple(quote.number for quote in sides.listed if quote.version == answer.version)
    turn = replace(answer.turn, shown=shown_rows(answer.version, rows)) if rows else answer.turn
    shown = replace(answer, question=message, status="answered", blank=False, turn=turn)
    return replace(shown, overview=(), whole=None, sheet=None, sides=sides)


def with_years_of_reports(assistant: Assistant, message: str) -> str:
    """Return ``message`` with a year where it names the report of last year, if one of that year is live or kept."""
    live, earlier = assistant.snapshot.index.manifest, assistant.earlier

    def is_there(year: str) -> bool:
        return bool(documents_of_year(live, year) or (earlier and earlier.find(live, (year,))))

    return with_years(message, assistant.today, is_there) if assistant.today else message


def editions_beside(live: _Asked, earlier: _Asked, edition: Edition) -> Sides:
    """Return what both editions say to the question; what they say in the same words comes once.

    Before an edition is said to be silent, it is looked for what is almost the same as what the other one says.
    """
    (index, question), then = live, edition.document
    before, now = _Found.of(*earlier, then.title), _Found.of(*live, edition.title)
    before, now = before or before.twins_of(now), now or now.twins_of(before)
    said_before, said_now = before.quotes, now.quotes
    same = {quote.text for quote in said_before} & {quote.text for quote in said_now}
    places = [quote.ref for quote in said_before]
    # What stands in the same place goes together.
    said_now.sort(key=lambda quote: places.index(quote.ref) if quote.ref in places else len(places))
    return Sides(
        first=Side(then.title, _without(said_before, same), then),
        second=Side(edition.title, _without(said_now, same), index.manifest.document(edition.title)),
        both=tuple(quote for quote in said_now if quote.text in same),
        common=question.text,
        more=(),
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """The passages ``numbers`` of an edition that answer, the best first, of those of its document in ``ranking``."""

    index: SearchIndex
    ranking: Ranking
    numbers: tuple[int, ...]

    @classmethod
    def of(cls, index: SearchIndex, question: Question, title: str) -> "_Found":
        ranking, numbers = in_document(index, title, question)
        return cls(index, ranking, numbers[:_MOST_OF_AN_EDITION])

    def __bool__(self) -> bool:
        return bool(self.numbers)

    def twins_of(self, other: "_Found") -> "_Found":
        """Return what is almost the same in this edition as that which answers in the ``other``."""
        ours = self.index.passages_at(self.ranking.numbers)
        rows = almost_same(other.index.passages_at(np.array(other.numbers, np.int64)), ours) if other else []
        return replace(self, numbers=tuple(self.ranking.numbers[rows].tolist()))

    @property
    def quotes(self) -> list[Quote]:
        hits = self.index.hits(self.ranking, len(self.numbers), among=self.numbers) if self else []
        return [quote_hit(hit, [self.ranking.question.text], self.index.manifest) for hit in hits]


def _without(quotes: Sequence[Quote], texts: set[str]) -> tuple[Quote, ...]:
    return tuple(quote for quote in quotes if quote.text not in texts)
