"""HTML in Markdown: placeholders that look like tags, sites' own tags, and blocks that CommonMark would end too early.

The rules are for `knowledge.readers.markup.markdown_rules`.
"""

import re
from collections.abc import Callable
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from knowledge.readers.markup.markdown_sites import line_text

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore

_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][\w.-]*)(?![\w.:-])(?P<attributes>[^<>]*)>")
_END = re.compile(r"</([A-Za-z][\w.-]*)")
_TITLE = re.compile(r"(?<![\w-])(?:label|title)=\"([^\"{}]+)\"")
_NEW = ("main", "picture", "dialog", "template", "bdi", "nobr")  # tags of HTML that lxml's list lacks
_SAME = {"lark-table": "table", "lark-tr": "tr", "lark-td": "td"}  # a table of Feishu, in HTML's words
_AS_THEY_ARE = ("<!--", "<script", "<style")
# A picture as Markdown writes it; within HTML, as in <figure markdown>, CommonMark leaves it as it stands.
_PICTURE = re.compile(r"!\[[^\[\]\n]{0,300}\]\([^()\n]{1,500}\)(?:\{[^{}\n]{0,200}\})?")
_CODE = re.compile(r"<(?:pre|code)\b", re.IGNORECASE)
_ROW_TAG = re.compile(r"</?(?:thead|tbody|tfoot|tr|td|th|table)\b", re.IGNORECASE)
_DETAILS = re.compile(r"<(?:details|summary)\b", re.IGNORECASE)
_SUMMARY_LINES = 3  # of a summary and what begins the details around it


def read_unknown_tags(state: "StateCore") -> None:
    """Make a tag that HTML does not know text, if it is a placeholder: without attributes, and closed nowhere.

    Others, between blocks, become boxes with their titles, and pictures written as Markdown those of HTML.
    """
    closed = set(_END.findall(state.src))
    for token in state.tokens:
        if token.type == "html_block" and not token.content.startswith(_AS_THEY_ARE):
            pictured = token.content if _CODE.search(token.content) else _PICTURE.sub("<img>", token.content)
            token.content = _TAG.sub(partial(_known, closed=closed, box=_as_box), pictured)
        for child in token.children or ():
            if child.type == "html_inline":
                child.content = _TAG.sub(partial(_known, closed=closed, box=re.Match.group), child.content)


def _known(tag: re.Match[str], closed: set[str], box: Callable[[re.Match[str]], str]) -> str:
    from lxml.html.defs import tags

    if tag["name"].lower() in tags or tag["name"].lower() in _NEW:
        return tag[0]
    is_placeholder = not tag["end"] and not tag["attributes"] and tag["name"] not in closed
    return escape(tag[0]) if is_placeholder else box(tag)


def _as_box(tag: re.Match[str]) -> str:
    name = _SAME.get(tag["name"], "div")
    if tag["end"]:
        return f"</{name}>"
    if tag["attributes"].endswith("/"):
        return ""
    title = _TITLE.search(tag["attributes"])
    return f"<{name}><p>{title[1]}</p>" if title and name == "div" else f"<{name}>"


def indented_rows(state: "StateBlock", line: int, end_line: int, silent: bool) -> bool:
    """Take rows of an HTML table for such, which stand indented behind an empty line: they are no code."""
    before = state.tokens[-1] if state.tokens else None
    if silent or before is None or before.type != "html_block" or not state.is_code_block(line):
        return False
    is_open = _ROW_TAG.search(before.content) and not before.content.rstrip().lower().endswith("</table>")
    if not is_open or not _ROW_TAG.match(line_text(state, line)):
        return False
    last = line + 1
    while last < end_line and not state.isEmpty(last):
        last += 1
    _push_html(state, line, last)
    return True


def tight_details(state: "StateBlock", line: int, end_line: int, silent: bool) -> bool:
    """End the HTML behind a summary, so that text which stands right below it is read as Markdown."""
    if silent or not _DETAILS.match(line_text(state, line)) or state.is_code_block(line):
        return False
    for last in range(line, min(line + _SUMMARY_LINES, end_line - 1)):
        if line_text(state, last).lower().endswith("</summary>"):
            below = line_text(state, last + 1)
            if not below or below.startswith("<") or state.is_code_block(last + 1):
                return False
            _push_html(state, line, last + 1)
            return True
    return False


def _push_html(state: "StateBlock", line: int, last: int) -> None:
    token = state.push("html_block", "", 0)
    token.map, token.content = [line, last], state.getLines(line, last, state.blkIndent, True)
    state.line = last
