"""Copies of files do not wait for pages that are drawn, and what opens a PDF at a page is made once."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.blobs.folder import FolderBlobs
from bot.pages.pictures import Pictures
from bot.reindexing.store import keep
from index.types import IndexedDocument
from knowledge.pages.opening import update_to_open
from knowledge.pages.request import TextPage
from tests.knowledge.pdfs import pdf
from tests.knowledge.test_opening import PAGES, opens_at


@pytest.fixture
async def pages(tmp_path: Path) -> AsyncIterator[Pictures]:
    made = Pictures(FolderBlobs(tmp_path / "documents", ".pending"), tmp_path / "pictures", 10)
    yield made
    made.close()


@pytest.fixture
def report(tmp_path: Path) -> IndexedDocument:
    path = tmp_path / "tea.pdf"
    path.write_bytes(pdf(*PAGES))
    sha256 = keep(FolderBlobs(tmp_path / "documents", ".pending"), path)
    return IndexedDocument(title="Tea", name="tea.pdf", sha256=sha256, passages=3)


async def test_a_copy_is_made_once_and_sent_while_a_page_is_drawn(
    pages: Pictures, report: IndexedDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[int] = []

    def update(file: Path, page: int) -> bytes:
        made.append(page)
        return update_to_open(file, page)

    monkeypatch.setattr("bot.pages.pictures.update_to_open", update)
    first, second = await asyncio.gather(pages.copy(report, 2), pages.copy(report, 2))
    assert first == second
    assert opens_at(first) == 2

    loop, go_on = asyncio.get_running_loop(), asyncio.Event()

    def draw(*_: Any) -> tuple[bytes, ...]:
        asyncio.run_coroutine_threadsafe(go_on.wait(), loop).result()
        return (b"drawn",)

    monkeypatch.setattr("bot.pages.pictures.draw_isolated", draw)
    drawing = asyncio.create_task(pages.of(report, TextPage("Tea", "", ())))
    await asyncio.sleep(0)
    assert first.startswith(await pages.copy(report, 0))
    assert await pages.copy(report, 2) == first
    assert made == [2]
    assert not drawing.done()
    go_on.set()
    assert await drawing == (b"drawn",)
