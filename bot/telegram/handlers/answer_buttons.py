"""Handle the buttons below answers, passages and the outline; what they name is looked up in the live index.

Passages may have to be fetched from a database, so they are looked up in worker threads.
"""

import asyncio

from telegram import InlineKeyboardMarkup, Message, Update

from bot.answering.quotes import Quote, quote_passage
from bot.answering.shown import Shown, shown_rows
from bot.answering.why_wording import why
from bot.i18n import say
from bot.languages import Language
from bot.state.questions import Conversation, question_answered_by
from bot.telegram.addressing import thread_of
from bot.telegram.callbacks import (
    OthersButton,
    OutlineButton,
    PassageButton,
    SectionButton,
    WhyButton,
)
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, reply, show_in
from bot.telegram.guards import Pressed, pressed_button
from bot.telegram.keyboards import more_button, outline_buttons, passage_buttons
from bot.telegram.passages_held import Held, OnPassages, passages_held
from bot.telegram.rendering import outline_text, quote_text, section_page
from bot.telegram.rich import Rich, join

_STEPS = {"prev": -1, "back": -1, "next": 1, "on": 1, "view": 0}


async def on_passage(update: Update, context: Context) -> None:
    """Open the passage that the button names, or the one before or after it."""
    pressed = await pressed_button(update, context, PassageButton)
    if pressed is None or not (held := await passages_held(pressed, context)):
        return
    outline, action = context.snapshot.outline, pressed.button.action
    target = await asyncio.to_thread(outline.neighbour, held.first, _STEPS[action])
    if target is None:
        await acknowledge(pressed.query, say(context.language, "button.last"), alert=True)
        return
    await acknowledge(pressed.query)
    text, buttons = await asyncio.to_thread(_passage, context, held, target)
    await (reply if action in ("prev", "next") else show_in)(context.bot, pressed.message, text, buttons)
    await note(pressed, context, shown_rows(outline.version, (target,)))


async def on_others(update: Update, context: Context) -> None:
    """Show further passages of an answer that the live index still has."""
    pressed = await pressed_button(update, context, OthersButton)
    if pressed is None or not (held := await passages_held(pressed, context)):
        return
    await acknowledge(pressed.query)
    await reply(context.bot, pressed.message, *await asyncio.to_thread(_passages, context, held))
    await note(pressed, context, shown_rows(context.snapshot.version, held.rows))


async def on_section(update: Update, context: Context) -> None:
    """Show the section of a passage from its beginning, or from that passage on.

    A button continues a section that is too long for one message.
    """
    pressed = await pressed_button(update, context, SectionButton)
    if pressed is None or not (held := await passages_held(pressed, context)):
        return
    await acknowledge(pressed.query)
    whole = pressed.button.action == "section"
    page, buttons, rows = await asyncio.to_thread(_section, context, held, whole=whole)
    await reply(context.bot, pressed.message, page, buttons)
    await note(pressed, context, shown_rows(context.snapshot.version, rows))


async def on_outline(update: Update, context: Context) -> None:
    """Show a place of the outline in the same message."""
    pressed = await pressed_button(update, context, OutlineButton)
    if pressed is None or not (held := await passages_held(pressed, context)):
        return
    await acknowledge(pressed.query)
    text, buttons, first = await asyncio.to_thread(_place, context, held.first, pressed.button)
    await show_in(context.bot, pressed.message, text, buttons)
    await note(pressed, context, Shown(context.snapshot.version, (), first))


async def on_why(update: Update, context: Context) -> None:
    """Say what an answer rests on, or why it falls short, and which index version gave it."""
    pressed = await pressed_button(update, context, WhyButton)
    if pressed is None:
        return
    services, message = context.services, pressed.message
    asked = await question_answered_by(services.database, message.chat.id, message.message_id)
    lines: tuple[str, ...] = ()
    if asked is not None:
        answer = await services.find_again(context.person.user_id, context.assistant, asked)
        version = _versions_of(pressed.button.version, answer.version, context.language)
        lines = (*why(answer, context.language, context.script), version)
    if not lines:
        await acknowledge(pressed.query, say(context.language, "why.none"), alert=True)
        return
    await acknowledge(pressed.query)
    await reply(context.bot, message, Rich("\n".join(lines)))


async def note(pressed: Pressed[OnPassages], context: Context, shown: Shown) -> None:
    """Let the next message of the presser go on from what was ``shown``."""
    message = pressed.message
    thread_id = thread_of(message) if isinstance(message, Message) else None
    conversation = Conversation(message.chat.id, thread_id, context.person.user_id)
    await context.services.inbox.turns.note_shown(conversation, shown)


def _versions_of(then: str, live: str, language: Language) -> str:
    """Say which version answered ``then``, and if that is another one, which is live and gave the reasons."""
    if then == live:
        return say(language, "why.version", version=live)
    return say(language, "why.version-then", then=then, version=live)


def _passage(context: Context, held: Held, number: int) -> tuple[Rich, InlineKeyboardMarkup]:
    return _text(context, held, number), passage_buttons(context.snapshot.outline, number, context.language)


def _passages(context: Context, held: Held) -> tuple[Rich, InlineKeyboardMarkup | None]:
    """Return passages one below the other, and how many are gone; one alone has buttons."""
    if len(held.rows) == 1 and not held.gone:
        return _passage(context, held, held.first)
    parts = [_text(context, held, number) for number in held.rows]
    if held.gone:
        parts.append(Rich(say(context.language, "button.some-gone", number=held.gone)))
    return join(parts, "\n\n"), None


def _text(context: Context, held: Held, number: int) -> Rich:
    return held.marked(number, quote_text(_quote(context, number), context.language, context.script), context.language)


def _section(context: Context, held: Held, *, whole: bool) -> tuple[Rich, InlineKeyboardMarkup | None, tuple[int, ...]]:
    """Return as much of the section of a passage as one message holds, the ``whole`` or from that passage on.

    With it come the button to the rest, if there is any, and the rows that are shown.
    """
    outline = context.snapshot.outline
    section = outline.section(held.first)
    rows = section if whole else range(held.first, section.stop)
    page, shown = section_page(_text(context, held, row) for row in rows)
    buttons: InlineKeyboardMarkup | None = None
    if shown < len(rows):
        buttons = more_button(outline, rows[shown], len(rows) - shown, context.language)
    return page, buttons, tuple(rows[:shown])


def _place(context: Context, number: int, held: OutlineButton) -> tuple[Rich, InlineKeyboardMarkup, int]:
    """Return a page of the outline, its buttons, and the row of the first passage of the place."""
    outline, language, script = context.snapshot.outline, context.language, context.script
    page = outline.page(number, held.depth, held.page)
    first = outline.members(number, page.depth).start
    return outline_text(page, language, script), outline_buttons(page, language, script), first


def _quote(context: Context, number: int) -> Quote:
    return quote_passage(context.snapshot.index, number)
