"""Files on the server: what people and the bot sent, by id and by the path under which they are fetched."""

import hashlib
import mimetypes
import re
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from tests.bot.telegram.api.entities import Refusal, bad
from tests.bot.telegram.api.shapes import Json

_ATTACHED = "attach://"


@dataclass(frozen=True)
class Upload:
    """A file within a request."""

    name: str
    content: bytes


@dataclass(frozen=True)
class _File:
    document: Json
    content: bytes
    path: str


@dataclass
class Files:
    """The limits are in bytes; a server of one's own has others: 2000 MB to send, none to fetch."""

    largest_download: int = 20 * 2**20
    largest_upload: int = 50 * 2**20
    _kept: dict[str, _File] = field(default_factory=dict)
    _offered: dict[str, _File] = field(default_factory=dict)

    def put(self, name: str | None, content: bytes, mime_type: str | None = None) -> Json:
        """Keep a file; the document as a message holds it. Its type goes by the name unless given."""
        unique = hashlib.sha256(content).hexdigest()[:16]
        number = len(self._kept)
        document: Json = {"file_id": f"BQACAgIAAxk{number}-{unique}", "file_unique_id": unique}
        if name:
            document["file_name"] = name
        document |= {"mime_type": mime_type or _type_of(name or ""), "file_size": len(content)}
        path = f"documents/file_{number}{_extension(name or '')}"
        self._kept[document["file_id"]] = _File(document, content, path)
        return document

    def receive(self, params: Json, key: str) -> Json:
        """The document that a bot sends: an upload, or the id of a file that is there."""
        given = params.get(key)
        if isinstance(given, str) and given.startswith(_ATTACHED):
            given = params.get(given.removeprefix(_ATTACHED))
        if not given:
            raise bad(f"there is no {key} in the request")
        if not isinstance(given, Upload):
            if given not in self._kept:
                raise bad("wrong file identifier/HTTP URL specified")
            return self._kept[given].document
        if not given.content:
            raise bad("file must be non-empty")
        if len(given.content) > self.largest_upload:
            raise Refusal(413, "Request Entity Too Large")
        return self.put(given.name, given.content)

    def get_file(self, file_id: str) -> Json:
        """What getFile answers; from now on the file can be fetched."""
        if not file_id:
            raise bad("file_id not specified")
        if file_id not in self._kept:
            raise bad("wrong file_id or the file is temporarily unavailable")
        file = self._kept[file_id]
        if len(file.content) > self.largest_download:
            raise bad("file is too big")
        self._offered[file.path] = file
        shown = {key: file.document[key] for key in ("file_id", "file_unique_id", "file_size")}
        return shown | {"file_path": file.path}

    def fetch(self, path: str) -> bytes:
        """What is under a path that getFile gave. Raises `Refusal`."""
        if path not in self._offered:
            raise Refusal(404, "Not Found")
        return self._offered[path].content

    def content(self, file_id: str) -> bytes:
        return self._kept[file_id].content


def _type_of(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def _extension(name: str) -> str:
    """The end of a name, where it is a plain one: of the rest of a name nothing is left in a path."""
    suffix = PurePosixPath(name).suffix
    return suffix if re.fullmatch(r"\.\w{1,16}", suffix, re.ASCII) else ""
