"""Read HTML pages: headings, paragraphs, lists and tables of the content, without what surrounds it."""

import re
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from knowledge.readers.encoding import decode
from knowledge.readers.formats import PANDOC_FORMATS
from knowledge.readers.markup.editor_tags import write_editor_tags
from knowledge.readers.markup.hidden_cells import drop_hidden_cells
from knowledge.readers.markup.html_content import drop_around, drop_unseen
from knowledge.readers.markup.html_tags import HEADINGS
from knowledge.readers.markup.large_lines import name_large_lines
from knowledge.readers.markup.page_notes import drop_comments, place_notes
from knowledge.readers.markup.public_account import drop_behind_article
from knowledge.readers.markup.shown import write_out
from knowledge.readers.markup.table_heads import gather_heads
from knowledge.readers.pandoc import Parse, parse_beside
from knowledge.readers.tables import MAX_COLUMNS
from knowledge.readers.text import Content, join_lines
from knowledge.readers.tree import read_tree
from knowledge.types import Note

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import PageElement, Tag

_DECLARED_BYTES = 2048  # at the top of a page, where its encoding is declared; browsers look at 1024
# What is handed on, in the words of the page's own tags. All else is a block without a meaning, or text.
_KEPT = {
    *("p", "pre", "br", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "figure", "figcaption", *HEADINGS),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "sup", "sub", "del", "s", "strike", "img", "b"),
}
_DIVIDING = {
    *("html", "body", "div", "section", "article", "main", "header", "hr", "form", "fieldset"),
    *("details", "summary", "address", "center"),
}
_NAMED = {**dict.fromkeys(_DIVIDING, "div"), "strong": "b", "menu": "ul"}
_ATTRIBUTES = {"ol": ("start", "type"), "td": ("rowspan", "colspan"), "th": ("rowspan", "colspan"), "img": ("alt",)}
_MAX_NESTED = 40  # of the same tag in itself; deeper ones mean nothing, and the tree would be too deep to walk
_CELLS = "cells of this row"
_PARSE = partial(parse_beside, form=PANDOC_FORMATS[".html"])


def read(data: bytes, name: str, parse: Parse = _PARSE) -> Content:
    """Return the page's content and its title. Raises `DocumentError` ("binary", "encoding")."""
    from bs4.dammit import EncodingDetector

    declared = EncodingDetector.find_declared_encoding(data[:_DECLARED_BYTES], is_html=True)
    soup = _parse(decode(data, name, declared))
    title = _title(soup)
    comments = drop_comments(soup)
    place_notes(soup)
    write_editor_tags(soup)
    left_out = (*drop_hidden_cells(soup), *drop_behind_article(soup), *drop_around(soup, title))
    name_large_lines(soup)
    write_out(soup)
    gather_heads(soup)
    content = read_tree(parse("".join(_written(soup)).encode(), name))
    commented = (Note("comments", comments),) if comments else ()
    return Content(content.blocks, title or None, (*left_out, *commented, *content.notes))


def _title(soup: "BeautifulSoup") -> str:
    """Return the title that a page states, or states for those who share it."""
    title = soup.title.get_text() if soup.title else ""
    shared = soup.find("meta", property="og:title")
    if shared and not title.strip():
        title = str(shared.get("content", ""))
    return join_lines(title.split("\n"))


def simple(text: str) -> str:
    """Return a piece of HTML as the few tags that carry what is seen of it."""
    soup = _parse(text)
    drop_unseen(soup)
    return "".join(_written(soup))


def _parse(text: str) -> "BeautifulSoup":
    from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, XMLParsedAsHTMLWarning

    with warnings.catch_warnings():  # both warn of programming mistakes
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(text, "lxml")


def _written(root: "Tag") -> Iterator[str]:
    """Yield the HTML of a tree's content, without recursion: a page can nest deeper than Python's stack."""
    from bs4.element import CData, NavigableString, Tag

    depths: dict[str, int] = {}
    stack: list[PageElement | Callable[[], str]] = [root]
    while stack:
        node = stack.pop()
        if callable(node) and not isinstance(node, Tag):
            yield node()
        elif isinstance(node, Tag):
            opening, closing = _marks(node, depths)
            yield opening
            if closing:
                stack.append(partial(_close, node.name, closing, depths))
            stack += reversed(node.contents)
        elif type(node) in (NavigableString, CData):  # other subclasses are comments and the like
            yield escape(str(node), quote=False)


def _marks(tag: "Tag", depths: dict[str, int]) -> tuple[str, str]:
    """Return what stands before and behind the content of ``tag``."""
    name = _NAMED.get(tag.name, tag.name)
    if name == "input":
        ticked = "☒ " if tag.has_attr("checked") else "☐ "
        return (ticked, "") if tag.get("type") == "checkbox" else ("", "")
    if name != "div" and name not in _KEPT:
        return "", ""
    if name == "img":  # pandoc wants to know where the picture is
        return f'<img src="-"{_attributes(tag)}>', ""
    if name == "br":
        return "<br>", ""
    depths[_CELLS] = 0 if name == "tr" else depths.get(_CELLS, 0) + (name in ("td", "th"))
    if depths.get(name, 0) >= _MAX_NESTED or depths[_CELLS] > MAX_COLUMNS:
        return "" if name == "b" else " ", ""
    depths[name] = depths.get(name, 0) + 1
    return f"{_new_start(tag)}<{name}{_attributes(tag)}>", f"</{name}>"


def _new_start(tag: "Tag") -> str:
    """Return what begins a list anew at the number that an item states: pandoc knows only where lists begin."""
    around, value = tag.parent, str(tag.get("value", ""))
    if tag.name != "li" or around is None or around.name != "ol" or not re.fullmatch("[0-9]{1,3}", value):
        return ""
    kind = str(around.get("type", ""))
    return f'</ol><ol start="{value}"' + (f' type="{kind}">' if re.fullmatch("[aAiI1]", kind) else ">")


def _close(name: str, closing: str, depths: dict[str, int]) -> str:
    depths[_NAMED.get(name, name)] -= 1
    return closing


def _attributes(tag: "Tag") -> str:
    kept = ((name, str(tag.get(name, ""))) for name in _ATTRIBUTES.get(tag.name, ()))
    return "".join(f' {name}="{escape(value)}"' for name, value in kept if _is_sound(name, value))


def _is_sound(name: str, value: str) -> bool:
    """Say whether an attribute may be handed on: a number with many digits would become as many cells."""
    return bool(value) if name == "alt" else re.fullmatch(r"[0-9]{1,3}|[aAiI1]", value) is not None
