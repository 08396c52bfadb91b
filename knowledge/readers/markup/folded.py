"""Tell what a page folds away, in tabs and below questions, from what it hides for good."""

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge.readers.markup.html_tags import HEADINGS, Sizes, children_of, classes, containing, inside

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import Tag

_HEADS = (*HEADINGS, "summary", "dt")
_TARGETS = ("aria-controls", "data-target", "data-bs-target", "href")  # where a control says what it opens
_BLOCKS = {"div", "section", "article", "p", "ul", "ol", "dl", "dd", "table"}
_FORMS = ("form", "input", "textarea", "select")
# Words in the classes of what opens at a press.
_FOLDED = re.compile(r"(?:^|[-_ ])(?:accordion|collapse|answer|faq|tabs?|tab-?(?:pane|panel|content))(?![a-z])")
_MAX_LINKED_SHARE = 0.5  # of the text of what is folded away; with more of it in links it is a menu


def unfold_buttons(tags: "list[Tag]", sizes: Sizes) -> None:
    """Make text of the buttons that are all the text of a heading, or that open an accordion: no others are text."""
    heads = inside(tags, _HEADS)
    for tag in tags:
        if tag.name != "button":
            continue
        head = heads.get(id(tag))
        if head is not None and sizes[id(head)][0] == sizes[id(tag)][0]:
            tag.name = "span"
        elif head is None and "accordion" in classes(tag):
            tag.name = "div"


def folded(soup: "BeautifulSoup", tags: "list[Tag]", sizes: Sizes) -> set[int]:
    """Return the ids of those of a page's ``tags`` that are text which opens at a press, if they are hidden."""
    heads = inside(tags, _HEADS)
    controls = [tag for tag in tags if id(tag) in heads or tag.get("role") == "tab" or "accordion" in classes(tag)]
    opened = {str(tag.get(name, "")).lstrip("#") for tag in controls for name in _TARGETS} - {""}
    headed = {id(tag) for around in tags for tag in _below_heads(around)}
    with_forms = containing(soup, _FORMS)
    return {
        id(tag)
        for tag in tags
        if tag.get("hidden") == "until-found"
        or tag.get("role") == "tabpanel"
        or (
            (id(tag) in headed or tag.get("id") in opened or _FOLDED.search(classes(tag)))
            and id(tag) not in with_forms
            and sizes[id(tag)][1] <= _MAX_LINKED_SHARE * sizes[id(tag)][0]
        )
    }


def _below_heads(around: "Tag") -> "list[Tag]":
    """Return the blocks in a tag that stand right below a heading, or below what opens an accordion."""
    return [
        tag
        for before, tag in pairwise(children_of(around))
        if tag.name in _BLOCKS and (before.name in _HEADS or "accordion" in classes(before))
    ]
