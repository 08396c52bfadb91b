"""What a button holds: an action, the index version it was made from, and passages by id. 64 bytes at most."""

import re
from dataclasses import dataclass
from typing import Literal, cast, get_args

from bot.answering.outline import ID_LENGTH

# prev and next open a passage below the answer; back, on and view show it in place of what the message showed before.
Action = Literal["prev", "next", "back", "on", "view", "section", "more", "others", "outline", "why", "up", "down"]

_ID = rf"[\w-]{{{ID_LENGTH}}}"
_PLACE = r"\|(\d{1,2})\|(\d{1,4})"
_PRESS = re.compile(rf"([a-z]+)\|([\w.-]{{1,32}})\|((?:{_ID}(?:\.{_ID}){{0,3}})?)(?:{_PLACE})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Press:
    """A button on passages. ``depth`` and ``page`` are a place in the outline."""

    action: Action
    version: str
    passages: tuple[str, ...]
    depth: int = 0
    page: int = 0

    def encode(self) -> str:
        data = f"{self.action}|{self.version}|{'.'.join(self.passages)}"
        return f"{data}|{self.depth}|{self.page}" if self.action == "outline" else data


def decode(data: str) -> Press | None:
    """The button that holds ``data``, None where it is none of ours."""
    match = _PRESS.fullmatch(data)
    if match is None or match[1] not in get_args(Action):
        return None
    passages = tuple(match[3].split(".")) if match[3] else ()
    return Press(cast(Action, match[1]), match[2], passages, int(match[4] or 0), int(match[5] or 0))
