"""People, chats and messages as the Bot API has them, and what a client sees of a message."""

import re
from typing import Any

from tests.bot.telegram.api.entities import units

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"

Json = dict[str, Any]


def person(number: int, name: str = "Anna", language: str | None = "en", **more: Any) -> Json:
    return {"id": number, "is_bot": False, "first_name": name, "language_code": language} | more


def private(user: Json) -> Json:
    return {"id": user["id"], "type": "private", "first_name": user["first_name"]}


def group(number: int, title: str = "Team", topics: tuple[int, ...] = ()) -> Json:
    kind = "supergroup" if number < -(10**12) else "group"
    return {"id": number, "type": kind, "title": title} | ({"topics": topics, "is_forum": True} if topics else {})


def replied_to(message: Json) -> Json:
    """A message as it stands in a reply to it: what it replied to itself is not told."""
    return {key: value for key, value in message.items() if key != "reply_to_message"}


def captioned(caption: str, entities: list[Json]) -> Json:
    """The fields of a caption; unlike a text's they are absent where empty."""
    return {key: value for key, value in (("caption", caption), ("caption_entities", entities)) if value}


def entities_typed(text: str) -> list[Json]:
    """The commands and mentions in a text, as a client marks them."""
    found = []
    for match in re.finditer(r"(?<!\S)/[a-z_]+(?:@\w+)?|(?<!\w)@\w{3,}", text):
        kind = "bot_command" if match[0].startswith("/") else "mention"
        found.append({"type": kind, "offset": units(text[: match.start()]), "length": units(match[0])})
    return found


def buttons(message: Json) -> dict[str, str]:
    """The buttons below a message that send something to the bot: what is on them, and what they hold."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return {button["text"]: button["callback_data"] for row in rows for button in row if "callback_data" in button}


def other_buttons(message: Json) -> dict[str, str]:
    """The buttons that the client deals with by itself: what is on them, and what they copy or open."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    others = (button for row in rows for button in row if "callback_data" not in button)
    return {
        button["text"]: button["copy_text"]["text"] if "copy_text" in button else button["url"] for button in others
    }


def styled(message: Json, kind: str) -> list[str]:
    """The pieces of a message that are in that style."""
    raw = message["text"].encode("utf-16-le")
    spans = [(e["offset"] * 2, (e["offset"] + e["length"]) * 2) for e in message["entities"] if e["type"] == kind]
    return [raw[start:end].decode("utf-16-le") for start, end in spans]
