"""Questions as they are now, also while the disk is full: what the database cannot keep is held in memory."""

from collections.abc import Awaitable, Callable, MutableMapping

from cachetools import LRUCache

from bot.state.database import Database, NotKeptError
from bot.state.questions import UNFINISHED, Asked, Conversation, find_question, store, unfinished

_MAX_HELD = 10_000  # questions; the oldest are forgotten

Key = tuple[int, int]  # chat and message


class HeldQuestions:
    """The questions of ``database``, with those changes that it could not keep yet."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held: MutableMapping[Key, Asked] = LRUCache(maxsize=_MAX_HELD)

    async def find(self, chat_id: int, message_id: int) -> Asked | None:
        """Return the question in that message, None if there is none or it was deleted."""
        return self._held.get((chat_id, message_id)) or await find_question(self._database, chat_id, message_id)

    async def waiting(self, user_id: int | None = None) -> list[Asked]:
        """Return the questions, of one person or of all, that are not dealt with yet, the oldest first."""
        known = {_key(asked): asked for asked in await unfinished(self._database, user_id)} | dict(self._held.items())
        of_them = [asked for asked in known.values() if user_id in (None, asked.conversation.user_id)]
        return _in_order([asked for asked in of_them if asked.status in UNFINISHED])

    async def count_put_off(self, user_id: int) -> int:
        """Count the questions of a person that wait because too many came at once."""
        return sum(asked.status == "waiting" for asked in await self.waiting(user_id))

    async def change(self, write: Callable[[], Awaitable[None]], changed: Asked) -> None:
        """Have the database ``write`` a change; if it cannot, hold the question as it is after it."""
        if not self.holds(changed):
            try:
                await write()
                return
            except NotKeptError:
                pass  # it is noted with the database, and told once
        self._held[_key(changed)] = changed

    def holds(self, asked: Asked) -> bool:
        """Say whether the database has yet to keep how that question is now."""
        return _key(asked) in self._held

    def latest(self, asked: Asked) -> Asked:
        return self._held.get(_key(asked), asked)

    async def keep(self) -> None:
        """Write what is held, if there is room again. Raises `NotKeptError`."""
        for key, asked in list(self._held.items()):
            await store(self._database, asked)
            if self._held.get(key) is asked:  # else it has changed meanwhile
                del self._held[key]

    def forget(self, user_id: int) -> None:
        for key in [key for key, asked in self._held.items() if asked.conversation.user_id == user_id]:
            del self._held[key]


def _in_order(questions: list[Asked]) -> list[Asked]:
    """Return ``questions``, the oldest first, and those of a conversation in the order of their messages.

    Of messages that come at the same time, the second may be kept before the first.
    """
    by_message = sorted(questions, key=lambda asked: asked.message_id)
    of_conversation: dict[Conversation, list[Asked]] = {}
    for asked in reversed(by_message):
        of_conversation.setdefault(asked.conversation, []).append(asked)
    by_time = sorted(questions, key=lambda asked: asked.asked_at)
    return [of_conversation[asked.conversation].pop() for asked in by_time]


def _key(asked: Asked) -> Key:
    return asked.conversation.chat_id, asked.message_id
