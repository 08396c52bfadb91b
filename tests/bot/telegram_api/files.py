"""Files on the server: what people and the bot sent, by id and by the path under which they are fetched."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from tests.bot.telegram_api.entities import bad

Json = dict[str, Any]
_LARGEST_UPLOAD = 50 * 2**20


@dataclass(frozen=True)
class Upload:
    """A file within a request."""

    name: str
    content: bytes


@dataclass
class Files:
    """``largest_download``: bytes; a server of one's own has no such limit."""

    largest_download: int = 20 * 2**20
    _kept: dict[str, tuple[Json, bytes]] = field(default_factory=dict)

    def put(self, name: str | None, content: bytes, mime_type: str | None = None) -> Json:
        """Keep a file; the document as a message holds it."""
        unique = hashlib.sha256(content).hexdigest()[:16]
        file_id = f"BQACAgIAAxk{len(self._kept)}-{unique}"
        document: Json = {"file_id": file_id, "file_unique_id": unique, "file_size": len(content)}
        document |= {key: value for key, value in (("file_name", name), ("mime_type", mime_type)) if value is not None}
        self._kept[file_id] = document, content
        return document

    def receive(self, given: Any) -> Json:
        """The document that a bot sends: an upload, or the id of a file that is there."""
        if isinstance(given, Upload):
            if not given.content:
                raise bad("file must be non-empty")
            if len(given.content) > _LARGEST_UPLOAD:
                raise bad("file is too big")
            return self.put(given.name, given.content)
        if given not in self._kept:
            raise bad("wrong file identifier/HTTP URL specified")
        return self._kept[given][0]

    def get_file(self, file_id: str) -> Json:
        if file_id not in self._kept:
            raise bad("wrong file_id or the file is temporarily unavailable")
        document, content = self._kept[file_id]
        if len(content) > self.largest_download:
            raise bad("file is too big")
        shown = {key: document[key] for key in ("file_id", "file_unique_id", "file_size")}
        return shown | {"file_path": f"documents/{file_id}"}

    def content(self, path: str) -> bytes | None:
        """What is under a path that `get_file` gave."""
        kept = self._kept.get(path.removeprefix("documents/"))
        return kept[1] if kept else None
