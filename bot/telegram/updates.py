"""Fetch updates so that one which the library cannot parse stops no other."""

from typing import Any

import structlog
from telegram import Update
from telegram.request import BaseRequest

_MAX_REASON_CHARACTERS = 200
_log = structlog.stdlib.get_logger(__name__)


class UpdatesRequest(BaseRequest):
    """Fetch updates through another request, and replace those that cannot be parsed.

    Such an update, of an older or newer Bot API server, is replaced by one that says nothing: so it is acknowledged,
    and does not come again.
    """

    def __init__(self, inner: BaseRequest) -> None:
        self._inner = inner

    @property
    def read_timeout(self) -> float | None:
        return self._inner.read_timeout

    async def initialize(self) -> None:
        await self._inner.initialize()

    async def shutdown(self) -> None:
        await self._inner.shutdown()

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        return await self._inner.do_request(*args, **kwargs)

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """Parse what the server answers; of updates those that can be parsed."""
        answer: Any = BaseRequest.parse_json_payload(payload)
        if isinstance(answer, dict) and isinstance(answer.get("result"), list):
            answer["result"] = [_parsable(update) for update in answer["result"]]
        return answer


def _parsable(update: Any) -> Any:
    """Return ``update`` as it is, or without its content if the library cannot parse that."""
    if not isinstance(update, dict) or "update_id" not in update:
        return update
    try:
        Update.de_json(update, None)
    except Exception as error:  # Whatever the library raises, the update cannot be handled.
        kinds = ", ".join(key for key in update if key != "update_id")
        why = f"{type(error).__name__}: {error}"[:_MAX_REASON_CHARACTERS]
        _log.warning("update skipped", update=update["update_id"], kind=kinds, why=why)
        return {"update_id": update["update_id"]}
    return update
