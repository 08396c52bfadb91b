"""See whether an update has all that the Bot API promises and that handlers rely on.

The library refuses an update without a number or a text that is promised, but not one without a promised object.
"""

from collections.abc import Iterator
from functools import cache
from inspect import Parameter, signature
from typing import Any, cast

from telegram import TelegramObject

# The parts that handlers look into; what the others lack harms nobody.
_LOOKED_INTO = (
    *("message", "edited_message", "callback_query", "inline_query", "message_reaction"),
    *("my_chat_member", "chat_member"),
    *("chat", "from_user", "user", "sender_chat", "reply_to_message", "old_chat_member", "new_chat_member"),
)


def lacking(part: TelegramObject) -> str | None:
    """Return the name of something that ``part`` of an update should have and has not, None if it is complete."""
    return next(_lacking(part), None)


def _lacking(part: TelegramObject) -> Iterator[str]:
    yield from (name for name in _promised(cast(Any, type(part))) if getattr(part, name, None) is None)
    for name in _LOOKED_INTO:
        inner = getattr(part, name, None)
        if isinstance(inner, TelegramObject):
            yield from (f"{name}.{further}" for further in _lacking(inner))


@cache
def _promised(kind: type[object]) -> tuple[str, ...]:
    """Return what each object of that kind has: what it cannot be made without."""
    given = signature(kind).parameters.values()
    named = [each for each in given if each.kind is Parameter.POSITIONAL_OR_KEYWORD]
    return tuple(each.name for each in named if each.default is Parameter.empty)
