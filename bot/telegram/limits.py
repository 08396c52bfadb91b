"""Limit how often a person may ask, request access or try a code, and how often they are told the same thing."""

from bot.windows import NewWindow, OwnWindow

_MINUTE_S, _HOUR_S = 60, 3600
_MIN_SENT_PER_MINUTE = 60  # more than a person sends who reads what comes back
_SENT_FOR_A_QUESTION = 3  # messages and presses that may come with each question
_KEY_CHARACTERS = 200  # of what a problem is told apart by
_MORE_FOR_ADMINS = 5  # times as much, for those who go through long lists


class Limits:
    """All limits on what comes from people; ``new_window`` makes what counts, by default in this process alone."""

    def __init__(self, per_person: int, in_all: int, new_window: NewWindow = OwnWindow) -> None:
        sent = max(_MIN_SENT_PER_MINUTE, _SENT_FOR_A_QUESTION * per_person)
        self._sent = new_window("sent", sent, _MINUTE_S)
        self._sent_by_admin = new_window("sent-by-admin", _MORE_FOR_ADMINS * sent, _MINUTE_S)
        self._slow_down = new_window("slow-down", 1, _MINUTE_S)
        self._per_person = new_window("questions", per_person, _MINUTE_S)
        self._in_all = new_window("questions-in-all", in_all, _MINUTE_S)
        self._inline = new_window("inline", 60, _MINUTE_S)
        self._tell, self._tell_group = new_window("tell", 1, 10), new_window("tell-group", 1, _HOUR_S)
        self._same_press = new_window("same-press", 1, 10)
        self._tell_guest = new_window("tell-guest", 10, _MINUTE_S)
        self._tell_of_disk = new_window("tell-of-disk", 1, _HOUR_S)
        self._tell_of_problem = new_window("tell-of-problem", 1, _HOUR_S)
        self._codes = new_window("codes", 5, _HOUR_S)
        self._access_requests = new_window("access-requests", 30, _HOUR_S)
        self._group_requests = new_window("group-requests", 30, _HOUR_S)
        self._group_requests_by_one = new_window("group-requests-by-one", 5, _HOUR_S)
        # A group may be left and joined again and again.
        self._group_requests_for_one = new_window("group-requests-for-one", 2, _HOUR_S)
        self._more_requests = new_window("more-requests", 1, _HOUR_S)

    async def wait_to_send(self, user_id: int, *, admin: bool) -> int:
        """Count whatever a person sent or pressed, and return the seconds until more of it is heard; 0: this is."""
        return await (self._sent_by_admin if admin else self._sent).hit(user_id)

    async def may_tell_to_slow_down(self, user_id: int) -> bool:
        return not await self._slow_down.hit(user_id)

    async def wait_to_ask(self, user_id: int) -> int:
        """Count this question and return the seconds until ``user_id`` may ask; 0 if it may be answered now."""
        return await self._per_person.hit(user_id) or await self._in_all.hit()

    async def may_ask_inline(self, user_id: int) -> bool:
        """Say whether to look up what a person is typing; Telegram sends it at every pause in the typing."""
        return not await self._inline.hit(user_id)

    async def may_tell(self, chat_id: int, user_id: int) -> bool:
        """Say whether to tell a person something now, so that many messages at once get only one reply."""
        return not await self._tell.hit(chat_id, user_id)

    async def may_ask_by_button(self, chat_id: int, message_id: int, user_id: int, data: str) -> bool:
        """Say whether a press asks; not if the same was pressed a moment ago, as people do who wait for an answer."""
        return not await self._same_press.hit(chat_id, message_id, user_id, data)

    async def may_tell_guest(self, user_id: int) -> bool:
        return not await self._tell_guest.hit(user_id)

    async def may_tell_of_disk(self) -> bool:
        return not await self._tell_of_disk.hit()

    async def may_tell_of_problem(self, problem: str) -> bool:
        """Say whether to tell the admins of a problem, which each of several equal bots notices."""
        return not await self._tell_of_problem.hit(problem[:_KEY_CHARACTERS])

    async def may_tell_group(self, chat_id: int) -> bool:
        return not await self._tell_group.hit(chat_id)

    async def may_try_a_code(self, user_id: int) -> bool:
        """Say whether a person may try a code; at this rate guessing one of the 29^10 codes is hopeless."""
        return not await self._codes.hit(user_id)

    async def may_request_access(self) -> bool:
        """Say whether to tell the admins of one more access request."""
        return not await self._access_requests.hit()

    async def may_ask_about_group(self, chat_id: int, user_id: int) -> bool:
        """Say whether to tell the admins that ``user_id`` wants the bot in a group.

        Nobody uses up the share of all.
        """
        return not (
            await self._group_requests_by_one.hit(user_id)
            or await self._group_requests_for_one.hit(chat_id)
            or await self._group_requests.hit()
        )

    async def may_tell_of_more_requests(self) -> bool:
        """Say whether to tell the admins that there are more requests than they are told of one by one."""
        return not await self._more_requests.hit()
