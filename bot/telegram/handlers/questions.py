"""Answer each question once, below its message, also after the bot was down or the question was edited."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress

import structlog
from telegram import InlineKeyboardMarkup, MaybeInaccessibleMessage, Update
from telegram.constants import ReactionEmoji
from telegram.error import ChatMigrated, Forbidden, NetworkError
from telegram.ext import ExtBot
from tenacity import AsyncRetrying, retry_if_exception_type, wait_fixed

from bot.answering.asides import Aside
from bot.answering.assistant import Answer, clean_question
from bot.answering.inbox import MAX_TRIES, conclude, find_reply, find_waiting, is_late, keep
from bot.answering.intents import Intent, intent_of
from bot.answering.recording import quotations_of
from bot.i18n import say
from bot.languages import Language
from bot.state.groups import group_access, move_group
from bot.state.people import find_person
from bot.state.questions import Asked, Conversation, Status
from bot.state.unusable import DatabaseError
from bot.telegram.addressing import points_at_nothing, question_in, thread_of
from bot.telegram.context import App, Context, PassedOver, Services
from bot.telegram.delivery import react, replace, send, typing
from bot.telegram.hearing import hear
from bot.telegram.keyboards import with_suggestions
from bot.telegram.notices import tell, tell_once
from bot.telegram.ordering import in_turn, kept_updates, my_turn
from bot.telegram.pointing import understand
from bot.telegram.rendering import shown
from bot.telegram.rich import Rich
from bot.telegram.sending_limits import how_much_was_sent, network_failed
from bot.telegram.suggesting import suggested

_QUIET_S = 1.5  # seconds without another such question before a chat is told how many there were
_LOOK_S = 0.5  # how often to try to note what was sent while the database is away
_log = structlog.stdlib.get_logger(__name__)


async def on_message(update: Update, context: Context) -> None:
    """Answer a new or edited message if it is for the bot."""
    message = update.effective_message
    if message is None or (asked := question_in(message, context.bot)) is None:
        return
    services, question = context.services, clean_question(asked)
    if message.media_group_id:
        services.captioned_albums[message.media_group_id] = True
    conversation = Conversation(message.chat_id, thread_of(message), context.person.user_id)
    kept = kept_updates(context.application)
    live = kept.came_live(update)
    waited_since = None if live else (message.edit_date or message.date) + kept.clock.ahead
    if not question:
        await tell_once(context, message, "question.no-words" if points_at_nothing(message) else "error.question-empty")
        return
    if _needs_no_reply(intent_of(question)):
        return
    question, previous = await understand(message, question, context)
    message_id = message.message_id
    if not await keep(services.inbox, conversation, message_id, question, context.language, waited_since, previous):
        return
    await answer_kept(context, message, message_id, question, live=live)


async def answer_kept(
    context: Context, message: MaybeInaccessibleMessage, message_id: int, question: str, *, live: bool = True
) -> None:
    """Answer a question that was kept when its turn comes, or put it off if its asker has asked too many.

    ``message`` is what led to it; if it is put off, that is told below.
    """
    services = context.services
    await my_turn()
    known = await find_waiting(services.inbox, message.chat.id, message_id, question)
    if known is None or not await _is_still_heard(services, known):
        return
    late, user_id = is_late(services.inbox, known), known.conversation.user_id
    # Whoever has questions waiting gets those answered first.
    waiting = 0 if late else await services.inbox.questions.count_put_off(user_id)
    wait = 0 if late else 1 if waiting else await services.limits.wait_to_ask(user_id)
    if not wait:
        await _answer(context.application, services, known)
    elif live:  # one from before the start is answered later without a word
        await _put_off(context, message, known, wait, waiting)


async def _put_off(context: Context, message: MaybeInaccessibleMessage, asked: Asked, wait: int, waiting: int) -> None:
    """Let a question wait ``wait`` seconds, after those ``waiting``; of too many tell the chat how many there were."""
    services, application, user_id = context.services, context.application, asked.conversation.user_id
    most = services.settings.questions_per_minute
    if waiting >= most:
        await conclude(services.inbox, asked, "limited")
        _count(application, services, asked, "question.not-taken", most=most)
        return
    await conclude(services.inbox, asked, "waiting")
    _come_back_in(application, user_id, wait)
    marked = await react(context.bot, asked.conversation.chat_id, asked.message_id, ReactionEmoji.EYES)
    if not waiting:
        await tell(context, message, "question.too-many")
    elif not marked:
        await tell_once(context, message, "question.too-many")


def _come_back_in(application: App, user_id: int, seconds: int) -> None:
    jobs, name = application.job_queue, f"waiting questions of {user_id}"
    assert jobs is not None
    if not jobs.get_jobs_by_name(name):
        jobs.run_once(_answer_waiting, seconds, user_id, name, job_kwargs={"misfire_grace_time": None})


async def _answer_waiting(context: Context) -> None:
    """Answer the questions of a person who had to wait, as many as they may ask now."""
    assert context.job is not None
    assert isinstance(context.job.data, int)
    await _come_back(context, await context.services.inbox.questions.waiting(context.job.data))


async def answer_unfinished(context: Context) -> None:
    """Answer, in order, the questions that could not be answered when they came.

    The bot was stopped, the network was down, or there were too many questions.
    """
    await _come_back(context, await context.services.inbox.questions.waiting())


async def _come_back(context: Context, questions: Iterable[Asked]) -> None:
    application, services = context.application, context.services
    must_wait = set()
    for asked in questions:
        conversation = asked.conversation
        if conversation.user_id in must_wait:
            continue
        async with in_turn(application, conversation.chat_id, conversation.user_id) as ours:
            if not ours:  # the replica that has something of theirs in hand is at it, or the next time comes to it
                must_wait.add(conversation.user_id)
                continue
            try:
                wait = await _come_back_to(application, services, conversation.chat_id, asked.message_id)
            except Exception:  # one question that fails must not keep others from being answered
                _log.exception("question not answered", chat=conversation.chat_id, message=asked.message_id)
                continue
        if wait:
            must_wait.add(conversation.user_id)
            _come_back_in(application, conversation.user_id, wait)


async def _come_back_to(application: App, services: Services, chat_id: int, message_id: int) -> int:
    """Answer a question unless that was done meanwhile; return the seconds that its asker has to wait before."""
    known = await find_waiting(services.inbox, chat_id, message_id)
    if known is None or not await _is_still_heard(services, known):
        return 0
    wait = 0
    user_id = known.conversation.user_id
    if known.tries >= MAX_TRIES:
        _log.error("question given up: the bot was stopped each time it was tried", chat=chat_id, message=message_id)
        await conclude(services.inbox, known, "failed")
    elif is_late(services.inbox, known) or not (wait := await services.limits.wait_to_ask(user_id)):
        _log.info("coming back to a question", chat=chat_id, message=message_id)
        await _answer(application, services, known)
    return wait


async def _is_still_heard(services: Services, asked: Asked) -> bool:
    """Say whether a question whose turn has come may be answered; if not, conclude it.

    Its asker may have been shut out while it waited, or the group be no longer approved.
    """
    person = await find_person(services.database, asked.conversation.user_id)
    if services.access.allows(person, await group_access(services.database, asked.conversation.chat_id)):
        return True
    await conclude(services.inbox, asked, "undelivered")
    return False


async def _answer(application: App, services: Services, asked: Asked) -> None:
    """Find and send an answer, and keep what came of it; the answer to an edited question replaces the earlier one."""
    if services.stopping:
        return
    if is_late(services.inbox, asked):
        await _give_up(application, services, asked)
        return
    chat_id, language, assistant = asked.conversation.chat_id, asked.language, services.live.assistant
    hear(services.database, services.access, asked.conversation.user_id, chat_id)
    status: Status = "failed"
    said: Answer | Aside | None = None
    sent: list[int] | None = None
    sent_before = how_much_was_sent()
    try:
        async with typing(application.bot, chat_id, asked.conversation.thread_id):
            said = await find_reply(services.inbox, assistant, asked)
        # In a group other people would press the button too.
        curating = asked.conversation.user_id == chat_id and chat_id in services.settings.telegram_admins
        outline, script = assistant.snapshot.outline, services.script(language)
        if isinstance(said, Answer) or not _needs_no_reply(said):
            text, buttons = await asyncio.to_thread(shown, said, outline, language, script, curating=curating)
            buttons = with_suggestions(buttons, await suggested(services, assistant.snapshot, asked, said))
            sent = await _deliver(application, services, asked, text, buttons)
        status = said.status
    except Forbidden as error:  # blocked by the user, removed from the group, or not heard any more
        status = "undelivered"
        _log.info("answer not delivered", chat=chat_id, why=error.message)
    except NetworkError as error:
        if not network_failed(error):
            raise
        status = "received"
        _log.warning("answer not delivered yet", chat=chat_id, why=error.message)
    except DatabaseError:
        if how_much_was_sent() == sent_before:
            status = "received"  # it is tried again
        raise
    else:
        took_ms = round(said.took_ms, 1) if isinstance(said, Answer) else 0.0
        _log.info("answered", chat=chat_id, status=status, took_ms=took_ms)
    finally:
        quoted = quotations_of(said, assistant.snapshot) if said is not None and sent is not None else ()
        async for attempt in _until_noted(services):
            with attempt:
                await conclude(services.inbox, asked, status, said, sent, quoted)


def _until_noted(services: Services) -> AsyncRetrying:
    """Try until the database is there: an answer that was sent and is not noted would be sent again."""
    return AsyncRetrying(
        retry=retry_if_exception_type(DatabaseError),
        wait=wait_fixed(_LOOK_S),
        stop=lambda _: services.stopping,
        reraise=True,
    )


def _needs_no_reply(message: Intent | Aside | None) -> bool:
    """Say whether a message only says that its writer has read the answer, as 好的 and 👍 do."""
    return message is not None and message.kind == "fine"


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
    _count(application, services, asked, "question.late")


def _count(application: App, services: Services, asked: Asked, key: str, **values: object) -> None:
    """Count a question that is not answered; tell its chat by the text ``key`` how many there were, once all came."""
    here = (asked.conversation.chat_id, asked.conversation.thread_id, key)
    services.passed_over[here] = services.passed_over.get(here, 0) + 1
    if services.passed_over[here] == 1:
        telling = _tell_passed_over(application.bot, services.passed_over, here, asked.language, **values)
        application.create_task(telling, name=key)


async def _tell_passed_over(
    bot: ExtBot[int], counts: PassedOver, here: tuple[int, int | None, str], language: Language, **values: object
) -> None:
    number = 0
    while number != counts[here]:
        number = counts[here]
        await asyncio.sleep(_QUIET_S)
    del counts[here]
    chat_id, thread_id, key = here
    with suppress(Forbidden):  # the first who asked is not heard any more, or the chat is closed to the bot
        await send(bot, chat_id, Rich(say(language, key, number=number, **values)), thread_id=thread_id)
