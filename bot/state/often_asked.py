"""The questions that several people asked and that were answered well."""

from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.state.database import Database
from bot.state.quotations import HEADING
from bot.state.tables import FeedbackRow, QuestionRow, QuotationRow

_LEAST_PEOPLE = 2  # nobody is to see what only one person asked
_MOST = 30  # questions

_FIRST_QUOTE = and_(
    QuotationRow.chat_id == QuestionRow.chat_id,
    QuotationRow.message_id == QuestionRow.message_id,
    QuotationRow.position == 0,
    QuotationRow.told.is_distinct_from(HEADING),
)


@dataclass(frozen=True, slots=True)
class OftenAsked:
    """A question, by the id of the last time it was asked, and the document and text of what was quoted first then."""

    id: int
    text: str
    document: str
    passage: str


async def often_asked(database: Database) -> list[OftenAsked]:
    """Return the questions that most people asked in the same words, those of most people first.

    Only answers that quote something count. A question is left out if an admin dealt with it as a gap or one of its
    answers got a thumb down.
    """
    people, latest = func.count(QuestionRow.user_id.distinct()), func.max(QuestionRow.id)
    answered = select(latest).join(QuotationRow, _FIRST_QUOTE).where(QuestionRow.status == "answered")
    by_text = answered.where(QuestionRow.remedy.is_(None)).group_by(QuestionRow.text).having(people >= _LEAST_PEOPLE)
    chosen = select(QuestionRow.id, QuestionRow.text, QuotationRow.document, QuotationRow.text.label("passage"))
    async with database.read() as session:
        ids = list(await session.scalars(by_text.order_by(people.desc(), latest.desc()).limit(_MOST)))
        rows = await session.execute(chosen.join(QuotationRow, _FIRST_QUOTE).where(QuestionRow.id.in_(ids)))
        found = {row.id: OftenAsked(row.id, row.text, row.document, row.passage) for row in rows}
        disliked = await _disliked(session, [each.text for each in found.values()])
    return [found[number] for number in ids if number in found and found[number].text not in disliked]


async def asked_text(database: Database, question_id: int) -> str | None:
    """Return the question with that id, None if it was deleted."""
    async with database.read() as session:
        row = await session.get(QuestionRow, question_id)
        return row.text if row else None


async def _disliked(session: AsyncSession, texts: list[str]) -> set[str]:
    """Return those of ``texts`` of which an answer got a thumb down."""
    if not texts:
        return set()
    thumbs = select(FeedbackRow.chat_id, FeedbackRow.message_id).where(FeedbackRow.thumb < 0)
    down = {(chat_id, message_id) for chat_id, message_id in await session.execute(thumbs)}
    asked = select(QuestionRow.text, QuestionRow.chat_id, QuestionRow.answers).where(QuestionRow.text.in_(texts))
    rows = await session.execute(asked)
    return {text for text, chat_id, answers in rows if any((chat_id, answer) in down for answer in answers)}
