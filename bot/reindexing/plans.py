"""Plans: what a button below a preview does, short enough to be stored in the button and so survive a restart."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

from bot.blobs.seam import Blobs
from bot.reindexing.collection import Request
from bot.reindexing.errors import CollectionError
from bot.reindexing.store import stored

Kind = Literal["add", "replace", "remove"]

_FILE_CHARACTERS = 16  # A button has too little room for the whole checksum.
_DOCUMENT_CHARACTERS = 12
_PLAN = re.compile(
    rf"(add)\.([0-9a-f]{{{_FILE_CHARACTERS}}})\.()|(replace)\.([0-9a-f]{{{_FILE_CHARACTERS}}})\.([0-9a-f]{{{_DOCUMENT_CHARACTERS}}})"
    rf"|(remove)\.()\.([0-9a-f]{{{_DOCUMENT_CHARACTERS}}})"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan to add a kept ``file``, to replace a ``document`` with it, or to remove one; both named by checksum."""

    kind: Kind
    file: str = ""
    document: str = ""

    def encode(self) -> str:
        return f"{self.kind}.{self.file[:_FILE_CHARACTERS]}.{self.document[:_DOCUMENT_CHARACTERS]}"

    def path(self, documents: Blobs) -> Path | None:
        """Return the path of the plan's file, None if it needs none.

        Raises `CollectionError` if the file is gone or damaged.
        """
        if not self.file:
            return None
        path = stored(documents, self.file)
        if path is None:
            raise CollectionError("preview-expired")
        return path

    def request(self, documents: Blobs, by: str) -> Request:
        """Return the request that carries out the plan; its reason names the file, if any. Raises `CollectionError`."""
        path = self.path(documents)
        if path is None:
            return Request(by, remove=(self.document,))
        if self.kind == "replace":
            return Request(by, f"~ {path.name}", replace=((self.document, path),))
        return Request(by, f"+ {path.name}", add=(path,), although_alike=True)


def decode_plan(text: str) -> Plan | None:
    """Decode a plan that `Plan.encode` wrote; return None if ``text`` is not a plan."""
    match = _PLAN.fullmatch(text)
    if match is None:
        return None
    kind, file, document = (part for part in match.groups() if part is not None)
    return Plan(cast(Kind, kind), file, document)
