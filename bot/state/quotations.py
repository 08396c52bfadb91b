"""What answers quoted, kept with the question in the same transaction and deleted with it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from bot.state.database import Database
from bot.state.tables import QuestionRow, QuotationRow

EARLIER = "earlier"  # said of what was quoted from an earlier edition: that it is another now was told with it
HEADING = "heading"  # said of a heading, which is no passage


@dataclass(frozen=True, slots=True)
class Quotation:
    """A passage as it was quoted: its document (title, file name, SHA-256, date if it has one), place and text.

    Of a ``heading`` that was set beside those of another document, ``text`` is its title.

    ``key_sentences`` are spans of ``text``. ``version`` is the index version that has it: the one that answered, or if
    it is ``earlier`` one that was live before. ``added`` is the day on which the document was added, as ISO 8601, empty
    if that was not kept.
    """

    document: str
    name: str
    sha256: str
    dated: str
    version: str
    ref: str
    label: str
    headings: tuple[str, ...]
    page: int | None
    text: str
    key_sentences: tuple[tuple[int, int], ...]
    earlier: bool = False
    added: str = ""
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """A question that was dealt with: its text, when it was asked, its status, and what its answer quoted."""

    question: str
    asked_at: datetime
    status: str
    quotations: tuple[Quotation, ...]


async def keep_quotations(
    session: AsyncSession, chat_id: int, message_id: int, quotations: Sequence[Quotation]
) -> None:
    """Keep what the answer to the question in that message quotes, in place of what an earlier answer quoted."""
    here = (QuotationRow.chat_id == chat_id, QuotationRow.message_id == message_id)
    await session.execute(delete(QuotationRow).where(*here))
    session.add_all(_row(chat_id, message_id, position, each) for position, each in enumerate(quotations))


async def delete_quotations(session: AsyncSession, questions: ColumnElement[bool]) -> None:
    """Delete what the answers to those ``questions``, a condition on `QuestionRow`, quote.

    Call it before the questions are deleted.
    """
    await session.execute(delete(QuotationRow).where(exists().where(same_message(), questions)))


async def recorded(
    database: Database,
    since: datetime,
    most: int,
    *,
    user_id: int | None = None,
    chat_id: int | None = None,
    thread_id: int | None = None,
) -> list[Recorded]:
    """Return the newest ``most`` questions asked since then that have a verdict, the oldest first.

    They are those of one person, of one chat, or of one topic of a chat (0: of none), as far as these are given. What
    was answered without a quote, as a greeting is, is no question to the documents.
    """
    chosen = select(QuestionRow).where(has_verdict(by_headings=True), QuestionRow.asked_at >= since)
    for column, value in ((QuestionRow.user_id, user_id), (QuestionRow.chat_id, chat_id)):
        if value is not None:
            chosen = chosen.where(column == value)
    if thread_id is not None:
        chosen = chosen.where(func.coalesce(QuestionRow.thread_id, 0) == thread_id)
    newest = chosen.order_by(QuestionRow.asked_at.desc(), QuestionRow.id.desc()).limit(most).subquery()
    same = (QuotationRow.chat_id == newest.c.chat_id) & (QuotationRow.message_id == newest.c.message_id)
    found: dict[tuple[int, int], list[Quotation]] = defaultdict(list)
    async with database.read() as session:
        questions = (await session.execute(select(newest))).all()
        for row in await session.scalars(select(QuotationRow).join(newest, same).order_by(QuotationRow.position)):
            found[row.chat_id, row.message_id].append(_quotation(row))
    return [
        Recorded(each.text, each.asked_at, each.status, tuple(found[each.chat_id, each.message_id]))
        for each in reversed(questions)
    ]


def has_verdict(*, by_headings: bool = False) -> ColumnElement[bool]:
    """Return the condition on `QuestionRow` that it is a question to the documents, and was dealt with.

    One that headings answered counts only if ``by_headings``.
    """
    counts = true() if by_headings else QuotationRow.told.is_distinct_from(HEADING)
    quoted = exists().where(same_message(), counts).correlate(QuestionRow)  # also where quotations are selected
    return QuestionRow.status.in_(("hedged", "refused")) | ((QuestionRow.status == "answered") & quoted)


def same_message() -> ColumnElement[bool]:
    """Return the condition that a quotation is of the answer to a question."""
    return (QuestionRow.chat_id == QuotationRow.chat_id) & (QuestionRow.message_id == QuotationRow.message_id)


def _row(chat_id: int, message_id: int, position: int, quotation: Quotation) -> QuotationRow:
    return QuotationRow(
        chat_id=chat_id, message_id=message_id, position=position, document=quotation.document, name=quotation.name,
        sha256=quotation.sha256, dated=quotation.dated, added=quotation.added, version=quotation.version,
        ref=quotation.ref, label=quotation.label, headings=list(quotation.headings), page=quotation.page,
        text=quotation.text,
        key=[edge for span in quotation.key_sentences for edge in span],
        told=HEADING if quotation.heading else EARLIER if quotation.earlier else None,
    )  # fmt: skip


def _quotation(row: QuotationRow) -> Quotation:
    return Quotation(
        document=row.document, name=row.name, sha256=row.sha256, dated=row.dated, added=row.added, version=row.version,
        ref=row.ref, label=row.label, headings=tuple(row.headings), page=row.page, text=row.text,
        key_sentences=tuple(zip(row.key[::2], row.key[1::2], strict=True)), earlier=row.told == EARLIER,
        heading=row.told == HEADING,
    )  # fmt: skip
