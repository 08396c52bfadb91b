"""Limit how often a person may ask, request access or try a code, and how often they are told the same thing."""

from bot.windows import Window

_MINUTE_S, _HOUR_S = 60, 3600
_MIN_SENT_PER_MINUTE = 60  # more than a person sends who reads what comes back
_SENT_FOR_A_QUESTION = 3  # messages and presses that may come with each question
_MORE_FOR_ADMINS = 5  # times as much, for those who go through long lists


class Limits:
    """Counters in the memory of this process; a restart resets them."""

    def __init__(self, per_person: int, in_all: int) -> None:
        sent = max(_MIN_SENT_PER_MINUTE, _SENT_FOR_A_QUESTION * per_person)
        self._sent, self._sent_by_admin = Window(sent, _MINUTE_S), Window(_MORE_FOR_ADMINS * sent, _MINUTE_S)
        self._slow_down = Window(1, _MINUTE_S)
        self._per_person, self._in_all = Window(per_person, _MINUTE_S), Window(in_all, _MINUTE_S)
        self._inline = Window(60, _MINUTE_S)
        self._tell, self._tell_group = Window(1, 10), Window(1, _HOUR_S)
        self._same_press = Window(1, 10)
        self._tell_guest = Window(10, _MINUTE_S)
        self._tell_of_disk = Window(1, _HOUR_S)
        self._codes, self._access_requests = Window(5, _HOUR_S), Window(30, _HOUR_S)
        self._group_requests, self._group_requests_by_one = Window(30, _HOUR_S), Window(5, _HOUR_S)
        self._group_requests_for_one = Window(2, _HOUR_S)  # a group may be left and joined again and again
        self._more_requests = Window(1, _HOUR_S)

    def wait_to_send(self, user_id: int, *, admin: bool) -> int:
        """Count whatever a person sent or pressed, and return the seconds until more of it is heard; 0: this is."""
        return (self._sent_by_admin if admin else self._sent).hit(user_id)

    def may_tell_to_slow_down(self, user_id: int) -> bool:
        return not self._slow_down.hit(user_id)

    def wait_to_ask(self, user_id: int) -> int:
        """Count this question and return the seconds until ``user_id`` may ask; 0 if it may be answered now."""
        return self._per_person.hit(user_id) or self._in_all.hit()

    def may_ask_inline(self, user_id: int) -> bool:
        """Say whether to look up what a person is typing; Telegram sends it at every pause in the typing."""
        return not self._inline.hit(user_id)

    def may_tell(self, chat_id: int, user_id: int) -> bool:
        """Say whether to tell a person something now, so that many messages at once get only one reply."""
        return not self._tell.hit((chat_id, user_id))

    def may_ask_by_button(self, chat_id: int, message_id: int, user_id: int, data: str) -> bool:
        """Say whether a press asks; not if the same was pressed a moment ago, as people do who wait for an answer."""
        return not self._same_press.hit((chat_id, message_id, user_id, data))

    def may_tell_guest(self, user_id: int) -> bool:
        return not self._tell_guest.hit(user_id)

    def may_tell_of_disk(self) -> bool:
        return not self._tell_of_disk.hit()

    def may_tell_group(self, chat_id: int) -> bool:
        return not self._tell_group.hit(chat_id)

    def may_try_a_code(self, user_id: int) -> bool:
        """Say whether a person may try a code; at this rate guessing one of the 29^10 codes is hopeless."""
        return not self._codes.hit(user_id)

    def may_request_access(self) -> bool:
        """Say whether to tell the admins of one more access request."""
        return not self._access_requests.hit()

    def may_ask_about_group(self, chat_id: int, user_id: int) -> bool:
        """Say whether to tell the admins that ``user_id`` wants the bot in a group.

        Nobody uses up the share of all.
        """
        return not (
            self._group_requests_by_one.hit(user_id)
            or self._group_requests_for_one.hit(chat_id)
            or self._group_requests.hit()
        )

    def may_tell_of_more_requests(self) -> bool:
        """Say whether to tell the admins that there are more requests than they are told of one by one."""
        return not self._more_requests.hit()
