"""What the bot does by itself about its index: swap in what was published, and say what went wrong."""

import asyncio

import structlog

from bot.access import tell_admins
from bot.context import Context
from index.locks import clear_interrupted
from index.versions import index_folder

_log = structlog.stdlib.get_logger(__name__)


async def refresh(context: Context) -> None:
    """Look for a new version, or for newly curated questions."""
    problem = await asyncio.to_thread(context.services.live.refresh)
    if problem is not None:
        await tell_admins(context, "live.problem", {}, problem=str(problem))


async def tell_interrupted(context: Context) -> None:
    """At the start: clear away a build that was cut short, and tell the admins."""
    folder = index_folder(context.services.settings.data_dir)
    builder = await asyncio.to_thread(clear_interrupted, folder)
    if builder is not None:
        _log.warning("a build was interrupted; cleared away", by=builder.by, since=builder.since)
        await tell_admins(context, "live.interrupted", {}, by=builder.by or "–", since=builder.since or "?")
