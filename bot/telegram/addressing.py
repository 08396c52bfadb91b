"""Tell which messages are for the bot: in private all; in a group only /ask, replies to the bot and mentions of it.

The caption of a photo, a file or a video counts as its text.
"""

import re
from collections.abc import Iterable, Sequence

from telegram import Chat, Message, MessageEntity
from telegram.constants import MessageEntityType
from telegram.ext import ExtBot

_NO_WORDS = re.compile(r"[\s?？!！.。…,，、~～]*")


def question_in(message: Message, bot: ExtBot[int]) -> str | None:
    """Return the question that ``message`` asks the bot, which may be empty, or None if it asks the bot nothing.

    A bare /ask or mention asks the words that the message points at, and so does one with nothing but a question mark
    or the like, unless it is below one of the bot's own messages, where no words are marked.
    """
    own = _own_words(message, bot)
    if own is None or not _NO_WORDS.fullmatch(own):
        return own
    above = message.reply_to_message
    of_others = message.quote is not None or (above is not None and not is_from(above, bot))
    return (words_pointed_at(message, bot) if not own or of_others else "") or own


def points_at_nothing(message: Message) -> bool:
    """Say whether ``message`` is below one without any words, such as a photo without a caption."""
    return message.reply_to_message is not None and message.quote is None and not _text(message.reply_to_message)


def words_pointed_at(message: Message, bot: ExtBot[int]) -> str:
    """Return the words that ``message`` marks as a quote, else those of the message it replies to; else nothing."""
    if message.quote is not None:
        return message.quote.text.strip()
    above = message.reply_to_message
    return _without(above, _addresses(above, bot)) if above else ""


def passages_in(message: Message) -> str:
    """Return the passages that one of the bot's messages shows, empty if it shows none; they are its block quotes."""
    kinds = (MessageEntityType.BLOCKQUOTE, MessageEntityType.EXPANDABLE_BLOCKQUOTE)
    return "\n".join(_piece(message, entity) for entity in _entities(message) if entity.type in kinds)


def thread_of(message: Message) -> int | None:
    """Return the id of the forum topic that a message is in, or None."""
    return message.message_thread_id if message.is_topic_message else None


def command_of(message: Message) -> str | None:
    """Return the command that a message begins with, as typed, or None."""
    command = _command(message)
    return _piece(message, command) if command else None


def is_from(message: Message, bot: ExtBot[int]) -> bool:
    """Say whether ``message`` is one of the bot's own."""
    return message.from_user is not None and message.from_user.id == bot.id


def _own_words(message: Message, bot: ExtBot[int]) -> str | None:
    """Return what a message says to the bot, without the command or mentions; None if it is not for the bot."""
    # A passage shared through inline mode carries the bot's id, and is no question.
    if not _text(message) or (message.via_bot and message.via_bot.id == bot.id):
        return None
    addresses = _addresses(message, bot)
    if _command(message):
        addressed = _is_ask(message, bot)
    else:
        addressed = bool(addresses) or message.chat.type == Chat.PRIVATE or _answers(message, bot)
    return _without(message, addresses) if addressed else None


def _text(message: Message) -> str:
    return message.text or message.caption or ""


def _entities(message: Message) -> Sequence[MessageEntity]:
    return message.entities or message.caption_entities


def _command(message: Message) -> MessageEntity | None:
    return next((e for e in _entities(message) if e.type == MessageEntity.BOT_COMMAND and e.offset == 0), None)


def _is_ask(message: Message, bot: ExtBot[int]) -> bool:
    name, _, addressee = (command_of(message) or "")[1:].lower().partition("@")
    return name == "ask" and addressee in ("", bot.username.lower())


def _addresses(message: Message, bot: ExtBot[int]) -> list[MessageEntity]:
    """Return what in a message only says that it is for the bot: mentions of it, and the command /ask."""
    own = f"@{bot.username}".lower()
    found = [command] if (command := _command(message)) and _is_ask(message, bot) else []
    for entity in _entities(message):
        by_name = entity.type == MessageEntity.MENTION and _piece(message, entity).lower() == own
        by_id = entity.type == MessageEntity.TEXT_MENTION and entity.user is not None and entity.user.id == bot.id
        if by_name or by_id:
            found.append(entity)
    return found


def _piece(message: Message, entity: MessageEntity) -> str:
    """Return the piece of text that an entity covers.

    Unlike the library's own method, this does not fail if the text contains half of a surrogate pair elsewhere.
    """
    raw = _text(message).encode("utf-16-le", "surrogatepass")
    return raw[entity.offset * 2 : (entity.offset + entity.length) * 2].decode("utf-16-le", "replace")


def _without(message: Message, entities: Iterable[MessageEntity]) -> str:
    """Return the text of a message without the pieces that ``entities`` cover."""
    raw = _text(message).encode("utf-16-le", "surrogatepass")
    space = " ".encode("utf-16-le")
    for entity in sorted(entities, key=lambda entity: -entity.offset):
        raw = raw[: entity.offset * 2] + space + raw[(entity.offset + entity.length) * 2 :]
    return raw.decode("utf-16-le", "surrogatepass").strip()


def _answers(message: Message, bot: ExtBot[int]) -> bool:
    """Say whether a message replies to one of the bot's messages.

    In a forum topic every message counts as a reply to the one that opened the topic; such a reply does not count here.
    """
    above = message.reply_to_message
    return bool(above and is_from(above, bot) and above.forum_topic_created is None)
