"""The questions of a period that have a verdict, with what was quoted and the thumbs down; who asked is left out."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import select

from bot.languages import Language
from bot.state.curation import Gap
from bot.state.database import Database
from bot.state.questions import Status
from bot.state.quotations import has_verdict, same_message
from bot.state.ratings import Reason
from bot.state.tables import FeedbackRow, QuestionRow, QuotationRow


@dataclass(frozen=True, slots=True)
class Cited:
    """A passage that was quoted: its document's title, its text, and its place as it was then."""

    document: str
    text: str
    label: str
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ThumbDown:
    """A thumb down with its reason, and the id of the passage that was quoted first, empty if it is not known."""

    reason: Reason | None
    passage: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with its verdict, and whether an admin has ``settled`` it."""

    id: int
    text: str
    language: Language
    status: Status
    asked_at: datetime
    settled: bool
    quoted: tuple[Cited, ...]
    thumbs_down: tuple[ThumbDown, ...]

    @property
    def gap(self) -> Gap | None:
        """The question as a gap, None if it was answered and nobody disliked the answer, or it is settled."""
        if self.settled or (self.status == "answered" and not self.thumbs_down):
            return None
        reasons = tuple(thumb.reason for thumb in self.thumbs_down if thumb.reason)
        return Gap(self.id, self.text, self.language, self.status, len(self.thumbs_down), reasons, self.asked_at)


async def judged_between(database: Database, since: datetime, until: datetime) -> list[Judged]:
    """Return the questions asked from ``since`` on and before ``until`` that have a verdict, the newest first.

    All thumbs down on their answers count, also later ones.
    """
    asked = (QuestionRow.asked_at >= since, QuestionRow.asked_at < until, has_verdict())
    places = (QuotationRow.chat_id, QuotationRow.message_id)
    columns = (*places, QuotationRow.document, QuotationRow.text, QuotationRow.label, QuotationRow.headings)
    cited: dict[tuple[int, int], list[Cited]] = defaultdict(list)
    thumbs: dict[tuple[int, int], list[ThumbDown]] = defaultdict(list)
    async with database.read() as session:
        quotes = select(*columns).join(QuestionRow, same_message()).where(*asked)
        for chat, message, document, text, label, headings in await session.execute(
            quotes.order_by(*places, QuotationRow.position)
        ):
            cited[chat, message].append(Cited(document, text, label, tuple(headings)))
        for row in await session.scalars(select(FeedbackRow).where(FeedbackRow.thumb < 0)):
            down = ThumbDown(cast("Reason | None", row.reason), row.passage)
            thumbs[row.chat_id, row.message_id].append(down)
        rows = await session.scalars(select(QuestionRow).where(*asked).order_by(QuestionRow.id.desc()))
        return [
            Judged(
                id=row.id,
                text=row.text,
                language=cast(Language, row.language),
                status=cast(Status, row.status),
                asked_at=row.asked_at,
                settled=row.remedy is not None,
                quoted=tuple(cited[row.chat_id, row.message_id]),
                thumbs_down=tuple(down for answer in row.answers for down in thumbs[row.chat_id, answer]),
            )
            for row in rows
        ]


async def ever_quoted(database: Database) -> set[tuple[str, str]]:
    """Return the document and text of every passage that a kept answer quotes."""
    async with database.read() as session:
        rows = await session.execute(select(QuotationRow.document, QuotationRow.text).distinct())
        return {(document, text) for document, text in rows}
