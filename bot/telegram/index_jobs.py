"""Keep the bot's index up to date: swap in what was published, and tell the admins what went wrong."""

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

import structlog
from telegram.error import NetworkError, RetryAfter, TelegramError

from bot.answering.live import LOOK_EVERY_S
from bot.errors import explain_standby
from bot.i18n import moment, say
from bot.languages import Language
from bot.state.audit import note
from bot.state.builds import ShownBuild
from bot.state.database import NotKeptError
from bot.telegram.context import Context
from bot.telegram.delivery import edit
from bot.telegram.requests import tell_admins
from bot.telegram.rich import Rich
from bot.version_stores import version_store
from index.locks import Builder
from knowledge.errors import TOLD_ERRORS, ToldError

_AGAIN_S = 60.0
_log = structlog.stdlib.get_logger(__name__)


async def follow(context: Context) -> None:
    """Look for what other processes have published or curated, and again soon after that was taken up.

    Looking at fixed times would overtake a look that opens a large version.
    """
    try:
        await refresh(context)
    finally:
        _again_in(LOOK_EVERY_S, follow, context)


async def refresh(context: Context) -> None:
    """Swap in a new index version or newly curated questions, if there are any."""
    for problem in await asyncio.to_thread(context.services.live.refresh):
        if await _is_new(context, problem):
            await tell_admins(context, partial(_told, problem, context.services.live.assistant.snapshot.version))


async def _is_new(context: Context, problem: ToldError) -> bool:
    """Say whether none of the equal bots has told of a problem lately."""
    try:
        return await context.services.limits.may_tell_of_problem(str(problem))
    except NotKeptError:  # rather several times than not at all
        return True


async def tell_interrupted(context: Context) -> None:
    """Clear away a build that was interrupted before the bot started, and tell the admins, also in its own message.

    On a read-only disk, while the index's database is away, or while another process builds, since that may be what is
    shown, this is tried again later.
    """
    store = version_store(context.services.settings)
    if await asyncio.to_thread(store.builder_now) is not None:
        _again_in(_AGAIN_S, tell_interrupted, context)
        return
    await context.services.known_builds.correct_interrupted(partial(_correct, context))
    try:
        builder = await asyncio.to_thread(store.clear_interrupted)
    except TOLD_ERRORS as error:
        _log.warning("it cannot be seen to now whether a build was interrupted", why=str(error))
        _again_in(_AGAIN_S, tell_interrupted, context)
        return
    if builder is not None:
        _log.warning("a build was interrupted; cleared away", by=builder.by, since=builder.since)
        by, since = builder.by or "–", moment(builder.since or "?")
        await tell_admins(context, lambda language: say(language, "live.interrupted", by=by, since=since))
        await _note_interrupted(context, builder)


async def _note_interrupted(context: Context, builder: Builder) -> None:
    """Note in the audit log who began the build that was interrupted, later if the disk takes no changes now."""
    try:
        await note(context.services.database, 0, "build interrupted", by=builder.by or "–", since=builder.since)
    except NotKeptError:
        _again_in(_AGAIN_S, partial(_note_interrupted, builder=builder), context)


def _again_in(seconds: float, job: Callable[[Any], Coroutine[Any, Any, None]], context: Context) -> None:
    """Run ``job`` after so many seconds, or as soon as there is time."""
    assert context.job_queue is not None
    context.job_queue.run_once(job, seconds, job_kwargs={"misfire_grace_time": None})


async def correct_left_builds(context: Context) -> None:
    """Say in each message that showed a build of another bot that it has ended, if bots share the database."""
    await context.services.known_builds.correct_left(partial(_correct, context))


async def _correct(context: Context, shown: ShownBuild, key: str) -> bool:
    """Say in a message that showed a build what became of it; return False if that is worth trying again."""
    try:
        await edit(context.bot, shown.chat_id, shown.message_id, Rich(say(shown.language, key)), None)
    except (NetworkError, RetryAfter) as error:
        _log.warning("interrupted build not shown as such", chat=shown.chat_id, why=str(error))
        return False
    except TelegramError as error:  # such as a person who has blocked the bot
        _log.info("interrupted build not shown as such", chat=shown.chat_id, why=str(error))
    return True


def _told(error: ToldError, version: str, language: Language) -> str:
    return explain_standby(error, version, language, "chat")
