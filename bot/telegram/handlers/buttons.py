"""Buttons below answers, passages and the outline."""

import structlog
from telegram import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message, Update

from bot.answering.assistant import Quote, quote_passage
from bot.answering.wording import why
from bot.i18n import say
from bot.state.questions import question_answered_by, rate
from bot.telegram.addressing import thread_of
from bot.telegram.callbacks import Press, decode
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, edit, send
from bot.telegram.rendering import last_page, outline_buttons, outline_text, passage_buttons, quote_text, section_page
from bot.telegram.rich import Rich, join

_log = structlog.stdlib.get_logger(__name__)


async def on_button(update: Update, context: Context) -> None:
    """Do what a button says, in the live index; say so where that lacks the passage, or the button is not ours."""
    query = update.callback_query
    assert query is not None
    press = decode(query.data or "")
    if press is None or query.message is None:
        _log.info("unknown button", user=context.person.user_id, data=(query.data or "")[:64])
        await acknowledge(query, say(context.language, "button.unknown"), alert=True)
        return
    if press.action in ("up", "down"):
        await _rate(query, context, press)
        return
    if press.action == "why":
        await _why(query, context)
        return
    numbers = [number for number in map(context.snapshot.outline.number, press.passages) if number is not None]
    if not numbers:
        await acknowledge(query, say(context.language, "button.gone", version=press.version), alert=True)
        return
    if press.action == "outline":
        await _walk(query, context, numbers[0], press)
    elif press.action in ("section", "more"):
        await _section(query, context, numbers[0], whole=press.action == "section")
    elif press.action == "others":
        await _others(query, context, numbers, missing=len(press.passages) - len(numbers))
    else:
        await _passage(query, context, numbers[0], press)


async def _passage(query: CallbackQuery, context: Context, number: int, press: Press) -> None:
    """Open a passage: beside the one that the button names, or that itself."""
    step = {"prev": -1, "back": -1, "next": 1, "on": 1}.get(press.action, 0)
    target = context.snapshot.outline.neighbour(number, step)
    if target is None:
        await acknowledge(query, say(context.language, "button.last"), alert=True)
        return
    await acknowledge(query)
    text = quote_text(_quote(context, target), context.language, context.script)
    buttons = passage_buttons(context.snapshot.outline, target, context.language)
    if press.action in ("prev", "next") or not text.fits():
        await _below(query, context, text, buttons)
    else:
        await _in_place(query, context, text, buttons)


async def _others(query: CallbackQuery, context: Context, numbers: list[int], missing: int) -> None:
    await acknowledge(query)
    parts = [quote_text(_quote(context, number), context.language, context.script) for number in numbers]
    if missing:
        parts.append(Rich(say(context.language, "button.some-gone", number=missing)))
    await _below(query, context, join(parts, "\n\n"), None)


async def _section(query: CallbackQuery, context: Context, number: int, whole: bool) -> None:
    """The section of a passage from its beginning, or from that passage on; a button goes on where it is long."""
    await acknowledge(query)
    section = context.snapshot.outline.section(number)
    rows = section if whole else range(number, section.stop)
    page, shown = section_page((_quote(context, row) for row in rows), context.language, context.script)
    buttons = None
    if shown < len(rows):
        press = Press("more", context.snapshot.outline.version, (context.snapshot.outline.ids[rows[shown]],))
        label = say(context.language, "button.more", number=len(rows) - shown)
        buttons = InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=press.encode())]])
    await _below(query, context, page, buttons)


async def _walk(query: CallbackQuery, context: Context, number: int, press: Press) -> None:
    """Go to a node of the outline, in the same message."""
    deepest = 1 + len(context.snapshot.outline.passages[number].headings)
    depth = min(max(press.depth, context.snapshot.outline.root), deepest)
    page = min(press.page, last_page(context.snapshot.outline, number, depth))
    await acknowledge(query)
    text = outline_text(context.snapshot.outline, number, depth, page, context.language, context.script)
    buttons = outline_buttons(context.snapshot.outline, number, depth, page, context.language, context.script)
    await _in_place(query, context, text, buttons)


async def _rate(query: CallbackQuery, context: Context, press: Press) -> None:
    assert query.message is not None
    thumb = 1 if press.action == "up" else -1
    passage = press.passages[0] if press.passages else ""
    chat_id, message_id = query.message.chat.id, query.message.message_id
    await rate(context.services.database, chat_id, message_id, context.person.user_id, thumb, press.version, passage)
    await acknowledge(query, say(context.language, "button.thanks-up" if thumb > 0 else "button.thanks-down"))


async def _why(query: CallbackQuery, context: Context) -> None:
    """Below an answer that falls short: what was found, what is missing, and what would count."""
    assert query.message is not None
    services = context.services
    asked = await question_answered_by(services.database, query.message.chat.id, query.message.message_id)
    lines: tuple[str, ...] = ()
    if asked is not None:
        answer = await services.ask(context.assistant, asked.text, asked.previous)
        lines = why(answer, context.language, context.script)
    if not lines:
        await acknowledge(query, say(context.language, "why.none"), alert=True)
        return
    await acknowledge(query)
    await _below(query, context, Rich("\n".join(lines)), None)


async def _in_place(query: CallbackQuery, context: Context, text: Rich, buttons: InlineKeyboardMarkup) -> None:
    """Show ``text`` in the message that the button is on; below it, where that can be changed no more."""
    message = query.message
    assert message is not None
    if not await edit(context.bot, message.chat.id, message.message_id, text, buttons):
        await _below(query, context, text, buttons)


async def _below(query: CallbackQuery, context: Context, text: Rich, buttons: InlineKeyboardMarkup | None) -> None:
    """Send ``text`` as a reply to the message that the button is on: the answer stays as it is."""
    message = query.message
    assert message is not None
    thread_id = thread_of(message) if isinstance(message, Message) else None
    await send(context.bot, message.chat.id, text, thread_id=thread_id, reply_to=message.message_id, buttons=buttons)


def _quote(context: Context, number: int) -> Quote:
    return quote_passage(context.snapshot.index, number)
