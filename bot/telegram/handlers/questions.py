"""Answer each question once, below its message, also after the bot was down or the question was edited."""

import asyncio
from contextlib import suppress
from datetime import datetime

import structlog
from telegram import InlineKeyboardMarkup, Update
from telegram.error import ChatMigrated, Forbidden, NetworkError
from telegram.ext import ExtBot

from bot.answering.asides import Aside
from bot.answering.assistant import Answer, clean_question
from bot.answering.inbox import MAX_TRIES, conclude, find_reply, find_waiting, is_late, keep
from bot.i18n import say
from bot.languages import Language
from bot.state.groups import group_access, move_group
from bot.state.people import find_person
from bot.state.questions import Asked, Conversation, Status, unfinished
from bot.telegram.addressing import question_in, thread_of
from bot.telegram.context import App, Context, Late, Services
from bot.telegram.delivery import network_failed, replace, send, typing
from bot.telegram.hearing import hear
from bot.telegram.notices import tell_once
from bot.telegram.ordering import in_turn, my_turn
from bot.telegram.rendering import shown
from bot.telegram.rich import Rich
from bot.telegram.pointing import understand

_QUIET_S = 1.5  # seconds without another late question before a chat is told how many there were
_log = structlog.stdlib.get_logger(__name__)


async def on_message(update: Update, context: Context) -> None:
    """Answer a new or edited message if it is for the bot."""
    message = update.effective_message
    if message is None or (asked := question_in(message, context.bot)) is None:
        return
    services, question = context.services, clean_question(asked)
    conversation = Conversation(message.chat_id, thread_of(message), context.person.user_id)
    sent_at = message.edit_date or message.date
    if not question:
    if message.media_group_id:
        services.captioned_albums[message.media_group_id] = True
        await tell_once(context, message, "error.question-empty")
        return
    question, previous = await understand(message, question, context)
    message_id = message.message_id
    if not await keep(services.inbox, conversation, message_id, question, context.language, sent_at, previous):
        return
    await my_turn()
    known = await find_waiting(services.inbox, message.chat_id, message.message_id, question)
    if known is None or not await _is_still_heard(services, known):
        return
    wait = 0 if is_late(services.inbox, sent_at) else services.limits.wait_to_ask(conversation.user_id)
    if not wait:
        await _answer(context.application, services, known, sent_at)
    # A question from before the start is answered later instead. Telegram's times are whole seconds.
    elif message.date >= services.started.replace(microsecond=0):
        await conclude(services.inbox, known, "limited")
        await tell_once(context, message, "question.too-many", seconds=wait)


async def answer_unfinished(context: Context) -> None:
    """Answer, in order, the questions that could not be answered when they came.

    The bot was stopped, the network was down, or there were too many questions.
    """
    services = context.services
    for asked in await unfinished(services.database):
        conversation = asked.conversation
        async with in_turn(context.application, conversation.chat_id, conversation.user_id):
            try:
                await _come_back_to(context.application, services, conversation.chat_id, asked.message_id)
            except Exception:  # one question that fails must not keep others from being answered
                _log.exception("question not answered", chat=conversation.chat_id, message=asked.message_id)


async def _come_back_to(application: App, services: Services, chat_id: int, message_id: int) -> None:
    known = await find_waiting(services.inbox, chat_id, message_id)
    if known is None or not await _is_still_heard(services, known):
        return
    if known.tries >= MAX_TRIES:
        _log.error("question given up: the bot was stopped each time it was tried", chat=chat_id, message=message_id)
        await conclude(services.inbox, known, "failed")
    elif is_late(services.inbox, known.asked_at) or not services.limits.wait_to_ask(known.conversation.user_id):
        _log.info("coming back to a question", chat=chat_id, message=message_id)
        await _answer(application, services, known, known.asked_at)


async def _is_still_heard(services: Services, asked: Asked) -> bool:
    """Say whether a question whose turn has come may be answered; if not, conclude it.

    Its asker may have been shut out while it waited, or the group be no longer approved.
    """
    person = await find_person(services.database, asked.conversation.user_id)
    if services.access.allows(person, await group_access(services.database, asked.conversation.chat_id)):
        return True
    await conclude(services.inbox, asked, "undelivered")
    return False


async def _answer(application: App, services: Services, asked: Asked, sent_at: datetime) -> None:
    """Find and send an answer, and keep what came of it; the answer to an edited question replaces the earlier one."""
    if is_late(services.inbox, sent_at):
        await _give_up(application, services, asked)
        return
    chat_id, language, assistant = asked.conversation.chat_id, asked.language, services.live.assistant
    hear(services.database, services.access, asked.conversation.user_id, chat_id)
    status: Status = "failed"
    said: Answer | Aside | None = None
    sent: list[int] | None = None
    try:
        async with typing(application.bot, chat_id, asked.conversation.thread_id):
            said = await find_reply(services.inbox, assistant, asked)
        # In a group other people would press the button too.
        curating = asked.conversation.user_id == chat_id and chat_id in services.settings.telegram_admins
        outline, script = assistant.snapshot.outline, services.script(language)
        sent = await _deliver(application, services, asked, *shown(said, outline, language, script, curating=curating))
        status = said.status
    except Forbidden as error:  # blocked by the user, removed from the group, or not heard any more
        status = "undelivered"
        _log.info("answer not delivered", chat=chat_id, why=error.message)
    except NetworkError as error:
        if not network_failed(error):
            raise
        status = "received"
        _log.warning("answer not delivered yet", chat=chat_id, why=error.message)
    else:
        took_ms = round(said.took_ms, 1) if isinstance(said, Answer) else 0.0
        _log.info("answered", chat=chat_id, status=status, took_ms=took_ms)
    finally:
        await conclude(services.inbox, asked, status, said, sent)


async def _deliver(
    application: App, services: Services, asked: Asked, text: Rich, buttons: InlineKeyboardMarkup | None
) -> list[int]:
    conversation = asked.conversation
    try:
        return await replace(
            application.bot,
            conversation.chat_id,
            asked.answers,
            text,
            thread_id=conversation.thread_id,
            reply_to=asked.message_id,
            buttons=buttons,
        )
    except ChatMigrated as error:
        await move_group(services.database, conversation.chat_id, error.new_chat_id)
        hear(services.database, services.access, conversation.user_id, error.new_chat_id)
        return await send(application.bot, error.new_chat_id, text, buttons=buttons)


async def _give_up(application: App, services: Services, asked: Asked) -> None:
    """Give up a question that waited too long, and tell its chat once how many such questions there were."""
    await conclude(services.inbox, asked, "late")
    here = (asked.conversation.chat_id, asked.conversation.thread_id)
    services.late[here] = services.late.get(here, 0) + 1
    if services.late[here] == 1:
        application.create_task(_tell_late(application.bot, services.late, here, asked.language), name="late")


async def _tell_late(bot: ExtBot[int], late: Late, here: tuple[int, int | None], language: Language) -> None:
    number = 0
    while number != late[here]:
        number = late[here]
        await asyncio.sleep(_QUIET_S)
    del late[here]
    chat_id, thread_id = here
    with suppress(Forbidden):  # the first who asked is not heard any more, or the chat is closed to the bot
        await send(bot, chat_id, Rich(say(language, "question.late", number=number)), thread_id=thread_id)
