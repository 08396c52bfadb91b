"""Reactions: what a bot may set, and what it is told of those of people."""

import time
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.bot.telegram.api.entities import bad
from tests.bot.telegram.api.shapes import Json

BY_BOT = 0
# A part of those that the Bot API lists. A bot may use no others, and an hourglass is none of them.
_EMOJI = {"👍", "👎", "❤", "🔥", "🎉", "🤔", "👀", "👌", "🙏", "✍", "😁"}


class _World(Protocol):
    messages: dict[tuple[int, int], Json]
    reactions: dict[tuple[int, int, int], list[Json]]

    def push(self, update: Json) -> None: ...
    def _asked_for(self) -> list[str]: ...
    def _writable(self, params: Json) -> Json: ...


@dataclass
class Reactions:
    """The reactions on each message by chat, message and user; a chat with ``reactions`` allows no others."""

    reactions: dict[tuple[int, int, int], list[Json]] = field(default_factory=dict)

    def _set_message_reaction(self: _World, params: Json) -> bool:
        chat = self._writable(params)
        key = chat["id"], int(params["message_id"])
        if key not in self.messages:
            raise bad("message to react not found")
        given: list[Json] = params.get("reaction") or []
        allowed = _EMOJI & set(chat.get("reactions", _EMOJI))
        if len(given) > 1 or any(each["type"] != "emoji" or each["emoji"] not in allowed for each in given):
            raise bad("REACTION_INVALID")
        self.reactions[*key, BY_BOT] = given
        return True

    def react(self: _World, user: Json, message: Json, /, *emoji: str, **more: Any) -> None:
        """Someone changes their reactions on a message to ``emoji``; ``more`` are further fields of the update.

        Only a bot that asks for such updates is told.
        """
        key = message["chat"]["id"], message["message_id"], user["id"]
        old, new = self.reactions.get(key, []), [{"type": "emoji", "emoji": each} for each in emoji]
        self.reactions[key] = new
        head = {"chat": message["chat"], "message_id": message["message_id"], "user": user, "date": int(time.time())}
        if "message_reaction" in self._asked_for():
            self.push({"message_reaction": head | {"old_reaction": old, "new_reaction": new} | more})
