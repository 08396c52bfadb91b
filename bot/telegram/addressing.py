"""Tell which messages are for the bot: in private all; in a group only /ask, replies to the bot and mentions of it."""

from telegram import Chat, Message, MessageEntity
from telegram.ext import ExtBot


def question_in(message: Message, bot: ExtBot[int]) -> str | None:
    """Return the question that ``message`` asks the bot, which may be empty, or None if it asks the bot nothing."""
    text = message.text
    # A passage shared through inline mode carries the bot's id, and is no question.
    if text is None or (message.via_bot and message.via_bot.id == bot.id):
        return None
    command = command_of(message)
    if command is not None:
        return _asked_by_command(message, command, bot)
    if message.chat.type == Chat.PRIVATE:
        return text
    mentions = _mentions(message, bot)
    if mentions:
        return " ".join(_without(text, mentions).split())
    return text if _answers(message, bot) else None


def thread_of(message: Message) -> int | None:
    """Return the id of the forum topic that a message is in, or None."""
    return message.message_thread_id if message.is_topic_message else None


def command_of(message: Message) -> str | None:
    """Return the command that a message begins with, as typed, or None."""
    for entity in message.entities:
        if entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0:
            return _piece(message, entity)
    return None


def _piece(message: Message, entity: MessageEntity) -> str:
    """Return the piece of text that an entity covers.

    Unlike the library's own method, this does not fail if the text contains half of a surrogate pair elsewhere.
    """
    raw = (message.text or "").encode("utf-16-le", "surrogatepass")
    return raw[entity.offset * 2 : (entity.offset + entity.length) * 2].decode("utf-16-le", "replace")


def _asked_by_command(message: Message, command: str, bot: ExtBot[int]) -> str | None:
    name, _, addressee = command[1:].lower().partition("@")
    if name != "ask" or addressee not in ("", bot.username.lower()):
        return None
    question = (message.text or "")[len(command) :].strip()
    # A bare /ask in reply to a message asks the text of that message.
    return question or (message.reply_to_message.text if message.reply_to_message else None) or ""


def _mentions(message: Message, bot: ExtBot[int]) -> list[str]:
    """Return the mentions of the bot in a message, as they are written there."""
    own = f"@{bot.username}".lower()
    found = []
    for entity in message.entities:
        by_name = entity.type == MessageEntity.MENTION and _piece(message, entity).lower() == own
        by_id = entity.type == MessageEntity.TEXT_MENTION and entity.user is not None and entity.user.id == bot.id
        if by_name or by_id:
            found.append(_piece(message, entity))
    return found


def _without(text: str, mentions: list[str]) -> str:
    for mention in mentions:
        text = text.replace(mention, " ")
    return text


def _answers(message: Message, bot: ExtBot[int]) -> bool:
    """Say whether a message replies to one of the bot's messages.

    In a forum topic every message counts as a reply to the one that opened the topic; such a reply does not count here.
    """
    above = message.reply_to_message
    return bool(above and above.from_user and above.from_user.id == bot.id and above.forum_topic_created is None)
