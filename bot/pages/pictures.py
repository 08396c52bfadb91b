"""The pages that people ask for and copies of files that open at one; each is made once, one at a time, and kept."""

import asyncio
import hashlib
import json
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from functools import partial
from pathlib import Path, PurePath
from typing import Any

from cachetools import LRUCache

from bot.blobs.seam import Blobs
from bot.pages.cache import PictureCache
from bot.reindexing.errors import CollectionError
from bot.reindexing.store import stored
from index.types import IndexedDocument
from knowledge.errors import UserError
from knowledge.pages.drawing import FONT_PACKAGE, NoFontError, NotDrawnError, draw_isolated
from knowledge.pages.opening import update_to_open
from knowledge.pages.request import PdfPages, SidesPage, TextPage, Wanted

# Another number for another way to draw, or to have a file open, so that what was made before is not used.
_DRAWING, _OPENING = 1, 1
_MOST_BYTES = 50 * 2**20  # bytes of a file that Telegram's own server takes from a bot
_MOST_COMPARED = 32  # comparisons; the pictures of most are below 0.2 MB each

Made = tuple[bytes, ...]


class PageError(UserError):
    """A page or a file cannot be shown.

    The codes are "page-no-file", "page-file-damaged", "page-file-large", "page-not-drawn", "page-no-font",
    "sides-not-drawn".
    """


class Pictures:
    """The pictures of pages of ``documents``, and what opens PDFs at one; ``most_mb`` MB are kept in ``folder``."""

    def __init__(self, documents: Blobs, folder: Path, most_mb: int) -> None:
        self._documents = documents
        self._cache = PictureCache(folder, most_mb * 2**20)
        self._worker = ThreadPoolExecutor(1, "pictures")  # the other core is left to those who ask
        self._under_way: dict[str, asyncio.Task[Made]] = {}
        # They hold words of a question, so none outlives the process on a disk.
        self._compared: LRUCache[str, Made] = LRUCache(_MOST_COMPARED)

    async def of(self, document: IndexedDocument, wanted: PdfPages | TextPage) -> Made:
        """Return one or two pictures of what is ``wanted`` of a document. Raises `PageError`."""
        name = _name(_DRAWING, document.sha256, asdict(wanted))
        return await self._made_once(name, partial(self._kept_or_made, name, partial(self._drawn, document, wanted)))

    async def compared(self, wanted: SidesPage) -> Made:
        """Return the pictures of two sides. Raises `PageError`."""
        name = _name(_DRAWING, "", asdict(wanted))
        return await self._made_once(name, partial(self._remembered_or_drawn, name, wanted))

    async def copy(self, document: IndexedDocument, page: int) -> bytes:
        """Return the file of a document to be sent; a PDF opens at ``page`` (from 1), unless that is 0.

        What makes it open there stands behind the file, which is not changed. Raises `PageError`.
        """
        file, content = await asyncio.to_thread(self._read, document)
        if not page or PurePath(document.name).suffix.lower() != ".pdf":
            return content
        name = _name(_OPENING, document.sha256, {"open": page})
        (update,) = await self._made_once(
            name, partial(self._kept_or_made, name, lambda: (update_to_open(file, page),))
        )
        return content + update if len(content) + len(update) <= _MOST_BYTES else content

    def close(self) -> None:
        self._worker.shutdown(wait=False, cancel_futures=True)

    async def _made_once(self, name: str, find: Callable[[], Coroutine[Any, Any, Made]]) -> Made:
        """Return what is found, or made, under ``name``; whoever asks meanwhile waits for the same."""
        making = self._under_way.get(name)
        if making is None:
            making = self._under_way[name] = asyncio.create_task(find())
            making.add_done_callback(lambda _: self._under_way.pop(name))
        return await asyncio.shield(making)

    async def _kept_or_made(self, name: str, make: Callable[[], Made]) -> Made:
        if kept := await asyncio.to_thread(self._cache.find, name):
            return kept
        return await asyncio.get_running_loop().run_in_executor(self._worker, self._made, name, make)

    async def _remembered_or_drawn(self, name: str, wanted: SidesPage) -> Made:
        if name not in self._compared:
            drawing = asyncio.get_running_loop().run_in_executor(self._worker, _draw, wanted, None)
            try:
                self._compared[name] = await drawing
            except NotDrawnError as error:
                raise PageError("sides-not-drawn") from error
        return self._compared[name]

    def _made(self, name: str, make: Callable[[], Made]) -> Made:
        made = make()
        if any(made):  # what came to nothing may have lacked time
            self._cache.keep(name, made)
        return made

    def _drawn(self, document: IndexedDocument, wanted: PdfPages | TextPage) -> Made:
        file = self.file(document) if isinstance(wanted, PdfPages) else None
        try:
            return _draw(wanted, file)
        except NotDrawnError as error:
            raise PageError("page-not-drawn", title=document.title) from error

    def _read(self, document: IndexedDocument) -> tuple[Path, bytes]:
        file = self.file(document)
        if file.stat().st_size > _MOST_BYTES:
            raise PageError("page-file-large", title=document.title)
        return file, file.read_bytes()

    def file(self, document: IndexedDocument) -> Path:
        """Return the kept file of a document. Raises `PageError`."""
        try:
            path = stored(self._documents, document.sha256)
        except CollectionError as error:
            raise PageError("page-file-damaged", title=document.title) from error
        if path is None:
            raise PageError("page-no-file", title=document.title)
        return path


def _draw(wanted: Wanted, file: Path | None) -> Made:
    try:
        return draw_isolated(wanted, file)
    except NoFontError as error:
        raise PageError("page-no-font", package=FONT_PACKAGE) from error


def _name(way: int, sha256: str, wanted: dict[str, object]) -> str:
    """Return a name for what is made of a file by all that decides what it is."""
    decides = json.dumps([way, sha256, wanted])
    return hashlib.sha256(decides.encode()).hexdigest()[:32]
