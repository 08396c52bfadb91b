"""The message that tells a person news: answers to what they waited for, and changes to what they were quoted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.answering.assistant import Answer
from bot.answering.outline import Outline
from bot.answering.recording import quotations_of
from bot.answering.snapshot import Snapshot
from bot.answering.wording import written
from bot.i18n import say
from bot.languages import LANGUAGES, Language
from bot.state.bells import Bell
from bot.state.mutes import ALL, digest_of
from bot.state.quotations import Quotation
from bot.telegram.context import Services
from bot.telegram.keyboards import rows_below_quotes, shortened
from bot.telegram.packed import Row, button
from bot.telegram.rendering import answer_text
from bot.telegram.rich import Rich, join
from bot.telegram.telling_buttons import MuteButton
from bot.telling.changes import Change
from bot.telling.wording import bell_line, digest_lines

_MOST_MUTES = 3  # documents that a message offers to mute


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a question that people waited for: its text in each language, and what it quotes.

    ``row`` is that of the passage that the buttons open, None if it quotes only an earlier edition.
    """

    texts: Mapping[Language, Rich]
    row: int | None
    quotations: tuple[Quotation, ...]


def found_in(answer: Answer, snapshot: Snapshot, services: Services) -> Found:
    """Return what is told of an answer, which ``snapshot`` gave; what is not told is not kept in memory."""
    best = max(answer.quoted, key=lambda quote: quote.score, default=None)
    texts = {language: answer_text(answer, language, services.script(language)) for language in LANGUAGES}
    return Found(texts, best.number if best else None, quotations_of(answer, snapshot))


def news_message(
    bells: Sequence[tuple[Bell, Found]],
    changes: Sequence[Change],
    outline: Outline,
    language: Language,
    *,
    opening: bool,
) -> tuple[Rich, InlineKeyboardMarkup | None]:
    """Return the text of a message and the buttons below it; ``outline`` is that of the live index.

    Without ``opening`` there are none that open passages, which members of groups may not do in private.
    """
    parts: list[Rich] = []
    rows: list[Sequence[InlineKeyboardButton]] = []
    for place, (bell, found) in enumerate(bells, start=1):
        number = f"{place}. " if len(bells) > 1 else ""
        parts += [Rich(number + bell_line(bell, language)), found.texts[language]]
    quoted = {place: found.row for place, (_, found) in enumerate(bells, start=1) if found.row is not None}
    if opening:
        rows += rows_below_quotes(outline, quoted, language, numbered=len(bells) > 1)
    if changes:
        parts.append(Rich("\n".join(digest_lines(changes, language))))
        rows += _mute_rows(list(dict.fromkeys(change.old.document for change in changes)), language)
    return join(parts, "\n\n"), InlineKeyboardMarkup(rows) if rows else None


def _mute_rows(titles: Sequence[str], language: Language) -> list[Row]:
    """Return a button for each of the first documents, and one for all, that tell no more of their changes."""
    script = LANGUAGES[language].script
    rows = []
    for title in titles[:_MOST_MUTES]:
        label = say(language, "news.mute", title=shortened(written(title, script)))
        rows.append([button(label, MuteButton(action="mute", title=digest_of(title)))])
    return [*rows, [button(say(language, "news.mute-all"), MuteButton(action="mute", title=ALL))]]
