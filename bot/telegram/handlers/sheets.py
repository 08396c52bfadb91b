"""Open what an evidence sheet, or two things side by side, have besides the sentences that are shown."""

import asyncio
from collections.abc import Sequence

from telegram import Update

from bot.answering.assistant import Answer
from bot.answering.quotes import Quote, quote_passage
from bot.answering.shown import shown_rows
from bot.i18n import say
from bot.telegram.asked_again import question_above, said_again
from bot.telegram.callbacks import RestButton
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, reply
from bot.telegram.guards import pressed_button
from bot.telegram.handlers.answer_buttons import note
from bot.telegram.passages_held import held_of, reopened, tell_gone
from bot.telegram.rendering import quote_text
from bot.telegram.rich import Rich, join


async def on_rest(update: Update, context: Context) -> None:
    """Show the further places of a sheet.

    The question is asked again, since a button cannot hold all places; if it was deleted, those it holds are shown.
    """
    pressed = await pressed_button(update, context, RestButton)
    if pressed is None:
        return
    held = held_of(await reopened(context, pressed.button.version, pressed.button.passages))
    said = await said_again(context, await question_above(context, pressed.message))
    gathered = said.gathered if isinstance(said, Answer) else None
    found = {quote.number: quote for quote in gathered.more} if gathered else {}
    rest = found or await asyncio.to_thread(_quoted, context, held.rows)
    if not rest:
        await tell_gone(pressed.query, context.language)
        return
    await acknowledge(pressed.query)
    language, script = context.language, context.script
    parts = [held.marked(row, quote_text(quote, language, script), language) for row, quote in rest.items()]
    if held.gone:
        parts.append(Rich(say(language, "button.some-gone", number=held.gone)))
    await reply(context.bot, pressed.message, join(parts, "\n\n"))
    await note(pressed, context, shown_rows(context.snapshot.version, tuple(rest)))


def _quoted(context: Context, numbers: Sequence[int]) -> dict[int, Quote]:
    return {number: quote_passage(context.snapshot.index, number) for number in numbers}
