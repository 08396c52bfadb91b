"""Handle that the bot or a person joins or leaves a group, that a group's id changes, that people block the bot."""

from contextlib import suppress

import structlog
from telegram import Update
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.state.bells import delete_bells, delete_bells_in
from bot.state.groups import group_access, move_group, set_group_access
from bot.state.people import find_person
from bot.telegram.context import Context
from bot.telegram.group_members import has_left
from bot.telegram.names import name_of, plain_name
from bot.telegram.requests import ask_about_group

_log = structlog.stdlib.get_logger(__name__)


async def on_membership(update: Update, context: Context) -> None:
    """Handle a change of the bot's own membership in a chat.

    Anyone may add the bot to a group; an admin then decides whether it answers there.
    """
    change = update.my_chat_member
    assert change is not None
    was_out, is_out = has_left(change.old_chat_member), has_left(change.new_chat_member)
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


async def on_member(update: Update, context: Context) -> None:
    """Handle that somebody joined or left a group; Telegram tells that to a bot that is an admin there."""
    change = update.chat_member
    assert change is not None
    if has_left(change.new_chat_member):
        await _stop_waiting(context, change.new_chat_member.user.id, change.chat.id)
    raise ApplicationHandlerStop


async def on_left(update: Update, context: Context) -> None:
    """Handle the message by which a group shows that somebody left; large groups show none."""
    message = update.effective_message
    assert message is not None
    if message.left_chat_member is not None:
        await _stop_waiting(context, message.left_chat_member.id, message.chat_id)
    raise ApplicationHandlerStop


async def _stop_waiting(context: Context, user_id: int, chat_id: int) -> None:
    """Delete what somebody waits for who left a group, if they may not ask anywhere else."""
    services = context.services
    if services.access.role(await find_person(services.database, user_id)) == "guest":
        await delete_bells_in(services.database, user_id, chat_id)


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
