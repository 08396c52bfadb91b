"""Which passages people were quoted lately, in which words, and to whom each was quoted."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, Text, func, select
from sqlalchemy import cast as as_type

from bot.languages import Language
from bot.state.database import Database
from bot.state.quotations import EARLIER, HEADING
from bot.state.tables import QuestionRow, QuotationRow

# What an earlier edition says does not change, and a heading is no passage.
_FROM_LIVE = func.coalesce(QuotationRow.told, "").not_in((EARLIER, HEADING))

Key = tuple[int, int, int]  # of a quotation: chat, message, position


@dataclass(frozen=True, slots=True)
class QuotedPassage:
    """A passage as it was quoted from ``version``; ``told``: somebody was told that it has become something else."""

    version: str
    document: str
    ref: str
    label: str
    headings: tuple[str, ...]
    text: str
    told: bool = False


@dataclass(frozen=True, slots=True)
class QuotedTo:
    """Who was quoted a passage, in answer to the question in that message, and the language of the question."""

    user_id: int
    chat_id: int
    message_id: int
    position: int
    language: Language

    @property
    def key(self) -> Key:
        return self.chat_id, self.message_id, self.position


async def quoted_passages(database: Database, since: datetime) -> list[QuotedPassage]:
    """Return the passages quoted since then, each once for each version and text."""
    same = QuotationRow.version, QuotationRow.document, QuotationRow.ref, QuotationRow.text
    headings = func.min(as_type(QuotationRow.headings, Text))  # those of one version and place are the same
    columns = (*same, func.min(QuotationRow.label), headings, func.count(QuotationRow.told))
    chosen = (
        select(*columns).join(QuestionRow, _asked()).where(QuestionRow.asked_at >= since, _FROM_LIVE).group_by(*same)
    )
    async with database.read() as session:
        return [
            QuotedPassage(version, document, ref, label, tuple(json.loads(above)), text, bool(told))
            for version, document, ref, text, label, above, told in await session.execute(chosen)
        ]


async def quoted_to(database: Database, passage: QuotedPassage, since: datetime, state: str | None) -> list[QuotedTo]:
    """Return to whom a passage was quoted since then who were not told yet that its state is ``state``."""
    columns = QuestionRow.user_id, QuotationRow.chat_id, QuotationRow.message_id, QuotationRow.position
    chosen = select(*columns, QuestionRow.language).join(QuestionRow, _asked())
    chosen = chosen.where(
        QuotationRow.version == passage.version,
        QuotationRow.ref == passage.ref,
        QuotationRow.document == passage.document,
        QuotationRow.text == passage.text,
        QuotationRow.told.is_distinct_from(state),
        _FROM_LIVE,
        QuestionRow.asked_at >= since,
    )
    async with database.read() as session:
        return [
            QuotedTo(user_id, chat_id, message_id, position, cast(Language, language))
            for user_id, chat_id, message_id, position, language in await session.execute(chosen)
        ]


async def documents_quoted(database: Database, user_id: int) -> list[str]:
    """Return the titles of the documents that a person was quoted."""
    titles = select(QuotationRow.document).join(QuestionRow, _asked()).where(QuestionRow.user_id == user_id)
    async with database.read() as session:
        return list(await session.scalars(titles.distinct()))


def _asked() -> ColumnElement[bool]:
    return (QuestionRow.chat_id == QuotationRow.chat_id) & (QuestionRow.message_id == QuotationRow.message_id)
