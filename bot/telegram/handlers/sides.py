"""A comparison as a picture: a table of two columns, made of what the documents say now to the same question."""

import asyncio

from telegram import MaybeInaccessibleMessage, Update

from bot.answering.assistant import Answer
from bot.answering.sides import Sides
from bot.i18n import say
from bot.pages.comparison import page_of
from bot.telegram.asked_again import question_above, said_again
from bot.telegram.callbacks import SidesButton
from bot.telegram.context import Context
from bot.telegram.delivery import DRAWING, acknowledge, send_pictures, show_drawing
from bot.telegram.guards import pressed_button, telling_errors
from bot.telegram.notices import tell


async def on_sides(update: Update, context: Context) -> None:
    """Send the comparison above the button as a picture, in the presser's language.

    A button cannot hold all its passages, so the question is asked again.
    """
    pressed = await pressed_button(update, context, SidesButton)
    if pressed is None:
        return
    message = pressed.message
    asked = await question_above(context, message)
    if asked is None:
        await acknowledge(pressed.query, say(context.language, "sides.not-kept"), alert=True)
        return
    await acknowledge(pressed.query, DRAWING)
    async with telling_errors(context, message):
        said = await said_again(context, asked)
        sides = said.sides if isinstance(said, Answer) else None
        if sides is None:
            await tell(context, message, "sides.gone")
        else:
            await _send(context, message, sides, changed=sides.digest != pressed.button.digest)


async def _send(context: Context, message: MaybeInaccessibleMessage, sides: Sides, *, changed: bool) -> None:
    wanted = await asyncio.to_thread(page_of, sides, context.language, context.script)
    await show_drawing(context.bot, message)
    pictures = await context.services.pictures.compared(wanted)
    # First what is told: of a long caption the end is cut off.
    caption = [say(context.language, "sides.changed") if changed else "", wanted.title]
    await send_pictures(context.bot, message, pictures, "\n".join(filter(None, caption)))
