"""An update that the library cannot parse is skipped, and acknowledged."""

import time
from typing import Any

import pytest
from structlog.testing import capture_logs
from telegram import Update
from telegram.request import BaseRequest

from bot.telegram.updates import KeptUpdates, UpdatesRequest
from tests.bot.telegram.api.model import BotApi
from tests.bot.telegram.handlers.conftest import ANNA, StartBot

OLD_POLL = {
    "id": "1", "question": "q", "options": [{"text": "a", "voter_count": 0}], "total_voter_count": 0,
    "is_closed": False, "is_anonymous": True, "type": "regular", "allows_multiple_answers": False,
}  # fmt: skip
PERSON = {"id": 3, "is_bot": False, "first_name": "S"}
UNREADABLE: list[dict[str, Any]] = [
    {"message": {"message_id": 1, "date": 1, "chat": {"id": 3, "type": "private"}, "from": PERSON, "poll": OLD_POLL}},
    {"message": {"message_id": 1, "date": 1, "chat": {"id": 3}}},
    {"message": {"message_id": 1, "date": "never", "chat": {"id": 3, "type": "private"}}},
    {"callback_query": {"id": "1"}},
    {"message": "text"},
]
HERE: dict[str, Any] = {"id": 3, "type": "private"}
TEAM: dict[str, Any] = {"id": -5, "type": "supergroup", "title": "T"}
INCOMPLETE: list[dict[str, Any]] = [  # the library parses these
    {"my_chat_member": {"chat": TEAM, "from": PERSON, "date": 1}},
    {"my_chat_member": {"chat": TEAM, "from": PERSON, "date": 1, "old_chat_member": {
        "status": "left", "user": PERSON}}},
    {"my_chat_member": {"chat": TEAM, "from": PERSON, "date": 1, "old_chat_member": {"status": "left"},
                        "new_chat_member": {"status": "member"}}},
    {"message_reaction": {"message_id": 1, "date": 1, "user": PERSON, "old_reaction": [], "new_reaction": []}},
    {"callback_query": {"id": "1", "chat_instance": "1", "data": "x"}},
    {"callback_query": {"id": "1", "chat_instance": "1", "from": PERSON, "data": "x", "message": {"message_id": 1,
                        "date": 1}}},
    {"inline_query": {"id": "1", "query": "x", "offset": ""}},
    {"message": {"message_id": 1, "date": 1, "from": PERSON, "text": "/help"}},
    {"message": {"message_id": 1, "date": None, "chat": HERE, "from": PERSON, "text": "/help"}},
    {"message": {"message_id": 1, "date": 1, "chat": HERE, "from": PERSON | {"first_name": None}, "text": "/help"}},
    {"message": {"message_id": 1, "date": 1, "chat": HERE, "from": PERSON, "text": "why?", "reply_to_message": {
        "message_id": 1, "date": 1}}},
]  # fmt: skip


async def taken_in(*updates: dict[str, Any]) -> list[Any]:
    return await KeptUpdates().take_in(updates)


@pytest.mark.parametrize("content", [*UNREADABLE, *INCOMPLETE])
async def test_an_update_that_cannot_be_parsed_says_nothing_in_one_line_of_the_log(content: dict[str, Any]) -> None:
    whole = {
        "update_id": 8,
        "message": {"message_id": 2, "date": int(time.time()), "chat": {"id": 3, "type": "private"}},
    }
    with capture_logs() as logs:
        assert await taken_in({"update_id": 7} | content, whole) == [{"update_id": 7}, whole]
    (line,) = logs
    assert line["update"] == 7
    assert "\n" not in line["why"]
    assert Update.de_json({"update_id": 7}, None).effective_message is None


@pytest.mark.parametrize(
    "payload", [b'{"ok": false, "description": "x"}', b'{"ok": true, "result": true}', b"[]", b"<"]
)
async def test_other_answers_are_left_as_they_are(payload: bytes) -> None:
    class Saying(BaseRequest):
        read_timeout = None

        async def initialize(self) -> None: ...

        async def shutdown(self) -> None: ...

        async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
            return 200, payload

    assert await UpdatesRequest(Saying(), KeptUpdates()).do_request() == (200, payload)


async def test_who_asks_after_an_update_that_cannot_be_parsed_is_answered(start_bot: StartBot, api: BotApi) -> None:
    async with start_bot(api) as world:
        for content in (*UNREADABLE, *INCOMPLETE):
            api.push(content)
        assert len(await world.ask(ANNA, "新主播开播之前要做什么？")) == 1
        assert not api.updates
    assert len(api.messages) == 2  # nobody was told that something went wrong
