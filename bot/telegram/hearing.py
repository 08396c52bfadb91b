"""Send what an update leads to only as long as its sender may ask: whoever is shut out gets nothing more."""

from contextvars import ContextVar
from dataclasses import dataclass

from telegram.error import Forbidden

from bot.state.database import Database
from bot.state.groups import group_access
from bot.state.people import AccessList, find_person


class NotHeardError(Forbidden):
    """The person for whom something is about to be sent may not ask there any more."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """Who is heard in which chat; ``chat_id`` is None for an inline query."""

    database: Database
    access: AccessList
    user_id: int
    chat_id: int | None


_heard: ContextVar[_Heard | None] = ContextVar("heard", default=None)


def hear(database: Database, access: AccessList, user_id: int, chat_id: int | None) -> None:
    """Have what this task sends to the chat from now on be checked by `check_heard`."""
    _heard.set(_Heard(database, access, user_id, chat_id))


async def check_heard(chat_id: object) -> None:
    """Raise `NotHeardError` if what is about to be sent to that chat is for a person who was heard and is no more.

    A group that is not known here became a supergroup meanwhile, which Telegram tells in answer to what is sent.
    """
    heard = _heard.get()
    if heard is None or heard.chat_id != chat_id:
        return
    group = await group_access(heard.database, heard.chat_id) if heard.chat_id is not None else None
    person = await find_person(heard.database, heard.user_id)
    if not heard.access.allows(person, "approved" if group == "unknown" else group):
        raise NotHeardError(f"{heard.user_id} may not ask in {heard.chat_id} any more")
