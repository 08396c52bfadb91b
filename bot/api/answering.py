"""Answer questions of programs from the live index, in turn and within limits."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.answering.checking import check_quote
from bot.answering.live import Live
from bot.answering.records import record_of
from bot.answering.reply import reply
from bot.answering.searches import Searches
from bot.api.errors import ApiError
from bot.windows import NewWindow
from knowledge.script import Script

_MINUTE_S = 60


class Limits:
    """How often each key, and all together, may ask in a minute."""

    def __init__(self, per_key: int, in_all: int, new_window: NewWindow) -> None:
        self._per_key = new_window("questions-by-key", per_key, _MINUTE_S)
        self._in_all = new_window("questions-by-keys", in_all, _MINUTE_S)

    async def check(self, user_id: int) -> None:
        """Count a question. Raises `ApiError` if it is one too many."""
        seconds = await self._per_key.hit(user_id) or await self._in_all.hit()
        if seconds:
            raise ApiError("api-too-many", seconds=seconds)


@dataclass(frozen=True, slots=True)
class Answering:
    """What answers; without ``limits`` whoever asks may ask as often as they like."""

    live: Live
    searches: Searches
    limits: Limits | None = None

    async def ask(
        self, user_id: int, question: str, previous: str | None, limit: int, script: Script | None
    ) -> dict[str, Any]:
        """Return the answer as `springboard ask --jsonl` writes it. Raises `ApiError`, `EmptyQuestionError`."""
        if self.limits:
            await self.limits.check(user_id)
        async with self.searches.turn(user_id):
            assistant = self.live.assistant.on(datetime.now().astimezone().date())
            said = await self.searches.run(reply, assistant, question, previous, limit)
            return await self.searches.run(record_of, question, said, assistant.snapshot, script)

    async def check(self, user_id: int, text: str) -> dict[str, Any]:
        """Return whether ``text`` is in the documents; see `check_quote`. It counts as a question."""
        if self.limits:
            await self.limits.check(user_id)
        async with self.searches.turn(user_id):
            return await self.searches.run(check_quote, self.live.assistant, text)
