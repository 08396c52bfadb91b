"""The bot is added to a group, removed from one, or the group gets another id; and people who block it."""

from contextlib import suppress

import structlog
from telegram import ChatMember, Update
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.state.groups import group_access, move_group, set_group_access
from bot.telegram.access import ask_about_group, name_of, plain_name
from bot.telegram.context import Context

_OUT = (ChatMember.LEFT, ChatMember.BANNED)
_log = structlog.stdlib.get_logger(__name__)


async def on_membership(update: Update, context: Context) -> None:
    """The bot's own membership in a chat has changed. Anyone may add it: an admin decides what comes of it."""
    change = update.my_chat_member
    assert change is not None
    was_out, is_out = change.old_chat_member.status in _OUT, change.new_chat_member.status in _OUT
    chat, user = change.chat, change.from_user
    if chat.id > 0:
        _log.info("blocked" if is_out else "unblocked", user=user.id)
    elif await group_access(context.services.database, chat.id) == "refused":
        # The admins have decided; whoever adds it anew does not bother them again.
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
    """A group became a supergroup; both chats say so, one with the old id and one with the new."""
    message = update.effective_message
    assert message is not None
    if message.migrate_to_chat_id:
        await move_group(context.services.database, message.chat_id, message.migrate_to_chat_id)
    elif message.migrate_from_chat_id:
        await move_group(context.services.database, message.migrate_from_chat_id, message.chat_id)
    raise ApplicationHandlerStop
