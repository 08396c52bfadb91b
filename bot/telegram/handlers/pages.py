"""The page that a passage stands on, as a picture, and the file that it is from."""

from contextlib import suppress

from telegram import Update
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.answering.quotes import quote_passage
from bot.answering.wording import citation
from bot.i18n import say
from bot.pages.contents import contents_of
from bot.state.audit import note_fetched
from bot.telegram.callbacks import PageButton
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, send_pictures
from bot.telegram.guards import pressed_button, telling_errors

_DRAWING = "…"  # shown at once, in any language


async def on_page(update: Update, context: Context) -> None:
    """Send the page with the passage that the button names, as the live index has it."""
    pressed = await pressed_button(update, context, PageButton)
    if pressed is None:
        return
    number = context.snapshot.outline.number(pressed.button.passages[0]) if pressed.button.passages else None
    if number is None:
        told = say(context.language, "button.gone", version=pressed.button.version)
        await acknowledge(pressed.query, told, alert=True)
        return
    await acknowledge(pressed.query, _DRAWING)
    message, index = pressed.message, context.snapshot.index
    quote = quote_passage(index, number)
    document = index.manifest.document(quote.document)
    assert document is not None
    async with telling_errors(context, message):
        wanted = contents_of(index, number, pressed.button.key, context.language, context.script)
        with suppress(TelegramError):  # the sign is not essential
            await context.bot.send_chat_action(message.chat.id, ChatAction.UPLOAD_PHOTO)
        pictures = await context.services.pictures.of(document, wanted)
        await send_pictures(context.bot, message, pictures, citation(quote, context.language, context.script))
        await note_fetched(
            context.services.database, context.person.user_id, "page-fetched", title=quote.document, place=quote.label
        )
