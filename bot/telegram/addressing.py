"""Which messages are for the bot: in private all; in a group /ask, a reply to it, a mention, and nothing else."""

from telegram import Chat, Message, MessageEntity
from telegram.ext import ExtBot


def question_in(message: Message, bot: ExtBot[int]) -> str | None:
    """What ``message`` asks the bot (it may be empty), None where it is not a question to it."""
    text = message.text
    if text is None or (message.via_bot and message.via_bot.id == bot.id):  # a passage shared through inline mode
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
    """The forum topic that a message is in."""
    return message.message_thread_id if message.is_topic_message else None


def command_of(message: Message) -> str | None:
    """The command that a message begins with, as typed."""
    for entity in message.entities:
        if entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0:
            return _piece(message, entity)
    return None


def _piece(message: Message, entity: MessageEntity) -> str:
    """What an entity is about. Unlike the library's way, half an emoji elsewhere in the text is no error."""
    raw = (message.text or "").encode("utf-16-le", "surrogatepass")
    return raw[entity.offset * 2 : (entity.offset + entity.length) * 2].decode("utf-16-le", "replace")


def _asked_by_command(message: Message, command: str, bot: ExtBot[int]) -> str | None:
    name, _, addressee = command[1:].lower().partition("@")
    if name != "ask" or addressee not in ("", bot.username.lower()):
        return None
    question = (message.text or "")[len(command) :].strip()
    # A bare /ask in reply to somebody asks what they wrote.
    return question or (message.reply_to_message.text if message.reply_to_message else None) or ""


def _mentions(message: Message, bot: ExtBot[int]) -> list[str]:
    """The bot's mentions in a message, as they are written there."""
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
    """Whether a message replies to one of the bot's; in a topic all do to the message that opened it."""
    above = message.reply_to_message
    return bool(above and above.from_user and above.from_user.id == bot.id and above.forum_topic_created is None)
