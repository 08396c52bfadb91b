"""Tell the signs that programs put into a page's text: links of headings to themselves, ways back, numbers of lines."""

import re
from typing import TYPE_CHECKING

from knowledge.readers.markup.html_tags import HEADINGS, Sizes, around, classes, inside, text_of

if TYPE_CHECKING:
    from bs4.element import Tag

# Classes of Sphinx, MkDocs, Docusaurus, VitePress, MediaWiki, pandoc, kramdown, Pygments, highlight.js and Rouge.
_MARKS = {
    *("headerlink", "hash-link", "header-anchor", "anchorjs-link", "mw-editsection", "mw-jump-link"),
    *("footnote-back", "footnote-backref", "reversefootnote", "data-footnote-backref"),
    *("linenos", "lineno", "linenodiv", "hljs-ln-numbers", "rouge-gutter", "line-numbers-rows"),
    *("catlinks", "printfooter", "mw-navigation"),
}
_NUMBERS = re.compile(r"[\d\s]*")
_OWN_LINK = re.compile(r"[¶#§🔗\u200b\s]*")  # the text of a heading's link to itself
_MAX_MARK = 3  # characters of such a text


def site_marks(tags: "list[Tag]", sizes: Sizes) -> set[int]:
    """Return the ids of those of a page's ``tags``, in order, that are signs of programs."""
    headings, links = inside(tags, HEADINGS), inside(tags, ("a",))
    with_tables = around(tag for tag in tags if tag.name == "table")
    return {
        id(tag)
        for tag in tags
        if _is_mark(tag, with_tables) or (links.get(id(tag)) is tag and _is_own_link(tag, headings.get(id(tag)), sizes))
    }


def _is_mark(tag: "Tag", with_tables: set[int]) -> bool:
    if tag.get("role") == "doc-backlink" or tag.has_attr("data-footnote-backref"):
        return True
    names = classes(tag).split()
    if "gutter" in names and tag.name == "td" and id(tag) not in with_tables:  # it is also the space between columns
        return _NUMBERS.fullmatch(text_of(tag)) is not None
    return not _MARKS.isdisjoint(names)


def _is_own_link(tag: "Tag", heading: "Tag | None", sizes: Sizes) -> bool:
    """Say whether a tag is the link of a heading to itself, beside the heading's text."""
    if tag.name != "a" or heading is None or not str(tag.get("href", "")).startswith("#"):
        return False
    size = sizes[id(tag)][0]
    return size <= _MAX_MARK and size < sizes[id(heading)][0] and _OWN_LINK.fullmatch(text_of(tag)) is not None
