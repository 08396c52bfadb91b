"""The pages that people ask for, each drawn once, and copies of files; one at a time, beside what is done otherwise."""

import asyncio
import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path, PurePath

from bot.blobs.seam import Blobs
from bot.pages.cache import PictureCache
from bot.reindexing.errors import CollectionError
from bot.reindexing.store import stored
from index.types import IndexedDocument
from knowledge.errors import UserError
from knowledge.pages.drawing import FONT_PACKAGE, NoFontError, NotDrawnError, draw_isolated
from knowledge.pages.opening import update_to_open
from knowledge.pages.request import PdfPages, TextPage

_DRAWING = 1  # another number for another way to draw, so that pictures drawn before are not shown
_MOST_BYTES = 50 * 2**20  # bytes of a file that Telegram's own server takes from a bot


class PageError(UserError):
    """A page or a file cannot be shown.

    The codes are "page-no-file", "page-file-damaged", "page-file-large", "page-not-drawn", "page-no-font".
    """


class Pictures:
    """The pictures of pages of ``documents``; ``most_mb`` MB of them are kept in ``folder``."""

    def __init__(self, documents: Blobs, folder: Path, most_mb: int) -> None:
        self._documents = documents
        self._cache = PictureCache(folder, most_mb * 2**20)
        self._worker = ThreadPoolExecutor(1, "pictures")  # the other core is left to those who ask
        self._under_way: dict[str, asyncio.Future[tuple[bytes, ...]]] = {}

    async def of(self, document: IndexedDocument, wanted: PdfPages | TextPage) -> tuple[bytes, ...]:
        """Return one or two pictures of what is ``wanted`` of a document. Raises `PageError`."""
        name = _name(document, wanted)
        drawing = self._under_way.get(name)
        if drawing is None:
            loop = asyncio.get_running_loop()
            drawing = loop.run_in_executor(self._worker, self._drawn, name, document, wanted)
            self._under_way[name] = drawing
            drawing.add_done_callback(lambda _: self._under_way.pop(name))
        return await asyncio.shield(drawing)

    async def copy(self, document: IndexedDocument, page: int) -> bytes:
        """Return the file of a document to be sent; a PDF opens at ``page`` (from 1), unless that is 0.

        What makes it open there stands behind the file, which is not changed. Raises `PageError`.
        """
        return await asyncio.get_running_loop().run_in_executor(self._worker, self._copied, document, page)

    def close(self) -> None:
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _drawn(self, name: str, document: IndexedDocument, wanted: PdfPages | TextPage) -> tuple[bytes, ...]:
        if kept := self._cache.find(name):
            return kept
        file = self.file(document) if isinstance(wanted, PdfPages) else None
        try:
            pictures = draw_isolated(wanted, file)
        except NoFontError as error:
            raise PageError("page-no-font", package=FONT_PACKAGE) from error
        except NotDrawnError as error:
            raise PageError("page-not-drawn", title=document.title) from error
        self._cache.keep(name, pictures)
        return pictures

    def _copied(self, document: IndexedDocument, page: int) -> bytes:
        file = self.file(document)
        if file.stat().st_size > _MOST_BYTES:
            raise PageError("page-file-large", title=document.title)
        content = file.read_bytes()
        opened = content
        if page and PurePath(document.name).suffix.lower() == ".pdf":
            opened = content + update_to_open(file, page)
        return opened if len(opened) <= _MOST_BYTES else content

    def file(self, document: IndexedDocument) -> Path:
        """Return the kept file of a document. Raises `PageError`."""
        try:
            path = stored(self._documents, document.sha256)
        except CollectionError as error:
            raise PageError("page-file-damaged", title=document.title) from error
        if path is None:
            raise PageError("page-no-file", title=document.title)
        return path


def _name(document: IndexedDocument, wanted: PdfPages | TextPage) -> str:
    """Return a name for the pictures by all that decides what they show."""
    decides = json.dumps([_DRAWING, document.sha256, asdict(wanted)])
    return hashlib.sha256(decides.encode()).hexdigest()[:32]
