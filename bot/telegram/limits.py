"""Limit how often a person may ask, request access or try a code, and how often they are told the same thing."""

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
_GROUP_REQUESTS = parse("30 per hour")
_GROUP_REQUESTS_BY_ONE = parse("5 per hour")
_GROUP_REQUESTS_FOR_ONE = parse("2 per hour")  # a group may be left and joined again and again
_MORE_REQUESTS = parse("1 per hour")


class Limits:
    """Counters in the memory of this process; a restart resets them."""

    def __init__(self, per_person: int, in_all: int) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._per_person = parse(f"{per_person} per minute")
        self._in_all = parse(f"{in_all} per minute")

    def wait_to_ask(self, user_id: int) -> int:
        """Count this question and return the seconds until ``user_id`` may ask; 0 if it may be answered now."""
        for item, who in ((self._per_person, str(user_id)), (self._in_all, "all")):
            if not self._limiter.hit(item, "ask", who):
                reset = self._limiter.get_window_stats(item, "ask", who).reset_time
                return max(1, math.ceil(reset - time.time()))
        return 0

    def may_ask_inline(self, user_id: int) -> bool:
        """Say whether to look up what a person is typing; Telegram sends it at every pause in the typing."""
        return self._hit(_INLINE, "inline", user_id)

    def may_tell(self, chat_id: int, user_id: int) -> bool:
        """Say whether to tell a person something now, so that many messages at once get only one reply."""
        return self._hit(_TELL, "tell", chat_id, user_id)

    def may_tell_group(self, chat_id: int) -> bool:
        return self._hit(_TELL_GROUP, "tell", chat_id)

    def may_try_a_code(self, user_id: int) -> bool:
        """Say whether a person may try a code; at this rate guessing one of the 29^10 codes is hopeless."""
        return self._hit(_CODES, "code", user_id)

    def may_request_access(self) -> bool:
        """Say whether to tell the admins of one more access request."""
        return self._hit(_ACCESS_REQUESTS, "access request")

    def may_ask_about_group(self, chat_id: int, user_id: int) -> bool:
        """Say whether to tell the admins that ``user_id`` wants the bot in a group.

        Nobody uses up the share of all."""
        return (
            self._hit(_GROUP_REQUESTS_BY_ONE, "group request", user_id)
            and self._hit(_GROUP_REQUESTS_FOR_ONE, "group request", chat_id)
            and self._hit(_GROUP_REQUESTS, "group request")
        )

    def may_tell_of_more_requests(self) -> bool:
        """Say whether to tell the admins that there are more requests than they are told of one by one."""
        return self._hit(_MORE_REQUESTS, "more requests")

    def _hit(self, item: RateLimitItem, *who: object) -> bool:
        return self._limiter.hit(item, *map(str, who))
