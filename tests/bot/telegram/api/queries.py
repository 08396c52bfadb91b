"""Queries: what must be answered soon and once, such as a button that was pressed."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.bot.telegram.api.entities import bad, units
from tests.bot.telegram.api.replies import check_inline_result, check_inline_results
from tests.bot.telegram.api.shapes import TOO_OLD, Json, entities_typed


class _World(Protocol):
    answers: dict[str, Json]
    _queries: set[str]
    _ids: Any

    def push(self, update: Json) -> None: ...
    def _answered(self, params: Json, key: str) -> None: ...
    def _query(self) -> str: ...
    def _message(self, chat: Json, sender: Json, content: Json) -> Json: ...


@dataclass
class Queries:
    """``answers`` has what each query was answered with."""

    answers: dict[str, Json] = field(default_factory=dict)
    _queries: set[str] = field(default_factory=set)

    def _answer_callback_query(self: _World, params: Json) -> bool:
        self._answered(params, "callback_query_id")
        if units(params.get("text", "")) > 200:
            raise bad("MESSAGE_TOO_LONG")
        return True

    def _answer_inline_query(self: _World, params: Json) -> bool:
        self._answered(params, "inline_query_id")
        check_inline_results(params)
        return True

    def _answer_guest_query(self: _World, params: Json) -> Json:
        self._answered(params, "guest_query_id")
        check_inline_result(params["result"])
        return {"inline_message_id": f"i{next(self._ids)}"}

    def _answered(self: _World, params: Json, key: str) -> None:
        query = str(params[key])
        if query not in self._queries:
            raise bad(TOO_OLD)
        self._queries.discard(query)
        self.answers[query] = params

    def press(self: _World, user: Json, message: Json, data: str) -> str:
        """Someone presses a button, or makes believe to. The id of the query is returned."""
        query = self._query()
        press = {"id": query, "from": user, "message": message, "chat_instance": "1", "data": data}
        self.push({"callback_query": press})
        return query

    def summon(self: _World, user: Json, text: str, chat: Json) -> str:
        """Someone calls the bot in a chat that it is not in. The id of the query is returned."""
        query = self._query()
        message = self._message(chat, user, {"text": text, "entities": entities_typed(text), "guest_query_id": query})
        self.push({"guest_message": message})
        return query

    def type_inline(self: _World, user: Json, text: str) -> str:
        query = self._query()
        self.push({"inline_query": {"id": query, "from": user, "query": text, "offset": ""}})
        return query

    def _query(self: _World) -> str:
        query = f"q{next(self._ids)}"
        self._queries.add(query)
        return query
