"""Say one of the program's own texts below a message, in the language of whoever wrote it."""

from telegram import MaybeInaccessibleMessage, Message, Update

from bot.i18n import say
from bot.telegram.context import Context
from bot.telegram.delivery import reply
from bot.telegram.rich import Rich


def message_of(update: Update) -> Message:
    """The message of an update whose handler only gets such."""
    assert update.effective_message is not None
    return update.effective_message


async def tell(context: Context, message: MaybeInaccessibleMessage, key: str, **values: object) -> None:
    await reply(context.bot, message, Rich(say(context.language, key, **values)))


async def tell_once(context: Context, message: Message, key: str, **values: object) -> None:
    """Tell, unless the same person was told something a moment ago: a flood gets one answer."""
    if context.services.limits.may_tell(message.chat_id, context.person.user_id):
        await tell(context, message, key, **values)
