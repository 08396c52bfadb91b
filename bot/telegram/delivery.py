"""Send text to a chat, in as many messages as needed."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

import structlog
from telegram import (
    CallbackQuery,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LinkPreviewOptions,
    MaybeInaccessibleMessage,
    Message,
    MessageEntity,
    ReplyParameters,
)
from telegram.constants import ChatAction, MessageEntityType
from telegram.error import BadRequest, TelegramError
from telegram.ext import ExtBot

from bot.answering.wording import cut_off
from bot.telegram.addressing import thread_of
from bot.telegram.rich import Rich, split

DRAWING = "…"  # shown at once to whoever pressed for what takes a while, in any language
_TYPING_INTERVAL_S = 4.5  # seconds; Telegram hides the typing sign after five
_CAPTION_CHARACTERS = 500  # characters; Telegram takes 1024 UTF-16 units
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_typing: set[asyncio.Task[None]] = set()  # a task without a reference may be collected before it is done
_log = structlog.stdlib.get_logger(__name__)


async def send(
    bot: ExtBot[int],
    chat_id: int,
    rich: Rich,
    *,
    thread_id: int | None = None,
    reply_to: int | None = None,
    buttons: InlineKeyboardMarkup | None = None,
) -> list[int]:
    """Send ``rich``, split into several messages if it is long, and return their ids.

    The buttons are below the last message.
    """
    return await _send_parts(bot, chat_id, split(rich), thread_id, reply_to, buttons)


async def _send_parts(
    bot: ExtBot[int],
    chat_id: int,
    parts: Sequence[Rich],
    thread_id: int | None,
    reply_to: int | None,
    buttons: InlineKeyboardMarkup | None,
) -> list[int]:
    sent = []
    for number, part in enumerate(parts, start=1):
        reply = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to and number == 1 else None
        message = await bot.send_message(
            chat_id,
            part.text,
            entities=to_entities(part),
            message_thread_id=thread_id,
            reply_parameters=reply,
            reply_markup=buttons if number == len(parts) else None,
            link_preview_options=_NO_PREVIEW,
        )
        sent.append(message.message_id)
    return sent


async def reply(
    bot: ExtBot[int], message: MaybeInaccessibleMessage, rich: Rich, buttons: InlineKeyboardMarkup | None = None
) -> list[int]:
    """Send ``rich`` below ``message``, in its topic, and return the ids of the messages sent."""
    thread_id = thread_of(message) if isinstance(message, Message) else None
    return await send(bot, message.chat.id, rich, thread_id=thread_id, reply_to=message.message_id, buttons=buttons)


async def show_drawing(bot: ExtBot[int], message: MaybeInaccessibleMessage) -> None:
    """Show in the chat of ``message`` that a picture comes."""
    with suppress(TelegramError):  # the sign is not essential
        await bot.send_chat_action(message.chat.id, ChatAction.UPLOAD_PHOTO)


async def send_pictures(
    bot: ExtBot[int],
    message: MaybeInaccessibleMessage,
    pictures: Sequence[bytes],
    caption: str,
    buttons: InlineKeyboardMarkup | None = None,
    named: str = "",
) -> None:
    """Send pictures below ``message``, several as an album; since that can have no buttons, ``named`` below it has."""
    thread_id = thread_of(message) if isinstance(message, Message) else None
    reply_to = ReplyParameters(message.message_id, allow_sending_without_reply=True)
    caption = cut_off(caption, _CAPTION_CHARACTERS)
    if len(pictures) == 1:
        await bot.send_photo(
            message.chat.id,
            pictures[0],
            caption,
            message_thread_id=thread_id,
            reply_parameters=reply_to,
            reply_markup=buttons,
        )
        return
    album = [InputMediaPhoto(picture, caption if number == 0 else None) for number, picture in enumerate(pictures)]
    sent = await bot.send_media_group(message.chat.id, album, message_thread_id=thread_id, reply_parameters=reply_to)
    if buttons:
        await send(bot, message.chat.id, Rich(named), thread_id=thread_id, reply_to=sent[0].message_id, buttons=buttons)


async def send_picture(
    bot: ExtBot[int],
    chat_id: int,
    picture: bytes,
    caption: str,
    reply_to: int | None = None,
    buttons: InlineKeyboardMarkup | None = None,
) -> None:
    """Send a picture with a ``caption`` of at most 1024 UTF-16 code units below it."""
    reply = ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None
    await bot.send_photo(chat_id, picture, caption, reply_parameters=reply, reply_markup=buttons)


async def send_file(
    bot: ExtBot[int], message: MaybeInaccessibleMessage, content: bytes, name: str, caption: str
) -> None:
    """Send a file below ``message``."""
    await bot.send_document(
        message.chat.id,
        content,
        caption[:_CAPTION_CHARACTERS],
        filename=name,
        message_thread_id=thread_of(message) if isinstance(message, Message) else None,
        reply_parameters=ReplyParameters(message.message_id, allow_sending_without_reply=True),
    )


async def replace(
    bot: ExtBot[int],
    chat_id: int,
    old: Sequence[int],
    rich: Rich,
    *,
    thread_id: int | None = None,
    reply_to: int | None = None,
    buttons: InlineKeyboardMarkup | None = None,
) -> list[int]:
    """Replace the messages ``old`` by ``rich``, and return the ids of the messages that show it now.

    Old messages are edited; further ones are sent as needed, and those left over are deleted.
    """
    parts = split(rich)
    kept = []
    for number, (message_id, part) in enumerate(zip(old, parts, strict=False), start=1):
        if not await edit(bot, chat_id, message_id, part, buttons if number == len(parts) else None):
            break
        kept.append(message_id)
    for message_id in old[len(kept) :]:
        with suppress(BadRequest):  # it is gone already, or too old to delete
            await bot.delete_message(chat_id, message_id)
    return kept + await _send_parts(bot, chat_id, parts[len(kept) :], thread_id, reply_to, buttons)


async def edit(
    bot: ExtBot[int], chat_id: int, message_id: int, rich: Rich, buttons: InlineKeyboardMarkup | None
) -> bool:
    """Edit one message; return False if it cannot be edited any more.

    ``rich`` must fit into one message.
    """
    try:
        await bot.edit_message_text(
            rich.text,
            chat_id,
            message_id,
            entities=to_entities(rich),
            reply_markup=buttons,
            link_preview_options=_NO_PREVIEW,
        )
    except BadRequest as error:
        if "not modified" in error.message.lower():
            return True
        _log.info("message cannot be edited", chat=chat_id, message=message_id, why=error.message)
        return False
    return True


async def edit_buttons(bot: ExtBot[int], message: MaybeInaccessibleMessage, buttons: InlineKeyboardMarkup) -> None:
    """Replace the buttons below one of the bot's messages, unless it cannot be edited any more."""
    try:
        await bot.edit_message_reply_markup(message.chat.id, message.message_id, reply_markup=buttons)
    except BadRequest as error:  # also if they are the same, as when the same one is pressed twice
        _log.info("buttons not edited", chat=message.chat.id, message=message.message_id, why=error.message)


async def show_in(
    bot: ExtBot[int], message: MaybeInaccessibleMessage, rich: Rich, buttons: InlineKeyboardMarkup | None = None
) -> None:
    """Show ``rich`` in one of the bot's messages, or below it if that cannot be edited or ``rich`` is too long."""
    if not rich.fits() or not await edit(bot, message.chat.id, message.message_id, rich, buttons):
        await reply(bot, message, rich, buttons)


def to_entities(rich: Rich) -> list[MessageEntity]:
    """Return the spans of ``rich`` as Telegram takes them, counted in UTF-16 code units."""
    entities = [MessageEntity(MessageEntityType(span.style), span.start, span.end - span.start) for span in rich.spans]
    return list(MessageEntity.adjust_message_entities_to_utf_16(rich.text, entities))


def is_expired(error: BaseException | None) -> bool:
    """Say whether ``error`` means that a button press or an inline query was answered before or is too old."""
    return isinstance(error, BadRequest) and "query id is invalid" in error.message.lower()


async def acknowledge(query: CallbackQuery, text: str | None = None, *, alert: bool = False) -> bool:
    """Answer a button press; return False if it was answered before or is too old.

    A press may be too old if it came while the bot was down.
    """
    try:
        await query.answer(text, show_alert=alert)
    except BadRequest as error:
        if is_expired(error):
            return False
        raise
    return True


async def react(bot: ExtBot[int], chat_id: int, message_id: int, emoji: str) -> bool:
    """Mark a message with a reaction; return False if that cannot be, for example because the chat allows none."""
    try:
        return await bot.set_message_reaction(chat_id, message_id, emoji)
    except TelegramError as error:
        _log.info("no reaction", chat=chat_id, message=message_id, why=error.message)
        return False


@asynccontextmanager
async def typing(bot: ExtBot[int], chat_id: int, thread_id: int | None) -> AsyncIterator[None]:
    """Show that the bot is typing for as long as the block runs."""
    done = asyncio.Event()
    task = asyncio.create_task(_type(bot, chat_id, thread_id, done), name="typing")
    _typing.add(task)
    task.add_done_callback(_typing.discard)
    try:
        yield
    finally:
        done.set()  # the task is not cancelled, because cutting off a request costs its connection


async def _type(bot: ExtBot[int], chat_id: int, thread_id: int | None, done: asyncio.Event) -> None:
    while not done.is_set():
        try:
            await bot.send_chat_action(chat_id, ChatAction.TYPING, message_thread_id=thread_id)
        except TelegramError:
            return  # the typing sign is not essential
        with suppress(TimeoutError):
            await asyncio.wait_for(done.wait(), _TYPING_INTERVAL_S)
