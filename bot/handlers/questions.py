"""Questions: from a message to an answer below it, once, also after the bot was down or the question was edited."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from telegram import Message, Update
from telegram.error import ChatMigrated, Forbidden

from bot.addressing import question_in, thread_of
from bot.assistant import Answer, Turn, clean_question, next_turn
from bot.context import CONVERSATION_HOURS, App, Context, Services
from bot.delivery import replace, reply, send, typing
from bot.i18n import say
from bot.queueing import in_turn
from bot.rendering import answer_buttons, answer_text
from bot.rich import Rich
from bot.settings import Language
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
    unfinished,
)

_QUIET = 1.5  # seconds without another late message, after which a chat is told how many there were
_log = structlog.stdlib.get_logger(__name__)


async def on_message(update: Update, context: Context) -> None:
    """A new or edited message, if it is for the bot."""
    message = update.effective_message
    if message is None or (asked := question_in(message, context.bot)) is None:
        return
    place = Place(message.chat_id, thread_of(message), context.person.user_id)
    question = clean_question(asked)
    known = await find_question(context.services.database, message.chat_id, message.message_id)
    if known is not None and known.text == question and known.status != "received":
        return  # delivered once more, or edited in nothing that matters
    if not question:
        await _tell(context, message, "question.empty")
        return
    sent_at = message.edit_date or message.date
    if datetime.now(UTC) - sent_at > timedelta(minutes=context.services.settings.backlog_minutes):
        await _too_late(context, place, message.message_id, question, sent_at)
        return
    if wait := context.services.limits.wait_to_ask(place.user_id):
        await _tell(context, message, "question.too-many", seconds=wait)
        return
    previous = await _previous(context.services, place, known)
    await receive(context.services.database, place, message.message_id, question, _text_of(previous), sent_at)
    waiting = _Waiting(place, message.message_id, question, previous, context.language, known)
    await _answer(context.application, context.services, waiting)


async def answer_unfinished(context: Context) -> None:
    """Answer, in order, what an earlier process had received and was stopped before it could answer."""
    services = context.services
    since = datetime.now(UTC) - timedelta(minutes=services.settings.backlog_minutes)
    for asked in await unfinished(services.database, since):
        place = asked.place
        async with in_turn(context.application, place.chat_id, place.user_id):
            known = await find_question(services.database, place.chat_id, asked.message_id)
            if known is None or known.status != "received":
                continue  # delivered once more meanwhile
            person = await find_person(services.database, place.user_id)
            if not services.access.hears(person, await group_access(services.database, place.chat_id)):
                continue
            language = services.language_of(person)
            waiting = _Waiting(place, asked.message_id, asked.text, asked.previous, language, known)
            _log.info("question of an earlier run is answered", chat=place.chat_id, message=asked.message_id)
            await _answer(context.application, services, waiting)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A question that is kept and not yet answered; ``known`` is what was kept of its message before, if anything."""

    place: Place
    message_id: int
    question: str
    previous: Turn | str | None
    language: Language
    known: Asked | None


async def _answer(application: App, services: Services, waiting: _Waiting) -> None:
    """Find, send and keep an answer; where a question was edited it takes the place of the first one's."""
    place, chat_id = waiting.place, waiting.place.chat_id
    status: Status = "failed"
    sent: list[int] = []
    try:
        async with typing(application, chat_id, place.thread_id):
            answer, outline = await services.ask(waiting.question, waiting.previous)
        text = answer_text(answer, waiting.language, services.script(waiting.language))
        buttons = answer_buttons(answer, outline, waiting.language)
        try:
            sent = await replace(
                application.bot,
                chat_id,
                waiting.known.answers if waiting.known else (),
                text,
                thread_id=place.thread_id,
                reply_to=waiting.message_id,
                buttons=buttons,
            )
        except ChatMigrated as error:
            await move_group(services.database, chat_id, error.new_chat_id)
            await send(application.bot, error.new_chat_id, text, buttons=buttons)
        status = answer.status
        await _go_on_from(services, waiting, answer)
    except Forbidden as error:  # blocked by the user, or removed from the group
        status = "undelivered"
        _log.info("answer not delivered", chat=chat_id, why=error.message)
        return
    finally:
        await finish(services.database, chat_id, waiting.message_id, status, sent)
    _log.info("answered", chat=chat_id, status=status, version=outline.version, took_ms=round(answer.took_ms, 1))


async def _go_on_from(services: Services, waiting: _Waiting, answer: Answer) -> None:
    """Let the next question follow up this one, unless it is an old one that was edited."""
    place = waiting.place
    if waiting.known is not None:
        newest = await previous_question(services.database, place, datetime.min.replace(tzinfo=UTC))
        if newest != waiting.known.text:
            return
    before = services.turns.get(place)
    turn = next_turn(before, answer)
    if turn is not None and turn is not before:
        services.turns[place] = turn
        await remember(services.database, place, waiting.question)


async def _previous(services: Services, place: Place, known: Asked | None) -> Turn | str | None:
    """What a question may follow up: for an edited one, what it followed up at first."""
    if known is not None:
        return known.previous
    since = datetime.now(UTC) - timedelta(hours=CONVERSATION_HOURS)
    return services.turns.get(place) or await previous_question(services.database, place, since)


def _text_of(previous: Turn | str | None) -> str | None:
    return previous.ranking.question.text if isinstance(previous, Turn) else previous


async def _too_late(context: Context, waiting_place: Place, message_id: int, question: str, sent_at: datetime) -> None:
    """Keep a question that waited too long to be answered, and tell its chat once how many these were."""
    services = context.services
    await receive(services.database, waiting_place, message_id, question, None, sent_at)
    await finish(services.database, waiting_place.chat_id, message_id, "late")
    here = (waiting_place.chat_id, waiting_place.thread_id)
    services.late[here] = services.late.get(here, 0) + 1
    if services.late[here] == 1:
        context.application.create_task(_tell_late(context, here), name="late")


async def _tell_late(context: Context, here: tuple[int, int | None]) -> None:
    late = context.services.late
    number = 0
    while number != late[here]:
        number = late[here]
        await asyncio.sleep(_QUIET)
    del late[here]
    chat_id, thread_id = here
    await send(context.bot, chat_id, Rich(say(context.language, "question.late", number=number)), thread_id=thread_id)


async def _tell(context: Context, message: Message, key: str, **values: object) -> None:
    """Say why a message gets no answer, once where there are many."""
    if context.services.limits.may_tell(message.chat_id, context.person.user_id):
        await reply(context.bot, message, Rich(say(context.language, key, **values)))
