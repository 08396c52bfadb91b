"""Handle the buttons below answers, passages and the outline; what they name is looked up in the live index."""

from telegram import InlineKeyboardMarkup, Message, Update

from bot.answering.quotes import Quote, quote_passage
from bot.answering.shown import Shown, shown_rows
from bot.answering.wording import why
from bot.i18n import say
from bot.state.questions import Conversation, question_answered_by
from bot.telegram.addressing import thread_of
from bot.telegram.callbacks import (
    LinkButton,
    OthersButton,
    OutlineButton,
    PageButton,
    PassageButton,
    RestButton,
    SectionButton,
    WhyButton,
)
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, reply, show_in
from bot.telegram.guards import Pressed, pressed_button
from bot.telegram.keyboards import more_button, outline_buttons, passage_buttons
from bot.telegram.rendering import outline_text, quote_text, section_page
from bot.telegram.rich import Rich, join

_STEPS = {"prev": -1, "back": -1, "next": 1, "on": 1, "view": 0}

OnPassages = PassageButton | SectionButton | OthersButton | RestButton | OutlineButton | PageButton | LinkButton


async def on_passage(update: Update, context: Context) -> None:
    """Open the passage that the button names, or the one before or after it."""
    pressed = await pressed_button(update, context, PassageButton)
    if pressed is None or not (numbers := await numbers_held(pressed, context)):
        return
    outline, action = context.snapshot.outline, pressed.button.action
    target = outline.neighbour(numbers[0], _STEPS[action])
    if target is None:
        await acknowledge(pressed.query, say(context.language, "button.last"), alert=True)
        return
    await acknowledge(pressed.query)
    text = quote_text(_quote(context, target), context.language, context.script)
    buttons = passage_buttons(outline, target, context.language)
    await (reply if action in ("prev", "next") else show_in)(context.bot, pressed.message, text, buttons)
    await note(pressed, context, shown_rows(outline.version, (target,)))


async def on_others(update: Update, context: Context) -> None:
    """Show further passages of an answer that the live index still has."""
    pressed = await pressed_button(update, context, OthersButton)
    if pressed is None or not (numbers := await numbers_held(pressed, context)):
        return
    await acknowledge(pressed.query)
    parts = [quote_text(_quote(context, number), context.language, context.script) for number in numbers]
    if missing := len(pressed.button.passages) - len(numbers):
        parts.append(Rich(say(context.language, "button.some-gone", number=missing)))
    alone = passage_buttons(context.snapshot.outline, numbers[0], context.language) if len(parts) == 1 else None
    await reply(context.bot, pressed.message, join(parts, "\n\n"), alone)
    await note(pressed, context, shown_rows(context.snapshot.version, tuple(numbers)))


async def on_section(update: Update, context: Context) -> None:
    """Show the section of a passage from its beginning, or from that passage on.

    A button continues a section that is too long for one message.
    """
    pressed = await pressed_button(update, context, SectionButton)
    if pressed is None or not (numbers := await numbers_held(pressed, context)):
        return
    await acknowledge(pressed.query)
    outline = context.snapshot.outline
    section = outline.section(numbers[0])
    rows = section if pressed.button.action == "section" else range(numbers[0], section.stop)
    page, shown = section_page((_quote(context, row) for row in rows), context.language, context.script)
    buttons: InlineKeyboardMarkup | None = None
    if shown < len(rows):
        buttons = more_button(outline, rows[shown], len(rows) - shown, context.language)
    await reply(context.bot, pressed.message, page, buttons)
    await note(pressed, context, shown_rows(outline.version, tuple(rows[:shown])))


async def on_outline(update: Update, context: Context) -> None:
    """Show a place of the outline in the same message."""
    pressed = await pressed_button(update, context, OutlineButton)
    if pressed is None or not (numbers := await numbers_held(pressed, context)):
        return
    await acknowledge(pressed.query)
    outline = context.snapshot.outline
    page = outline.page(numbers[0], pressed.button.depth, pressed.button.page)
    text = outline_text(page, context.language, context.script)
    await show_in(context.bot, pressed.message, text, outline_buttons(page, context.language, context.script))
    await note(pressed, context, Shown(outline.version, (), outline.members(numbers[0], page.depth).start))


async def on_why(update: Update, context: Context) -> None:
    """Say what an answer rests on, or why it falls short, and which index version gave it."""
    pressed = await pressed_button(update, context, WhyButton)
    if pressed is None:
        return
    services, message = context.services, pressed.message
    asked = await question_answered_by(services.database, message.chat.id, message.message_id)
    lines: tuple[str, ...] = ()
    if asked is not None:
        answer = await services.ask(context.person.user_id, context.assistant, asked.text, asked.previous)
        version = say(context.language, "why.version", version=answer.version)
        lines = (*why(answer, context.language, context.script), version)
    if not lines:
        await acknowledge(pressed.query, say(context.language, "why.none"), alert=True)
        return
    await acknowledge(pressed.query)
    await reply(context.bot, message, Rich("\n".join(lines)))


async def numbers_held(pressed: Pressed[OnPassages], context: Context) -> list[int]:
    """Return the rows of a button's passages that the live index still has; if it has none, tell the person."""
    button = pressed.button
    numbers = [number for number in map(context.snapshot.outline.number, button.passages) if number is not None]
    if not numbers:
        await acknowledge(pressed.query, say(context.language, "button.gone", version=button.version), alert=True)
    return numbers


async def note(pressed: Pressed[OnPassages], context: Context, shown: Shown) -> None:
    """Let the next message of the presser go on from what was ``shown``."""
    message = pressed.message
    thread_id = thread_of(message) if isinstance(message, Message) else None
    conversation = Conversation(message.chat.id, thread_id, context.person.user_id)
    await context.services.inbox.turns.note_shown(conversation, shown)


def _quote(context: Context, number: int) -> Quote:
    return quote_passage(context.snapshot.index, number)
