"""The library's application, which says why it cannot start yet and stops in time."""

import asyncio
from typing import Any

import structlog
from telegram.error import NetworkError
from telegram.ext import Application

from bot.telegram.ordering import kept_updates
from bot.telegram.sending_limits import RetryingRateLimiter
from knowledge.errors import UserError

_STOP_S = 15  # seconds; whoever stops the bot, such as systemd, ends it by force after a while
_log = structlog.stdlib.get_logger(__name__)


class StoppingApplication(Application[Any, Any, Any, Any, Any, Any]):
    """An application whose end waits neither for a running build nor for long for a limit on what is sent.

    Questions whose answers have not been sent by then stay kept, and are answered after the next start.
    """

    ended_by: UserError | None = None

    def end(self, error: UserError) -> None:
        """End as if told to stop, because of an ``error`` that whoever runs the application raises then."""
        self.ended_by = error
        self.stop_running()

    async def initialize(self) -> None:
        try:
            await super().initialize()
        except NetworkError as error:  # The library tries again without a word, for ever.
            _log.warning("Telegram cannot be reached; trying again", server=self.bot.base_url, why=str(error))
            raise

    async def process_update(self, update: object) -> None:
        """Handle an update, again if the database was away meanwhile: in its turn still, so later ones wait for it."""
        await super().process_update(update)
        while await kept_updates(self).comes_again(update):
            await super().process_update(update)

    async def stop(self) -> None:
        services = self.bot_data.get("services")
        if services is not None:
            services.builds.stop()
            services.telling.stopped = True
        kept_updates(self).leave()
        closing = asyncio.get_running_loop().call_later(_STOP_S, self._end_waiting)
        await super().stop()
        closing.cancel()

    def _end_waiting(self) -> None:
        services, limiter = self.bot_data.get("services"), self.bot.rate_limiter
        if services is not None:
            services.stopping = True
        assert isinstance(limiter, RetryingRateLimiter)
        limiter.close()
