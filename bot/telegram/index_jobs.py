"""Keep the bot's index up to date: swap in what was published, and tell the admins what went wrong."""

import asyncio
from functools import partial

import structlog
from telegram.error import NetworkError, TelegramError

from bot.errors import explain_standby
from bot.i18n import moment, say
from bot.languages import Language
from bot.telegram.context import Context
from bot.telegram.delivery import edit
from bot.telegram.requests import tell_admins
from bot.telegram.rich import Rich
from index.locks import clear_interrupted
from knowledge.errors import ToldError

_log = structlog.stdlib.get_logger(__name__)


async def refresh(context: Context) -> None:
    """Swap in a new index version or newly curated questions, if there are any."""
    for problem in await asyncio.to_thread(context.services.live.refresh):
        await tell_admins(context, partial(_told, problem, context.services.live.assistant.snapshot.version))


async def tell_interrupted(context: Context) -> None:
    """Clear away a build that was interrupted before the bot started, and tell the admins, also in its own message."""
    await _correct_shown_builds(context)
    folder = context.services.settings.data_folder.index
    builder = await asyncio.to_thread(clear_interrupted, folder)
    if builder is not None:
        _log.warning("a build was interrupted; cleared away", by=builder.by, since=builder.since)
        by, since = builder.by or "–", moment(builder.since or "?")
        await tell_admins(context, lambda language: say(language, "live.interrupted", by=by, since=since))


async def _correct_shown_builds(context: Context) -> None:
    """Say in each message that showed a build when the process was killed that it was interrupted."""
    for shown in context.services.interrupted:
        text = Rich(say(shown.language, "build.interrupted"))
        try:
            await edit(context.bot, shown.chat_id, shown.message_id, text, None)
        except NetworkError as error:
            _log.warning("interrupted build not shown as such; the next start tries again", why=str(error))
            continue
        except TelegramError as error:  # such as a person who has blocked the bot
            _log.info("interrupted build not shown as such", chat=shown.chat_id, why=str(error))
        shown.forget(context.services.settings.data_folder.shown_builds)


def _told(error: ToldError, version: str, language: Language) -> str:
    return explain_standby(error, version, language, "chat")
