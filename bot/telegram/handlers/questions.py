"""Questions: from a message to an answer below it, once, also after the bot was down or the question was edited."""

import asyncio
from datetime import UTC, datetime, timedelta

import structlog
from telegram import InlineKeyboardMarkup, Update
from telegram.error import ChatMigrated, Forbidden, NetworkError
from telegram.ext import ExtBot

from bot.answering.asides import Aside
from bot.answering.assistant import Turn, clean_question
from bot.i18n import say
from bot.languages import Language
from bot.state.groups import group_access, move_group
from bot.state.people import find_person
from bot.state.questions import (
    Asked,
    Place,
    Status,
    find_question,
    finish,
    previous_question,
    receive,
    remember,
    start,
    unfinished,
)
from bot.telegram.addressing import question_in, thread_of
from bot.telegram.context import CONVERSATION_HOURS, App, Context, Late, Services
from bot.telegram.delivery import network_failed, replace, send, typing
from bot.telegram.keyboards import answer_buttons, aside_buttons
from bot.telegram.ordering import in_turn, my_turn
from bot.telegram.rendering import answer_text, aside_text
from bot.telegram.rich import Rich
from bot.telegram.telling import tell_once

_MOST_TRIES = 3  # of a question at which the process ended: it may well be why
_QUIET = 1.5  # seconds without another late message, after which a chat is told how many there were
_log = structlog.stdlib.get_logger(__name__)


async def on_message(update: Update, context: Context) -> None:
    """A new or edited message, if it is for the bot."""
    message = update.effective_message
    if message is None or (asked := question_in(message, context.bot)) is None:
        return
    place = Place(message.chat_id, thread_of(message), context.person.user_id)
    question = clean_question(asked)
    services = context.services
    known = await find_question(services.database, message.chat_id, message.message_id)
    if known is not None and known.text == question and known.status != "received":
        return  # delivered once more, or edited in nothing that matters
    if not question:
        await tell_once(context, message, "error.question-empty")
        return
    # Kept before it waits for its turn: were the bot killed then, it would be found.
    sent_at = message.edit_date or message.date
    await receive(services.database, place, message.message_id, question, context.language, sent_at)
    await my_turn()
    known = await find_question(services.database, message.chat_id, message.message_id)
    if known is None or known.text != question or known.status != "received":
        return  # deleted, edited or answered meanwhile
    if _is_late(services, sent_at):
        await _too_late(context.application, services, known)
    elif wait := services.limits.wait_to_ask(place.user_id):
        # Telegram's times are whole seconds. One from while the bot was down is come back to.
        if message.date >= services.started.replace(microsecond=0):
            await finish(services.database, message.chat_id, message.message_id, "limited")
            await tell_once(context, message, "question.too-many", seconds=wait)
    else:
        await _answer(context.application, services, known)


async def answer_unfinished(context: Context) -> None:
    """Answer, in order, what could not be when it came: the bot was stopped, the network down, or it was a lot."""
    services = context.services
    for asked in await unfinished(services.database):
        place = asked.place
        async with in_turn(context.application, place.chat_id, place.user_id):
            try:
                await _come_back_to(context.application, services, place.chat_id, asked.message_id)
            except Exception:  # one that fails keeps no other from its answer
                _log.exception("question not answered", chat=place.chat_id, message=asked.message_id)


async def _come_back_to(application: App, services: Services, chat_id: int, message_id: int) -> None:
    known = await find_question(services.database, chat_id, message_id)
    if known is None or known.status != "received":
        return  # answered or deleted meanwhile
    person = await find_person(services.database, known.place.user_id)
    if not services.access.hears(person, await group_access(services.database, chat_id)):
        await finish(services.database, chat_id, message_id, "undelivered")
    elif known.tries >= _MOST_TRIES:
        _log.error("question given up: the bot was stopped each time it was tried", chat=chat_id, message=message_id)
        await finish(services.database, chat_id, message_id, "failed")
    elif _is_late(services, known.asked_at):
        await _too_late(application, services, known)
    elif not services.limits.wait_to_ask(person.user_id):
        _log.info("coming back to a question", chat=chat_id, message=message_id)
        await _answer(application, services, known)


async def _answer(application: App, services: Services, asked: Asked) -> None:
    """Find, send and keep an answer; where a question was edited it takes the place of the first one's."""
    chat_id, message_id = asked.place.chat_id, asked.message_id
    status: Status = "failed"
    sent: list[int] | None = None
    script = services.script(asked.language)
    assistant = services.live.assistant
    outline = assistant.snapshot.outline
    try:
        previous = await _previous(services, asked)
        await start(services.database, chat_id, message_id, _text_of(previous))
        async with typing(application.bot, chat_id, asked.place.thread_id):
            answer = await services.reply(assistant, asked.text, previous)
        if isinstance(answer, Aside):
            said = aside_text(answer, asked.language, script)
            ways = aside_buttons(answer, outline, asked.language, script)
            sent = await _deliver(application, services, asked, said, ways)
            status = "answered"
            return
        text = answer_text(answer, asked.language, script)
        # Others in a group would press it too.
        curating = asked.place.user_id == chat_id and chat_id in services.settings.telegram_admins
        buttons = answer_buttons(answer, outline, asked.language, curating=curating)
        sent = await _deliver(application, services, asked, text, buttons)
        status = answer.status
        # A stray question that was refused is no ground for the next one.
        if answer.status != "refused" and await remember(services.database, asked.place, message_id, asked.text):
            services.turns[asked.place] = answer.turn
    except Forbidden as error:  # blocked by the user, or removed from the group
        status = "undelivered"
        _log.info("answer not delivered", chat=chat_id, why=error.message)
    except NetworkError as error:
        if not network_failed(error):
            raise
        status = "received"
        _log.warning("answer not delivered yet", chat=chat_id, why=error.message)
    else:
        _log.info("answered", chat=chat_id, status=status, took_ms=round(answer.took_ms, 1))
    finally:
        await finish(services.database, chat_id, message_id, status, sent)


async def _deliver(
    application: App, services: Services, asked: Asked, text: Rich, buttons: InlineKeyboardMarkup | None
) -> list[int]:
    place = asked.place
    try:
        return await replace(
            application.bot,
            place.chat_id,
            asked.answers,
            text,
            thread_id=place.thread_id,
            reply_to=asked.message_id,
            buttons=buttons,
        )
    except ChatMigrated as error:
        await move_group(services.database, place.chat_id, error.new_chat_id)
        return await send(application.bot, error.new_chat_id, text, buttons=buttons)


async def _previous(services: Services, asked: Asked) -> Turn | str | None:
    """What a question may follow up: for one that was begun before, what it followed up then."""
    if asked.tries:
        return asked.previous
    since = datetime.now(UTC) - timedelta(hours=CONVERSATION_HOURS)
    return services.turns.get(asked.place) or await previous_question(services.database, asked.place, since)


def _text_of(previous: Turn | str | None) -> str | None:
    return previous.ranking.question.text if isinstance(previous, Turn) else previous


def _is_late(services: Services, sent_at: datetime) -> bool:
    return datetime.now(UTC) - sent_at > timedelta(minutes=services.settings.backlog_minutes)


async def _too_late(application: App, services: Services, asked: Asked) -> None:
    """Give up a question that waited too long, and tell its chat once how many these were."""
    await finish(services.database, asked.place.chat_id, asked.message_id, "late")
    here = (asked.place.chat_id, asked.place.thread_id)
    services.late[here] = services.late.get(here, 0) + 1
    if services.late[here] == 1:
        application.create_task(_tell_late(application.bot, services.late, here, asked.language), name="late")


async def _tell_late(bot: ExtBot[int], late: Late, here: tuple[int, int | None], language: Language) -> None:
    number = 0
    while number != late[here]:
        number = late[here]
        await asyncio.sleep(_QUIET)
    del late[here]
    chat_id, thread_id = here
    await send(bot, chat_id, Rich(say(language, "question.late", number=number)), thread_id=thread_id)
