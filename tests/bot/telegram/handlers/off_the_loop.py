"""Note which passages are read on the event loop, where nothing slow may run: a database may have to be asked."""

import asyncio
import inspect
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType
from typing import overload

import pytest

from index.folder_store import FolderStore
from index.search import SearchIndex
from knowledge.types import Passage

_ASYNCHRONOUS = inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR
_read: list[str] = []  # where passages were read on the loop by the bot, in the test that runs


class NotedPassages(Sequence[Passage]):
    """Passages in memory that behave as those that are fetched."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages

    def __len__(self) -> int:
        return len(self._passages)

    @overload
    def __getitem__(self, number: int) -> Passage: ...

    @overload
    def __getitem__(self, number: slice) -> Sequence[Passage]: ...

    def __getitem__(self, number: int | slice) -> Passage | Sequence[Passage]:
        if asyncio._get_running_loop() and not _is_by_a_test(sys._getframe(1)):
            _read.append("".join(traceback.format_stack(limit=6)))
        return self._passages[number]


def with_noted_reads(index: SearchIndex) -> SearchIndex:
    return replace(index, passages=NotedPassages(index.passages))


@contextmanager
def noting_reads(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Note them also for every version that is loaded; the list grows while the block runs."""
    for name in ("load", "load_current"):
        load = getattr(FolderStore, name)
        monkeypatch.setattr(FolderStore, name, lambda *of, load=load: with_noted_reads(load(*of)))
    _read.clear()
    yield _read


def _is_by_a_test(frame: FrameType | None) -> bool:
    """Say whether what runs on the loop here, the nearest coroutine, is a test's own."""
    while frame is not None and not frame.f_code.co_flags & _ASYNCHRONOUS:
        frame = frame.f_back
    return frame is None or frame.f_globals["__name__"].startswith("tests.")
