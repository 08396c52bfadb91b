"""Handle /news: whether a group is told, in one line a version, of changes to what was quoted in it."""

from telegram import ChatMember, InlineKeyboardMarkup, Update
from telegram.error import TelegramError

from bot.i18n import say
from bot.state.group_news import has_news, set_news
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, reply, show_in
from bot.telegram.guards import pressed_button
from bot.telegram.notices import message_of, tell
from bot.telegram.packed import button
from bot.telegram.rich import Rich
from bot.telegram.telling_buttons import GroupNewsButton

_ADMINS = (ChatMember.ADMINISTRATOR, ChatMember.OWNER)


async def news(update: Update, context: Context) -> None:
    """Show the group's admins whether it is told of changes, and a button that changes that."""
    message = message_of(update)
    if not await _is_admin_of(message.chat_id, context):
        await tell(context, message, "news.group-admins-only")
        return
    text, buttons = await _state(message.chat_id, context)
    await reply(context.bot, message, text, buttons)


async def on_group_news(update: Update, context: Context) -> None:
    """Tell the group of changes, or no more, if an admin of it wants that."""
    pressed = await pressed_button(update, context, GroupNewsButton)
    if pressed is None:
        return
    chat_id = pressed.message.chat.id
    if not await _is_admin_of(chat_id, context):
        await acknowledge(pressed.query, say(context.language, "news.group-admins-only"), alert=True)
        return
    version = context.snapshot.version if pressed.button.action == "on" else None
    await set_news(context.services.database, chat_id, version)
    await acknowledge(pressed.query)
    await show_in(context.bot, pressed.message, *await _state(chat_id, context))


async def _is_admin_of(chat_id: int, context: Context) -> bool:
    """Say whether the person is an admin of that group, or of the bot."""
    if context.role == "admin":
        return True
    try:
        member = await context.bot.get_chat_member(chat_id, context.person.user_id)
    except TelegramError:  # such as a person whom Telegram does not show to the bot
        return False
    return member.status in _ADMINS


async def _state(chat_id: int, context: Context) -> tuple[Rich, InlineKeyboardMarkup]:
    """Return whether the group is told of changes, and the button that changes that."""
    if await has_news(context.services.database, chat_id):
        text, label, holds = "news.group-on", "news.group-turn-off", GroupNewsButton(action="off")
    else:
        text, label, holds = "news.group-off", "news.group-turn-on", GroupNewsButton(action="on")
    return Rich(say(context.language, text)), InlineKeyboardMarkup([[button(say(context.language, label), holds)]])
