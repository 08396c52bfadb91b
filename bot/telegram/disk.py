"""Tell when the disk takes no changes or has lost some, and keep what was held in memory when it takes them again."""

from contextlib import suppress

import structlog

from bot.i18n import say
from bot.state.database import NotKeptError
from bot.telegram.context import Context
from bot.telegram.ordering import kept_updates
from bot.telegram.requests import tell_admins

_log = structlog.stdlib.get_logger(__name__)


async def tell_missing_changes(context: Context) -> None:
    """Tell the log and the admins if changes to the database that were kept before are missing."""
    if context.services.database.changes_missing:
        _log.error("the last changes to the database are missing: its -wal file was lost or damaged")
        await tell_admins(context, lambda language: say(language, "admin.changes-missing"))


async def look_after_disk(context: Context) -> None:
    """Keep what could not be kept before, and tell the log and the admins at most once an hour if that fails."""
    services = context.services
    await services.database.take_up()
    with suppress(NotKeptError):
        await services.inbox.questions.keep()
        await kept_updates(context.application).drop_dealt_with()
    problem = services.database.trouble.take()
    if problem is not None and await services.limits.may_tell_of_disk():
        _log.error("changes cannot be kept; answers go on", why=problem)
        own = not services.settings.database_url.get_secret_value()
        file = services.settings.data_folder.database.name if own else "DATABASE_URL"
        await tell_admins(context, lambda language: say(language, "admin.not-kept", file=file))
