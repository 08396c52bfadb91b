"""Pictures that a bot sends, alone or as an album, and what the Bot API takes of them."""

from io import BytesIO
from typing import Protocol

from PIL import Image

from tests.bot.telegram.api.entities import bad, formatted
from tests.bot.telegram.api.files import Files
from tests.bot.telegram.api.shapes import Json, captioned

_LARGEST_BYTES = 10 * 2**20
_MOST_SIDES, _MOST_RATIO = 10_000, 20


class _World(Protocol):
    files: Files

    def _writable(self, params: Json) -> Json: ...
    def _keep(self, chat: Json, params: Json, content: Json) -> Json: ...
    def _picture(self, params: Json, key: str) -> Json: ...


class Pictures:
    """https://core.telegram.org/bots/api#sendphoto and #sendmediagroup."""

    def _send_photo(self: _World, params: Json) -> Json:
        chat = self._writable(params)
        return self._keep(chat, params, self._picture(params, "photo"))

    def _send_media_group(self: _World, params: Json) -> list[Json]:
        chat = self._writable(params)
        album = params.get("media") or []
        if not 2 <= len(album) <= 10:
            raise bad("there must be from 2 to 10 items in an album")
        if "reply_markup" in params:
            raise bad("an album has no buttons")
        found = [self._picture(params | {"photo": each["media"]} | each, "photo") for each in album]
        name = {"media_group_id": f"album-{id(album)}"}
        return [self._keep(chat, params, each | name) for each in found]

    def _picture(self: _World, params: Json, key: str) -> Json:
        """The content of a message with the photo in ``params``, refused where Telegram would."""
        caption, entities = formatted({"caption": ""} | params, "caption", 1024, "message caption is too long")
        document = self.files.receive(params, key)
        content = self.files.content(document["file_id"])
        if len(content) > _LARGEST_BYTES:
            raise bad("file is too big")
        width, height = Image.open(BytesIO(content)).size
        if width + height > _MOST_SIDES or max(width, height) > _MOST_RATIO * min(width, height):
            raise bad("PHOTO_INVALID_DIMENSIONS")
        size = {"width": width, "height": height}
        shown = {each: document[each] for each in ("file_id", "file_unique_id", "file_size")} | size
        return {"photo": [shown]} | captioned(caption, entities)
