"""Tell people by the bot itself, once for each state of the index: what is answered now, and what has changed.

What a person is told is noted before it is sent, so a killed program goes on where it was and tells nobody twice.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import structlog
from telegram import InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from bot.answering.assistant import Answer, Assistant
from bot.answering.reply import reply
from bot.languages import Language
from bot.state.bells import Bell, bells_to_ask, delete_bells, delete_bells_in, delete_these, note_asked
from bot.state.database import NotKeptError
from bot.state.group_news import groups_to_tell, note_group_told
from bot.state.groups import group_access, language_in
from bot.state.mutes import ALL, digest_of, mutes_of
from bot.state.people import Person, find_people, find_person, unknown
from bot.state.questions import find_question, finish
from bot.state.quoted import QuotedTo
from bot.state.telling import claim, give_back, note_told
from bot.telegram.context import Context, Services
from bot.telegram.delivery import send
from bot.telegram.group_members import Standing, standing_in
from bot.telegram.news import Found, found_in, news_message
from bot.telegram.rich import Rich
from bot.telegram.sending_limits import NotSentError
from bot.telling.changes import Change
from bot.telling.finding import Asked, News, by_person, by_question, changes_to_tell, in_group
from bot.telling.hours import is_quiet
from bot.telling.wording import group_line
from bot.version_stores import version_store

_NOBODY = 0  # in whose turn people's questions are asked, so one at a time
_REST = 4  # times as long as a search takes is rested after it: one in five answers meets one at most
_BATCH = 50  # questions that are noted as asked together
_PAUSE_S = 0.1  # after each message: Telegram takes 30 a second, and answers are to find room
_LOOK_S, _MOST_LOOKS = 0.05, 100  # how often, and how many times, to see whether answers are on their way
_AGAIN_S = 60
_log = structlog.stdlib.get_logger(__name__)


class PutOffError(Exception):
    """The rest is told later: after quiet hours, of another version that is live by now, or after the next start."""


async def look_for_news(context: Context) -> None:
    """Begin to tell people if the index is in a state of which they were not told, unless that is under way."""
    services = context.services
    progress = services.telling
    due = progress.done != services.live.edition and time.monotonic() >= progress.again_at
    if due and not progress.running and not _must_wait(services):
        progress.running = True
        context.application.create_task(_tell(context), name="telling")


async def _tell(context: Context) -> None:
    progress = context.services.telling
    progress.again_at = time.monotonic() + _AGAIN_S  # unless all goes well
    try:
        await tell_news(context)
        progress.again_at = 0.0
    except PutOffError:
        progress.again_at = 0.0
    except (TelegramError, NotKeptError) as error:
        _log.warning("the rest is told later", why=str(error))
    finally:
        progress.running = False


async def tell_news(context: Context) -> None:
    """Tell groups and people what there is to tell them, and note that it was done."""
    services = context.services
    edition, assistant = services.live.edition, services.live.assistant
    services.telling.done = edition  # who begins to wait from now on takes this back
    try:
        await _tell_all(context, edition, assistant)
    except BaseException:
        services.telling.done = ""
        raise


async def _tell_all(context: Context, edition: str, assistant: Assistant) -> None:
    services, snapshot = context.services, assistant.snapshot
    database, settings = services.database, services.settings
    found, answered = await _ask(services, edition, assistant)
    changes = await changes_to_tell(database, snapshot, version_store(settings), settings.tell_changes_days)
    for chat_id in await groups_to_tell(database, snapshot.version):
        await _make_way(services, edition)
        await _tell_group(context, chat_id, in_group(changes, chat_id), snapshot.version)
    people = by_person(answered, changes)
    for user_id in sorted(people):
        await _make_way(services, edition)
        await _tell_person(context, user_id, people[user_id], found, assistant)
    await note_told(database, snapshot.version)
    if people:
        _log.info("told", version=snapshot.version, people=len(people))


async def _ask(services: Services, edition: str, assistant: Assistant) -> tuple[dict[Asked, Found], list[Bell]]:
    """Ask what people wait for, each question once; return what answers, and the bells that it answers.

    Whoever may not ask any more waits no longer.
    """
    heard = await _heard(services, await bells_to_ask(services.database, edition))
    found: dict[Asked, Found] = {}
    answered: list[Bell] = []
    unanswered: list[Bell] = []
    for number, ((question, previous), bells) in enumerate(by_question(heard).items(), start=1):
        await _make_way(services, edition)
        started = time.perf_counter()
        async with services.searches.turn(_NOBODY):
            said = await services.searches.run(reply, assistant, question, previous)
        await asyncio.sleep(_REST * (time.perf_counter() - started))
        if isinstance(said, Answer) and said.status == "answered":
            found[question, previous] = found_in(said, assistant.snapshot, services)
            answered += bells
        else:
            unanswered += bells
        if number % _BATCH == 0:
            await note_asked(services.database, unanswered, edition)
            unanswered = []
    await note_asked(services.database, unanswered, edition)
    return found, answered


async def _heard(services: Services, bells: Sequence[Bell]) -> list[Bell]:
    """Return the bells of those who may still ask where they asked, and delete the others.

    They may be thousands, so people and groups are looked up together.
    """
    database = services.database
    people = await find_people(database, [bell.user_id for bell in bells])
    chats = {bell.chat_id for bell in bells if bell.chat_id < 0}  # others are private
    groups = {chat_id: await group_access(database, chat_id) for chat_id in chats}
    heard: list[Bell] = []
    shut_out: list[Bell] = []
    for bell in bells:
        person = people.get(bell.user_id) or unknown(bell.user_id)
        (heard if services.access.allows(person, groups.get(bell.chat_id)) else shut_out).append(bell)
    await delete_these(database, shut_out)
    return heard


async def _tell_group(context: Context, chat_id: int, changes: list[Change], version: str) -> None:
    services = context.services
    new = await note_group_told(services.database, chat_id, version)
    if new and changes and await group_access(services.database, chat_id) == "approved":
        language = await language_in(services.database, chat_id) or services.default_language
        await _send(context, chat_id, Rich(group_line(changes, language)))


async def _tell_person(
    context: Context, user_id: int, news: News, found: dict[Asked, Found], assistant: Assistant
) -> None:
    """Note that a person is told, and tell them as far as they may know it and want to."""
    services, database = context.services, context.services.database
    person = await find_person(database, user_id)
    standing = {chat_id: await _standing(context, person, chat_id) for chat_id in news.chats}
    news = news.without({chat_id for chat_id, stands in standing.items() if stands == "unknown"})
    for chat_id in (chat_id for chat_id, stands in standing.items() if stands == "out"):
        await delete_bells_in(database, user_id, chat_id)
    open_to = {chat_id for chat_id, stands in standing.items() if stands == "in"}
    muted = {each.digest for each in await mutes_of(database, user_id)}
    claimed = await claim(database, [bell.id for bell in news.bells], news.states)
    bells = [
        (bell, found[bell.question, bell.previous])
        for bell in news.bells
        if bell.id in claimed.bell_ids and bell.chat_id in open_to
    ]
    told = (change for to, change in news.changes if to.key in claimed.states and to.chat_id in open_to)
    changes = [change for change in dict.fromkeys(told) if not muted & {ALL, digest_of(change.old.document)}]
    if not bells and not changes:
        return
    language = _language(services, person, [*news.bells, *(to for to, _ in news.changes)])
    opening = services.access.role(person) != "guest"
    outline = assistant.snapshot.outline
    text, buttons = await asyncio.to_thread(news_message, bells, changes, outline, language, opening=opening)
    try:
        reached = await _send(context, user_id, text, buttons)
    except (NotSentError, RetryAfter):
        await give_back(database, claimed)
        raise
    if not reached:
        await delete_bells(database, user_id)
    for bell, answer in bells if reached else ():
        await _note_answered(services, bell, answer)


async def _send(context: Context, chat_id: int, text: Rich, buttons: InlineKeyboardMarkup | None = None) -> bool:
    """Send a message and give answers time; return False if the chat is closed to the bot. Raises TelegramError."""
    try:
        await send(context.bot, chat_id, text, buttons=buttons)
    except (Forbidden, BadRequest) as error:  # blocked by the person, or they never wrote to the bot
        _log.info("news not delivered", chat=chat_id, why=error.message)
        return False
    await asyncio.sleep(_PAUSE_S)
    return True


async def _note_answered(services: Services, bell: Bell, found: Found) -> None:
    """Note with the question, if it is theirs and still kept, what it is answered by: it is no gap any more."""
    asked = await find_question(services.database, bell.chat_id, bell.message_id)
    if asked is not None and (asked.conversation.user_id, asked.text) == (bell.user_id, bell.question):
        await finish(services.database, bell.chat_id, bell.message_id, "answered", None, found.quotations)


async def _standing(context: Context, person: Person, chat_id: int) -> Standing:
    """Say whether a person may still ask in that chat ("in"), and so may know what is quoted there.

    Telegram is asked whether they are in a group only if they may not ask anywhere else. Raises TelegramError.
    """
    services = context.services
    if not services.access.allows(person, await group_access(services.database, chat_id)):
        return "out"
    if services.access.role(person) != "guest":
        return "in"
    return await standing_in(context.bot, chat_id, person.user_id)


def _language(services: Services, person: Person, asked: Sequence[Bell | QuotedTo]) -> Language:
    """Return the language of a person; of one who is only known in a group it is that of their question."""
    return services.language_of(replace(person, spoken=person.spoken or asked[0].language))


def _must_wait(services: Services) -> bool:
    quiet = is_quiet(services.settings.quiet_hours, datetime.now(UTC).astimezone())
    return quiet or services.telling.stopped


async def _make_way(services: Services, edition: str) -> None:
    """Wait while answers are searched for, though not for ever. Raises `PutOffError` if this is not to go on."""
    for _ in range(_MOST_LOOKS):
        if _must_wait(services) or services.live.edition != edition:
            raise PutOffError
        if not services.searches.waiting:
            break
        await asyncio.sleep(_LOOK_S)
