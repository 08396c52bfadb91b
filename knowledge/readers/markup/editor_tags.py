"""Give headings and items of lists the usual tags in pages of editors that show them by others, as 语雀 and 飞书 do.

语雀 (Yuque) has tags of its own: ``<ne-h2>``, ``<ne-oli><ne-oli-i>1.</ne-oli-i><ne-oli-c>…``. 飞书 (Feishu) has boxes
alone: ``<div data-block-type="heading2">``, in it ``<div class="heading heading-h2">``; an item's mark has its own box.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from knowledge.readers.markup.html_tags import HEADINGS, around, children_of, classes, inside, tags_in, text_of

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import PageElement, Tag

_BLOCK = (
    "data-block-type"  # 飞书's own attribute; pages of others have boxes of the same classes, and all sorts in them
)
_HEADING = re.compile(r"heading-?h?([1-9])")
_OWN_HEADING = re.compile("ne-h([1-6])")
_OWN_BLOCKS = {"ne-p": "p", "ne-oli": "div", "ne-tli": "div", "ne-quote": "blockquote", "ne-uli": "li"}
_OWN_BOX = re.compile("ne-(?:[a-z]+-)?(?:hole|card|box|alert|columns?)")
_OWN_MARKS = {"ne-oli-i", "ne-uli-i"}
_BOXES = ("div", "section", "p")
_LOWEST = 6
_SENTENCE_ENDS = ("。", "！", "？", ".", "!", "?")
_MAX_MARK = 8  # characters of an item's mark
_BLANKS = re.compile(r"\s+")


def write_editor_tags(soup: "BeautifulSoup") -> None:
    """Change the tags of such editors; what stands in boxes within a heading becomes one line."""
    tags = list(tags_in(soup))
    in_blocks = _in_blocks(tags)
    _name_headings([tag for tag in tags if id(tag) in in_blocks or tag.name in HEADINGS])
    for tag in tags:
        if tag.name.startswith("ne-"):
            _name_own(tag)
        elif id(tag) in in_blocks and "list" in classes(tag).split():
            _join_mark(tag)
    for parent in {id(tag.parent): tag.parent for tag in tags if tag.name == "li"}.values():
        if parent is not None and parent.name not in ("ul", "ol", "menu"):
            _wrap_items(soup, parent)
    _open_boxes(tags)


def _in_blocks(tags: "list[Tag]") -> set[int]:
    """Return the ids of the tags that are a block of 飞书, or lie in one."""
    found: set[int] = set()
    for tag in tags:
        if tag.has_attr(_BLOCK) or id(tag.parent) in found:
            found.add(id(tag))
    return found


def _name_headings(tags: "list[Tag]") -> None:
    """Make headings of the innermost boxes that are called so."""
    levels = {id(tag): level for tag in tags if tag.name in _BOXES and (level := _level(tag))}
    outer = around(tag for tag in tags if id(tag) in levels or tag.name in HEADINGS)
    for tag in tags:
        if id(tag) in levels and id(tag) not in outer:
            tag.name = f"h{min(levels[id(tag)], _LOWEST)}"


def _level(tag: "Tag") -> int:
    """Return the level of the heading that a box is called, 0 if none."""
    names = (str(tag.get(_BLOCK, "")), *classes(tag).split())
    return next((int(match[1]) for name in names if (match := _HEADING.fullmatch(name))), 0)


def _open_boxes(tags: "list[Tag]") -> None:
    """Make one line of the boxes in each heading; one with a sentence in a box stays as it is."""
    heads = inside(tags, HEADINGS)
    boxes = [tag for tag in tags if tag.name in _BOXES and id(tag) in heads]
    outer = around(boxes)
    texts = {id(heads[id(box)]) for box in boxes if id(box) not in outer and text_of(box).endswith(_SENTENCE_ENDS)}
    opened = {id(heads[id(box)]) for box in boxes} - texts
    for tag in tags:
        if id(tag) in heads and id(heads[id(tag)]) in opened:
            tag.contents = [part for each in tag.contents for part in _on_a_line(each)]
    for box in boxes:
        box.name = "span" if id(heads[id(box)]) in opened else box.name


def _on_a_line(element: "PageElement") -> "Iterator[PageElement]":
    """Yield what stands in a heading without ends of lines in its texts, a blank before a box."""
    from bs4.element import NavigableString, Tag

    if isinstance(element, Tag) and element.name in _BOXES:
        yield NavigableString(" ")
    is_text = type(element) is NavigableString
    yield NavigableString(_BLANKS.sub(" ", str(element))) if is_text else element


def _name_own(tag: "Tag") -> None:
    heading = _OWN_HEADING.fullmatch(tag.name)
    if heading:
        tag.name = f"h{heading[1]}"
    elif tag.name in _OWN_MARKS:
        _write_mark(tag)
    elif _OWN_BOX.fullmatch(tag.name):
        tag.name = "div"
    else:
        tag.name = _OWN_BLOCKS.get(tag.name, tag.name)


def _join_mark(item: "Tag") -> None:
    """Put the mark of a list's item, which has a box of its own, into the line of the item."""
    inner = children_of(item)
    if len(inner) < 2 or "list-content" not in classes(inner[1]).split() or len(text_of(inner[0])) > _MAX_MARK:
        return
    _write_mark(inner[0])
    line = inner[:2]
    while line and all(tag.name == "div" and not tag.has_attr(_BLOCK) for tag in line):
        for tag in line:
            tag.name = "span"
        line = children_of(line[-1])[:1]  # further lines of an item stand below its first


def _write_mark(tag: "Tag") -> None:
    """Write the mark of an item: its number; a dash, unless it becomes an item of a list anyway."""
    from bs4.element import NavigableString

    mark = text_of(tag)
    is_number = any(map(str.isalnum, mark))
    is_bullet = tag.name in _OWN_MARKS and not is_number
    tag.contents = [] if is_bullet else [NavigableString(f"{mark} " if is_number else "- ")]


def _wrap_items(soup: "BeautifulSoup", parent: "Tag") -> None:
    """Put the items that stand in no list into lists, those beside each other into one."""
    contents: list[PageElement] = []
    for is_item, run in groupby(parent.contents, key=lambda each: getattr(each, "name", None) == "li"):
        inner = list(run)
        if is_item:
            listed = soup.new_tag("ul")
            listed.contents, listed.parent = inner, parent
            for item in inner:
                item.parent = listed
            inner = [listed]
        contents += inner
    parent.contents = contents
