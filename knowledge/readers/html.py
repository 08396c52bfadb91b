"""Read HTML pages: headings, paragraphs, lists and tables of the content, without what surrounds it."""

import re
import warnings
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Literal

from knowledge.readers.encoding import decode
from knowledge.readers.text import Content, join_lines, paragraphs
from knowledge.types import Block

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import PageElement, Tag

_DROPPED = (
    *("script", "style", "nav", "aside", "footer", "noscript", "template", "iframe", "object", "svg", "canvas"),
    *("audio", "video", "button", "select", "textarea", "dialog", "title", "rt", "rp"),
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ARTICLES = {"article", "main", "section"}
_CONTENT = {"p", "article", "main", *_HEADINGS}
_BLOCKS = {
    *(
        "html",
        "body",
        "div",
        "p",
        "section",
        "article",
        "main",
        "header",
        "blockquote",
        "pre",
        "hr",
        "form",
        "fieldset",
    ),
    *("ul", "ol", "li", "dl", "dt", "dd", "figure", "figcaption", "details", "summary", "address", "center"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", *_HEADINGS),
}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\n\xa0]+")
_BREAK = "\v"  # stands for <br>, because cleaned text never holds it
_DECLARED_BYTES = 2048  # at the top of a page, where its encoding is declared; browsers look at 1024
_MAX_INDENTED = 20  # lists around an item; without a limit, n lists in each other would be indented by n * n
_Event = tuple[Literal["open", "close", "table"], "Tag"] | tuple[Literal["text"], str]


def read(data: bytes, name: str) -> Content:
    """Return the page's content and its title. Raises `DocumentError` ("binary", "encoding")."""
    from bs4.dammit import EncodingDetector

    declared = EncodingDetector.find_declared_encoding(data[:_DECLARED_BYTES], is_html=True)
    soup = _parse(decode(data, name, declared))
    title = join_lines(soup.title.get_text().split("\n")) if soup.title else ""
    return Content(_blocks(soup), title or None)


def blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a piece of HTML."""
    return _blocks(_parse(text))


def _parse(text: str) -> "BeautifulSoup":
    from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning

    with warnings.catch_warnings():  # both warn of programming mistakes
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(text, "lxml")


def _blocks(soup: "BeautifulSoup") -> tuple[Block, ...]:
    _drop(soup)
    page = _Page()
    for event in _walk(soup):
        page.take(event)
    page.end_text()
    return tuple(page.blocks)


def _drop(soup: "BeautifulSoup") -> None:
    """Take out what surrounds the content, all of a tag's at once: for each one bs4 would look through its neighbours.

    Only ``contents`` are right afterwards, so nothing may be looked for by `Tag.find` and the like.
    """
    from bs4.element import Tag

    around = _around(soup, _CONTENT)
    stack: list[tuple[Tag, bool]] = [(soup, False)]
    while stack:
        tag, in_article = stack.pop()
        in_article = in_article or tag.name in _ARTICLES
        tag.contents = [
            child for child in tag.contents if not isinstance(child, Tag) or not _is_dropped(child, in_article, around)
        ]
        stack += [(child, in_article) for child in tag.contents if isinstance(child, Tag)]


def _is_dropped(tag: "Tag", in_article: bool, around_content: set[int]) -> bool:
    if tag.name in _DROPPED or tag.has_attr("hidden") or _HIDDEN.search(str(tag.get("style", ""))):
        return True
    if tag.name == "header":  # an article's own header holds its heading
        return not in_article
    # Some servers wrap whole pages into a form.
    return tag.name == "form" and id(tag) not in around_content


def _around(root: "Tag", names: Collection[str]) -> set[int]:
    """Return the ids of the tags that have a tag of one of these ``names`` inside."""
    found: set[int] = set()
    for node in _inside(root):
        parent = node.parent if getattr(node, "name", None) in names else None
        while parent is not None and id(parent) not in found:
            found.add(id(parent))
            parent = parent.parent
    return found


def _inside(root: "Tag") -> Iterator["PageElement"]:
    """Yield all that is inside a tag, in order."""
    from bs4.element import Tag

    stack = [*reversed(root.contents)]
    while stack:
        node = stack.pop()
        yield node
        if isinstance(node, Tag):
            stack += reversed(node.contents)


def _walk(root: "Tag") -> Iterator[_Event]:
    """Yield a tree's events without recursion, because a page can nest deeper than Python's stack."""
    from bs4.element import CData, NavigableString, Tag

    laid_out = _around(root, {"table", *_HEADINGS})
    stack: list[PageElement | _Event] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, tuple):
            yield node
        elif isinstance(node, Tag) and node.name == "table" and id(node) not in laid_out and _has_cells(node):
            yield "table", node
        elif isinstance(node, Tag):
            yield "open", node
            stack += [("close", node), *reversed(node.contents)]
        elif type(node) in (NavigableString, CData):  # other subclasses are comments and the like
            yield "text", str(node)


def _has_cells(table: "Tag") -> bool:
    """Say whether a table holds data; one around a single cell, as one around tables or headings, lays out the page."""
    cells = (node for node in _inside(table) if getattr(node, "name", None) in ("td", "th"))
    return len(list(islice(cells, 2))) > 1


@dataclass
class _Page:
    """The blocks so far, and the current position in the page."""

    blocks: list[Block] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    items: list[str] = field(default_factory=list)  # the lines of the list we are in
    lists: list[Iterator[str]] = field(default_factory=list)  # the next markers of each list we are in
    marker: str = ""
    level: int = 0
    preformatted: int = 0

    def take(self, event: _Event) -> None:
        """Take in the next event of the walk."""
        if event[0] == "text":
            self.text.append(event[1] if self.preformatted else _SPACES.sub(_one_space, event[1]))
        elif event[1].name == "br":
            self.text.append(("\n" if self.preformatted else _BREAK) if event[0] == "open" else "")
        elif event[0] == "table":
            self.end_text()
            self.end_list()
            self.add("table", "\n".join(_rows(event[1])))
        elif event[1].name in _BLOCKS:
            self.end_text()
            (self.open if event[0] == "open" else self.close)(event[1])

    def open(self, tag: "Tag") -> None:
        """Enter a block."""
        if tag.name in ("ul", "ol"):
            self.lists.append(_markers(tag))
        elif tag.name == "li":
            self.marker = next(self.lists[-1]) if self.lists else "- "
        elif tag.name in _HEADINGS:
            self.end_list()
            self.level = _HEADINGS[tag.name]
        elif tag.name == "pre":
            self.preformatted += 1

    def close(self, tag: "Tag") -> None:
        """Leave a block."""
        if tag.name in ("ul", "ol"):
            self.lists.pop()
            if not self.lists:
                self.end_list()
        elif tag.name in _HEADINGS:
            self.level = 0
        elif tag.name == "pre":
            self.preformatted -= 1

    def end_text(self) -> None:
        """Add the text since the last start or end of a block as a block, or as a line of the current list."""
        text = "".join(self.text)
        self.text.clear()
        if self.preformatted:
            self.add("paragraph", text.strip("\n"))
            return
        lines = [_collapse(line) for line in text.split(_BREAK)]
        if self.level:
            self.add("heading", join_lines(lines), self.level)
        elif self.lists or self.marker:
            self.add_item([line for line in lines if line])
        else:
            for paragraph in paragraphs("\n".join(lines)):
                self.add("paragraph", paragraph)

    def add_item(self, lines: list[str]) -> None:
        """Add lines to the list; the first line of an item gets its marker."""
        indent = "  " * (min(len(self.lists), _MAX_INDENTED) - 1)
        for line in lines:
            self.items.append(indent + self.marker + line)
            self.marker = ""
        if not self.lists:
            self.end_list()

    def end_list(self) -> None:
        """Add the lines of the current list as one block."""
        self.add("list", "\n".join(self.items))
        self.items.clear()

    def add(self, kind: Literal["heading", "paragraph", "list", "table"], text: str, level: int = 0) -> None:
        """Add a block, unless it is blank."""
        if text.strip():
            self.blocks.append(Block(kind, text, level))


def _one_space(match: re.Match[str]) -> str:
    """Return a newline if the white space holds one, else a space; a newline is replaced when the line is complete."""
    return "\n" if "\n" in match[0] else " "


def _collapse(line: str) -> str:
    return _SPACES.sub(" ", join_lines(line.split("\n")))


def _markers(tag: "Tag") -> Iterator[str]:
    """Yield a list's markers: dashes, or numbers from the list's start."""
    start = str(tag.get("start", "1"))
    number = int(start) if re.fullmatch(r"[0-9]{1,6}", start) else 1
    while True:
        yield f"{number}. " if tag.name == "ol" else "- "
        number += 1


def _rows(table: "Tag") -> Iterator[str]:
    from bs4.element import Tag

    tags = (node for node in _inside(table) if isinstance(node, Tag))
    for row in (tag for tag in tags if tag.name in ("caption", "tr")):
        own = (cell for cell in row.contents if isinstance(cell, Tag) and cell.name in ("td", "th"))
        cells = [row] if row.name == "caption" else own
        texts = [_collapse(_cell_text(cell)) for cell in cells]
        if any(texts):
            yield " | ".join(texts)


def _cell_text(cell: "Tag") -> str:
    from bs4.element import CData, NavigableString, Tag

    parts = []
    for node in _inside(cell):
        if isinstance(node, Tag):
            parts.append("\n" if node.name == "br" or node.name in _BLOCKS else "")
        elif type(node) in (NavigableString, CData):
            parts.append(str(node))
    return "".join(parts)
