"""Stop whatever a person sends beyond a limit, before any other handler runs."""

from telegram import Chat, InlineQuery, InlineQueryResultsButton, Message, Update, User
from telegram.ext import ApplicationHandlerStop

from bot.i18n import say
from bot.languages import Language
from bot.telegram.access import HELP_LINK
from bot.telegram.addressing import question_in
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, reply
from bot.telegram.ordering import kept_updates
from bot.telegram.rich import Rich


async def check_pace(update: Update, context: Context) -> None:
    """Count what a person sent, and stop all other handlers if that was too much at once.

    What waited while the bot was down came in its own time, and is not counted.
    """
    user = update.effective_user
    if user is None or not kept_updates(context.application).came_live(update):
        return
    limits, admins = context.services.limits, context.services.settings.telegram_admins
    language = context.services.language_heard(user)
    if update.inline_query is not None:
        if not await limits.may_ask_inline(user.id):
            await _refuse_inline(update.inline_query, language)
            raise ApplicationHandlerStop
    elif wait := await limits.wait_to_send(user.id, admin=user.id in admins):
        await _slow_down(update, context, user, say(language, "pace.too-much", seconds=wait))
        raise ApplicationHandlerStop


async def _refuse_inline(query: InlineQuery, language: Language) -> None:
    button = InlineQueryResultsButton(say(language, "inline.slower"), start_parameter=HELP_LINK)
    await query.answer([], cache_time=1, is_personal=True, button=button)


async def _slow_down(update: Update, context: Context, user: User, text: str) -> None:
    """Tell the person once where that waits for an answer, and at each press, since a button shows that it waits."""
    message = update.message or update.edited_message
    if update.callback_query is not None:
        await acknowledge(update.callback_query, text, alert=True)
    elif message is not None and _expects_words(message, context) and await _may_tell(message, context, user):
        await reply(context.bot, message, Rich(text))


def _expects_words(message: Message, context: Context) -> bool:
    return message.chat.type == Chat.PRIVATE or question_in(message, context.bot) is not None


async def _may_tell(message: Message, context: Context, user: User) -> bool:
    """Say whether the person has been told nothing a moment ago, and this not for a while."""
    limits = context.services.limits
    return await limits.may_tell(message.chat_id, user.id) and await limits.may_tell_to_slow_down(user.id)
