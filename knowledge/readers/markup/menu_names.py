"""Tell by the names of a box (its classes and its id) whether it is a menu or the like.

Many such words are also said of a box's looks ("border-bottom", "two-right-sidebar") and of its subject
("share-capital"), so a name is looked at as a whole.
"""

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4.element import Tag

# Words that are said of hardly anything else; a word is what stands between signs.
_CLEAR = {
    *("nav", "navbar", "topnav", "breadcrumb", "breadcrumbs", "crumb", "crumbs", "sidebar", "footer", "copyright"),
    *("pagination", "pager", "toolbar", "comments", "advert", "cookie", "cookies", "skip", "qr", "qrcode"),
}
_LAID_OUT = {"no", "with", "without", "has", "two", "three"}  # in the name of what stands beside a side bar, or of both
_BOXES = {"box", "wrap", "wrapper", "container", "block", "section", "widget", "area", "inner", "panel", "content"}
_ARTICLES = {*_BOXES, "article", "articles", "post", "posts", "news", "list", "links", "stories", "searches", "videos"}
# Words that are said of much else, with those behind which or before which they are said of a menu.
_UNCLEAR = {
    "menu": {*_BOXES, "item", "items", "list", "bar", "main", "top", "side", "mobile"},
    "toc": {*_BOXES, "item", "list", "nav", "tree"},
    "related": {*_ARTICLES, "reading", "topics", "products", "video"},
    "recommend": _ARTICLES,
    "recommended": _ARTICLES,
    "share": {
        *(*_BOXES, "social", "socials", "bar", "button", "buttons", "links", "icons", "tools", "toolbox", "count"),
        *("article", "entry", "post", "page", "top", "bottom", "modal"),
    },
    "bottom": {"bar", "nav", "menu", "links", "banner"},
    "foot": {*_BOXES, "bar", "links", "nav"},
    "ads": {*_BOXES, "banner", "top", "side", "left", "right"},
}
# The end of a name says what a box is, but not in "border-bottom" and "market-share".
_LAST = _UNCLEAR.keys() - {"bottom", "share"}
# Whole names: what is below a page, and what WeChat and Confluence put above and below a text.
_WHOLE = {"bottom", "share", "rich_media_tool", "rich_media_meta_list", "page-metadata"}
_WORDS = re.compile(r"[a-z]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def is_called_menu(tag: "Tag", heads_text: bool) -> bool:
    """Say whether a box is called a menu or the like.

    ``heads_text`` says that a heading with text below it stands in the box: the id of such a one is often only where
    links lead, made of the heading's words.
    """
    classes = tag.get("class") or ()
    names = [classes] if isinstance(classes, str) else [*classes]
    if not heads_text or tag.get("id") == "comments":
        names.append(str(tag.get("id", "")))
    return any(name in _WHOLE or _is_menu_name(name) for name in names)


def _is_menu_name(name: str) -> bool:
    words = _WORDS.findall(_CAMEL.sub("-", name).lower())
    if not _LAID_OUT.isdisjoint(words):
        return False
    if not _CLEAR.isdisjoint(words) or not _LAST.isdisjoint(words[-1:]):
        return True
    return any(a in _UNCLEAR.get(b, ()) or b in _UNCLEAR.get(a, ()) for a, b in pairwise(words))
