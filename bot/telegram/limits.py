"""How often a person may ask, request access or try a code, and how often they are told the same thing."""

import math
import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

_INLINE = parse("60 per minute")
_TELL = parse("1 per 10 seconds")
_TELL_GROUP = parse("1 per hour")
_CODES = parse("5 per hour")
_ACCESS_REQUESTS = parse("30 per hour")


class Limits:
    """Counts in this process's memory; a restart forgets them."""

    def __init__(self, per_person: int, in_all: int) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._per_person = parse(f"{per_person} per minute")
        self._in_all = parse(f"{in_all} per minute")

    def wait_to_ask(self, user_id: int) -> int:
        """Seconds until ``user_id`` may ask again, counting this question; 0 where it may be answered now."""
        for item, who in ((self._per_person, str(user_id)), (self._in_all, "all")):
            if not self._limiter.hit(item, "ask", who):
                reset = self._limiter.get_window_stats(item, "ask", who).reset_time
                return max(1, math.ceil(reset - time.time()))
        return 0

    def may_ask_inline(self, user_id: int) -> bool:
        """Whether what is being typed is looked up: Telegram asks anew at every pause of the fingers."""
        return self._hit(_INLINE, "inline", user_id)

    def may_tell(self, chat_id: int, user_id: int) -> bool:
        """Whether a person is told what they were told just before: a flood gets one answer, not as many."""
        return self._hit(_TELL, "tell", chat_id, user_id)

    def may_tell_group(self, chat_id: int) -> bool:
        return self._hit(_TELL_GROUP, "tell", chat_id)

    def may_try_a_code(self, user_id: int) -> bool:
        """Guessing is hopeless at this rate: there are 29^10 codes."""
        return self._hit(_CODES, "code", user_id)

    def may_request_access(self) -> bool:
        """Whether the admins are told of one more request."""
        return self._hit(_ACCESS_REQUESTS, "access request")

    def _hit(self, item: RateLimitItem, *who: object) -> bool:
        return self._limiter.hit(item, *map(str, who))
