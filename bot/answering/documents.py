"""Answer a question that compares two documents as such: in what was asked before it, else by their top headings."""

from dataclasses import replace

from bot.answering.assistant import Answer, Assistant, Turn
from bot.answering.headings import live_one, with_headings
from bot.answering.lacking import lacking_in
from bot.answering.shown import shown_rows
from bot.answering.sides import sides_of
from index.compared import Compared
from index.documents_asked import compared_in, documents_compared, goes_on
from index.editions import edition_asked
from index.evidence import weigh
from index.sides import find_sides
from index.types import Manifest


def on_documents(assistant: Assistant, message: str, before: Turn | str | None, limit: int) -> Answer | None:
    """Answer a question that compares two documents as such; None if it does not, or they have no headings.

    "What does each of them say?" goes on from the question ``before``, so they are compared in what that asks. A
    question for what they say on a subject of its own is answered by sentences as any comparison, see `index.sides`.
    """
    titles = documents_compared(assistant.snapshot.index.manifest, message)
    if titles is None:
        return None
    topic = topic_before(assistant.snapshot.index.manifest, before) if goes_on(message) else ""
    if topic and (answer := _compared_in(topic, assistant, message, titles, limit)):
        return answer
    first, second = (live_one(assistant.snapshot, title) for title in titles)
    return with_headings(assistant, message, first, second, limit)


def topic_before(manifest: Manifest, before: Turn | str | None) -> str:
    """Return what the question ``before`` asks: all of it, of one on documents or editions what it asks of them."""
    asked = before.ranking.question.text if isinstance(before, Turn) else before or ""
    comparison = compared_in(manifest, asked)
    if comparison and comparison.titles:
        return comparison.common
    if edition := edition_asked(asked):
        return edition.topic
    return "" if documents_compared(manifest, asked) else asked


def _compared_in(topic: str, assistant: Assistant, message: str, titles: tuple[str, str], limit: int) -> Answer | None:
    """Return what two documents say on a topic side by side; None if neither says anything."""
    index, answer = assistant.snapshot.index, assistant.ask(topic, None, limit)
    ranking = answer.turn.ranking
    evidence, question = weigh(index, ranking), ranking.question
    asked = Compared(*titles, common=topic, titles=titles)
    found = find_sides(index, ranking, evidence, asked, (question, question))
    if found is None:
        return None
    sides = sides_of(index, found)
    rows = tuple(quote.number for quote in sides.shown)
    return replace(
        answer,
        question=message,
        status="answered",
        blank=False,
        lacking=lacking_in(index, ranking, evidence, "answered"),
        overview=(),
        whole=None,
        turn=replace(answer.turn, shown=shown_rows(answer.version, rows)),
        sheet=None,
        sides=sides,
    )
