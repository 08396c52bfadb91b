"""Go through the tags of a page, without recursion: a page can nest deeper than Python's stack."""

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

from knowledge.readers.text import join_lines

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import PageElement, Tag

HEADINGS = tuple(f"h{level}" for level in range(1, 7))
Sizes = dict[int, tuple[int, int, int]]  # characters, how many of them in links, how many links, by a tag's id


def tags_in(root: "Tag") -> "Iterator[Tag]":
    """Yield all tags inside a tag, in order."""
    from bs4.element import Tag

    stack: list[PageElement] = [*reversed(root.contents)]
    while stack:
        node = stack.pop()
        if isinstance(node, Tag):
            yield node
            stack += reversed(node.contents)


def children_of(tag: "Tag") -> "list[Tag]":
    from bs4.element import Tag

    return [child for child in tag.contents if isinstance(child, Tag)]


def sizes_of(soup: "BeautifulSoup") -> Sizes:
    """Return how many characters each tag holds, how many of them in links, and how many links."""
    from bs4.element import CData, NavigableString, Tag

    sizes: Sizes = {}
    for tag in reversed([soup, *tags_in(soup)]):  # a tag comes after all that is inside it
        size = linked = links = 0
        for child in tag.contents:
            if isinstance(child, Tag):
                inner = sizes[id(child)]
                size, linked, links = size + inner[0], linked + inner[1], links + inner[2]
            elif type(child) in (NavigableString, CData):  # other subclasses are comments and the like
                size += len(str(child).strip())
        sizes[id(tag)] = (size, size, 1) if tag.name == "a" else (size, linked, links)
    return sizes


def drop(soup: "BeautifulSoup", dropped: set[int]) -> None:
    """Take out the tags with these ids, all of a tag's at once: for each one bs4 would look through its neighbours.

    Only ``contents`` are right afterwards, so nothing may be looked for by `Tag.find` and the like.
    """
    stack: list[Tag] = [soup]
    while stack:
        tag = stack.pop()
        tag.contents = [child for child in tag.contents if id(child) not in dropped]
        stack += children_of(tag)


def inside(tags: "Iterable[Tag]", names: Collection[str]) -> "dict[int, Tag]":
    """Return the tag of one of these ``names`` that each of ``tags``, in order, is or lies in, by the tag's id."""
    found: dict[int, Tag] = {}
    for tag in tags:
        around = found.get(id(tag.parent))
        if around is not None:
            found[id(tag)] = around
        elif tag.name in names:
            found[id(tag)] = tag
    return found


def containing(root: "Tag", names: Collection[str]) -> set[int]:
    """Return the ids of the tags that have a tag of one of these ``names`` inside."""
    return around(tag for tag in tags_in(root) if tag.name in names)


def around(tags: "Iterable[Tag]") -> set[int]:
    """Return the ids of the tags that have one of these inside."""
    found: set[int] = set()
    for tag in tags:
        parent = tag.parent
        while parent is not None and id(parent) not in found:
            found.add(id(parent))
            parent = parent.parent
    return found


def text_of(root: "Tag") -> str:
    """Return the text in a tag as one line."""
    from bs4.element import CData, NavigableString, Tag

    texts = []
    stack: list[PageElement] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, Tag):
            stack += reversed(node.contents)
        elif type(node) in (NavigableString, CData):
            texts.append(str(node))
    return join_lines("".join(texts).split("\n"))


def classes(tag: "Tag") -> str:
    """Return the classes of a tag in small letters, with blanks between them."""
    names = tag.get("class") or ""
    return (names if isinstance(names, str) else " ".join(names)).lower()
