"""What the bot does after its start and from time to time: say what runs, offer its commands, delete what is old."""

from datetime import UTC, datetime, timedelta

import structlog
from telegram.error import TelegramError

from bot.answering.assistant import Assistant
from bot.settings import Settings
from bot.state.forgetting import purge
from bot.state.people import find_person
from bot.state.updates import forget_done
from bot.state.windows import forget_hits
from bot.telegram.context import App, Context
from bot.telegram.menus import register_commands

_log = structlog.stdlib.get_logger(__name__)


def introduce(application: App, settings: Settings, assistant: Assistant) -> None:
    """Log what is running, and warn of settings that keep people from getting answers."""
    bot, manifest = application.bot, assistant.snapshot.index.manifest
    how = "webhook" if settings.webhook_url else "polling"
    _log.info("started", bot=bot.username, updates=how, index=manifest.version, passages=manifest.passages)
    if not (settings.telegram_admins or settings.telegram_members):
        _log.warning("nobody has access: set TELEGRAM_ADMINS to your user id, which the bot tells you when you write")
    if not bot.bot.can_read_all_group_messages:
        _log.warning(
            "privacy mode is on: in groups the bot sees /ask and replies to it, but no mentions; "
            "to change that send /setprivacy to @BotFather and add the bot to the group anew"
        )


async def register(context: Context) -> None:
    services = context.services
    people = [await find_person(services.database, admin_id) for admin_id in services.settings.telegram_admins]
    admins = [(person.user_id, services.language_of(person)) for person in people]
    try:
        await register_commands(context.bot, admins, services.default_language)
    except TelegramError as error:
        _log.warning("commands not registered", why=str(error))


async def purge_old(context: Context) -> None:
    days = context.services.settings.keep_questions_days
    number = await purge(context.services.database, datetime.now(UTC) - timedelta(days=days))
    await forget_done(context.services.database)
    await forget_hits(context.services.database)
    if number:
        _log.info("old questions deleted", number=number)
