"""Handle that the bot is added to a group or removed from it, that a group's id changes, that people block the bot."""

from contextlib import suppress

import structlog
from telegram import ChatMember, Update
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.state.bells import delete_bells
from bot.state.groups import group_access, move_group, set_group_access
from bot.telegram.context import Context
from bot.telegram.names import name_of, plain_name
from bot.telegram.requests import ask_about_group

_OUT = (ChatMember.LEFT, ChatMember.BANNED)
_log = structlog.stdlib.get_logger(__name__)


async def on_membership(update: Update, context: Context) -> None:
    """Handle a change of the bot's own membership in a chat.

    Anyone may add the bot to a group; an admin then decides whether it answers there.
    """
    change = update.my_chat_member
    assert change is not None
    was_out, is_out = change.old_chat_member.status in _OUT, change.new_chat_member.status in _OUT
    chat, user = change.chat, change.from_user
    if chat.id > 0:
        _log.info("blocked" if is_out else "unblocked", user=user.id)
        if is_out:
            await delete_bells(context.services.database, user.id)
    elif await group_access(context.services.database, chat.id) == "refused":
        # The admins have decided already, so they are not asked again if somebody adds the bot anew.
        if not is_out:
            with suppress(TelegramError):
                await context.bot.leave_chat(chat.id)
    elif is_out and not was_out:
        title = plain_name(chat.title or "?")
        await set_group_access(context.services.database, user.id, chat.id, "left", title)
    elif was_out and not is_out and chat.type != chat.CHANNEL:
        await ask_about_group(context, chat.id, chat.title or "?", user.id, name_of(user))
    raise ApplicationHandlerStop


async def on_migration(update: Update, context: Context) -> None:
    """Note the new id of a group that became a supergroup.

    Both chats report it: the old one names the new id, the new one the old id.
    """
    message = update.effective_message
    assert message is not None
    if message.migrate_to_chat_id:
        await move_group(context.services.database, message.chat_id, message.migrate_to_chat_id)
    elif message.migrate_from_chat_id:
        await move_group(context.services.database, message.migrate_from_chat_id, message.chat_id)
    raise ApplicationHandlerStop
