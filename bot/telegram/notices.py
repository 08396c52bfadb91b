"""Reply to a message with one of the program's own texts, in the person's language."""

from telegram import MaybeInaccessibleMessage, Message, Update

from bot.i18n import say
from bot.telegram.context import Context
from bot.telegram.delivery import reply
from bot.telegram.rich import Rich


def message_of(update: Update) -> Message:
    """Return the message of an update, for handlers that only get updates with a message."""
    assert update.effective_message is not None
    return update.effective_message


async def tell(context: Context, message: MaybeInaccessibleMessage, key: str, **values: object) -> None:
    await reply(context.bot, message, Rich(say(context.language, key, **values)))


async def tell_once(context: Context, message: MaybeInaccessibleMessage, key: str, **values: object) -> None:
    """Tell, unless the same person was told something a moment ago, so that many messages at once get one reply."""
    if await context.services.limits.may_tell(message.chat.id, context.person.user_id):
        await tell(context, message, key, **values)
