"""Cut a list that is too long for one message into pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class ListPage(Generic[Item]):
    """A page of a list, its ``number`` counted from 0 among ``pages``; each item with its place, counted from 1."""

    number: int
    pages: int
    shown: tuple[tuple[int, Item], ...]


def page_of(items: Sequence[Item], page: int, size: int) -> ListPage[Item]:
    """Return that page of ``items``, the last one if there are fewer, with ``size`` items at most."""
    pages = max(1, -(-len(items) // size))
    number = min(page, pages - 1)
    first = number * size
    return ListPage(number, pages, tuple(enumerate(items[first : first + size], start=first + 1)))
