"""How the server's clock differs from Telegram's, and a line in the log when that is worth knowing."""

from collections import deque
from datetime import UTC, datetime, timedelta
from time import monotonic

import structlog

_WORTH_TELLING = timedelta(minutes=2)
_TELL_EVERY_S = 3600
_LOOKED_AT = 3  # messages; of these the one that was under way for the shortest time shows the difference best
_log = structlog.stdlib.get_logger(__name__)


class ClockDifference:
    """How far the server's clock is ahead of Telegram's, as messages that came at once show it."""

    def __init__(self) -> None:
        self._seen: deque[timedelta] = deque(maxlen=_LOOKED_AT)
        self._quiet_until = 0.0

    @property
    def ahead(self) -> timedelta:
        """The difference, negative if the server's clock is behind; none as long as no message has come."""
        return min(self._seen, key=abs, default=timedelta(0))

    def note(self, telegram_s: int) -> None:
        """Compare the clock with the time at which Telegram says that a message was sent, which came just now."""
        self._seen.append(datetime.now(UTC) - datetime.fromtimestamp(telegram_s, UTC))
        if abs(self.ahead) >= _WORTH_TELLING and monotonic() >= self._quiet_until:
            self._quiet_until = monotonic() + _TELL_EVERY_S
            minutes = round(self.ahead / timedelta(minutes=1))
            _log.warning("the server's clock differs from Telegram's; set it right", minutes_ahead=minutes)
