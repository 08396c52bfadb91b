"""Whether people are still in the groups through which they may ask."""

from typing import Literal

import structlog
from telegram import ChatMember, ChatMemberRestricted
from telegram.error import BadRequest, Forbidden
from telegram.ext import ExtBot

Standing = Literal["in", "out", "unknown"]

_OUT = (ChatMember.LEFT, ChatMember.BANNED)
_log = structlog.stdlib.get_logger(__name__)


async def standing_in(bot: ExtBot[int], chat_id: int, user_id: int) -> Standing:
    """Ask Telegram whether that person is in the group; "unknown" if it does not say. Raises TelegramError.

    It need not tell a bot that is no admin of the group.
    """
    try:
        member = await bot.get_chat_member(chat_id, user_id)
    except (BadRequest, Forbidden) as error:
        _log.info("unknown whether a person is in a group", chat=chat_id, user=user_id, why=error.message)
        return "unknown"
    return "out" if has_left(member) else "in"


def has_left(member: ChatMember) -> bool:
    """Say whether somebody is not in the chat, by themself or by an admin of it."""
    return member.status in _OUT or (isinstance(member, ChatMemberRestricted) and not member.is_member)
