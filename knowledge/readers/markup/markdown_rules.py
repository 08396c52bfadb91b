"""What the Markdown parser does otherwise than the library: for numbered lines, tables, Chinese, and sites' own marks.

See https://markdown-it-py.readthedocs.io/en/latest/architecture.html on rules.
"""

import re
from collections.abc import Sequence
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from knowledge.readers.formula import formula_text
from knowledge.readers.markup.markdown_lists import drop_contents, number_steps
from knowledge.readers.markup.markdown_signs import sign_between_figures
from knowledge.readers.markup.markdown_sites import (
    drop_queries,
    hidden_lines,
    line_text,
    push_text,
    reviewed,
    site_line,
)
from knowledge.readers.markup.markdown_tags import indented_rows, read_unknown_tags, tight_details
from knowledge.readers.markup.markdown_text import keep_unused_notes, mend_texts
from knowledge.readers.text import NUMBERED, is_chinese

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.ruler import RuleOptionsType
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_MAX_NESTING = 100  # levels of nesting; a list takes two
_MAX_HEADING_CHARACTERS = 60  # characters; a longer line above a rule, or behind signs without a blank, is text
_TIGHT_HEADING = re.compile(r"(#{1,6})([^#\s!].*?)#*\Z")
_SENTENCE = re.compile(r"[。！？；]|[.!?]\s")
_BELOW_HEADS = re.compile(r"\|(?:[ \t]*:?-+:?[ \t]*\|)+")
_LINE_BREAK = re.compile(r"[ \t]*<br[ \t]*/?>[ \t]*", re.IGNORECASE)
# A note that somebody numbered by hand: [1]: 不含运费。 It has words where the address of a link would be.
_WRITTEN_NOTE = re.compile(r"\[(?!\^)[^\[\]\n]{1,40}\]:[ \t]*([^\s<]+)")
_ADDRESS = re.compile(r"/|\A[#.]|\A[a-z]+:|\.[a-z]{2,5}(?:[#?]|\Z)")
_PAIR = re.compile(r"(\*\*|__|~~)(?=\S)((?:(?!\1)[^\n\\`])+)(?<=\S)\1")


def make_parser() -> "MarkdownIt":
    """Return a parser of CommonMark with tables, footnotes, boxes and ticked lists, that renders simple HTML."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.admon import admon_plugin
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.tasklists import tasklists_plugin

    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin, inline=False).use(admon_plugin).use(deflist_plugin).use(tasklists_plugin)
    parser.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False, double_inline=True)
    rules = parser.block.ruler
    ended: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote"]}
    rules.before("paragraph", "numbered_line", _numbered_line, ended)
    rules.before("heading", "tight_heading", _tight_heading, ended)
    rules.before("heading", "site_line", site_line, ended)
    rules.before("code", "hidden_lines", hidden_lines, ended)
    rules.before("code", "indented_rows", indented_rows)
    rules.before("html_block", "tight_details", tight_details)
    rules.at("table", _table, {"alt": ["paragraph", "reference"]})
    rules.at("lheading", _heading_above_rule)
    rules.at("reference", _reference)
    parser.inline.ruler.before("strikethrough", "beside_chinese", _beside_chinese)
    parser.inline.ruler.before("beside_chinese", "sign_between_figures", sign_between_figures)
    parser.inline.ruler.before("beside_chinese", "reviewed", reviewed)
    parser.core.ruler.before("footnote_tail", "unused_notes", keep_unused_notes)
    parser.core.ruler.push("texts", mend_texts)
    parser.core.ruler.push("tags", read_unknown_tags)
    parser.core.ruler.push("queries", drop_queries)
    parser.core.ruler.push("contents", drop_contents)
    parser.core.ruler.push("steps", number_steps)
    parser.core.ruler.push("numbers", _mark_jumps)
    for name in ("math_inline", "math_inline_double", "math_block"):
        parser.add_render_rule(name, _formula)
    for name, rule in (("list_item_open", _item), ("footnote_ref", _note_mark)):
        parser.add_render_rule(name, rule)
    return parser


def _numbered_line(state: "StateBlock", line: int, end_line: int, silent: bool) -> bool:
    """Say, if ``silent``, whether a numbered line or note ends the block before it; other rules parse it."""
    if not silent:
        return False
    start = state.bMarks[line] + state.tShift[line]
    return NUMBERED.match(state.src, start) is not None or _is_written_note(line_text(state, line))


def _reference(state: "StateBlock", line: int, end_line: int, silent: bool) -> bool:
    """Take the line that says where links lead out of the text, unless it is a note in Chinese words."""
    from markdown_it.rules_block import reference

    return not _is_written_note(line_text(state, line)) and reference(state, line, end_line, silent)


def _is_written_note(line: str) -> bool:
    match = _WRITTEN_NOTE.match(line)
    if match is None or not any(map(is_chinese, match[1])):
        return False
    return _SENTENCE.search(match[1]) is not None or not _ADDRESS.search(match[1])


def _tight_heading(state: "StateBlock", line: int, end_line: int, silent: bool) -> bool:
    """Take "#标题", as many write it, for a heading; a line of several tags for social media is none."""
    match = _TIGHT_HEADING.match(line_text(state, line))
    if match is None or "#" in match[2] or len(match[2]) > _MAX_HEADING_CHARACTERS or _SENTENCE.search(match[2]):
        return False
    if not silent:
        push_text(state, f"h{len(match[1])}", "heading", match[2].strip(), line)
        state.line = line + 1
    return True


def _heading_above_rule(state: "StateBlock", line: int, end_line: int, silent: bool) -> bool:
    """Take a line above a rule for a heading, unless it is as long as text or ends like it."""
    from markdown_it.rules_block import lheading

    tokens, before = len(state.tokens), state.line
    if not lheading(state, line, end_line, silent):
        return False
    text = state.tokens[tokens + 1].content
    if len(text) <= _MAX_HEADING_CHARACTERS and "\n" not in text and not _SENTENCE.search(text):
        return True
    del state.tokens[tokens:]
    state.line = before
    return False


def _table(state: "StateBlock", line: int, end_line: int, silent: bool) -> bool:
    """Take a table with the cells that it has, also if the line below its heads has more or fewer.

    The library would also add the cells that a row leaves out: a kilobyte can make it tens of thousands of cells.
    """
    from markdown_it.rules_block import table

    if not table(state, line, end_line, True) and not _is_uneven_table(state, line, end_line):
        return False
    if silent:
        return True
    before, state.parentType = state.parentType, "table"
    last = line + 2
    while last < end_line and not _is_behind(state, last, end_line):
        last += 1
    state.parentType = before
    state.push("table_open", "table", 1).map = [line, last]
    for tag, rows in (("thead", range(line, line + 1)), ("tbody", range(line + 2, last))):
        state.push(f"{tag}_open", tag, 1)
        for row in rows:
            _push_row(state, row)
        state.push(f"{tag}_close", tag, -1)
    state.push("table_close", "table", -1)
    state.line = last
    return True


def _is_uneven_table(state: "StateBlock", line: int, end_line: int) -> bool:
    if line + 1 >= end_line or state.sCount[line + 1] < state.blkIndent or state.is_code_block(line + 1):
        return False
    return "|" in line_text(state, line) and _BELOW_HEADS.fullmatch(line_text(state, line + 1)) is not None


def _push_row(state: "StateBlock", line: int) -> None:
    from markdown_it.rules_block.table import escapedSplit

    state.push("tr_open", "tr", 1)
    for cell in escapedSplit(line_text(state, line).strip().removeprefix("|").removesuffix("|")):
        state.push("td_open", "td", 1)
        inline = state.push("inline", "", 0)
        inline.content, inline.children, inline.map = _LINE_BREAK.sub(" ", cell.strip()), [], [line, line + 1]
        state.push("td_close", "td", -1)
    state.push("tr_close", "tr", -1)


def _is_behind(state: "StateBlock", line: int, end_line: int) -> bool:
    """Say whether a line does not belong to the table before it, as the library's rule for tables does."""
    if state.sCount[line] < state.blkIndent or state.isEmpty(line) or state.is_code_block(line):
        return True
    return any(rule(state, line, end_line, True) for rule in state.md.block.ruler.getRules("blockquote"))


def _beside_chinese(state: "StateInline", silent: bool) -> bool:
    """Take **…** and ~~…~~ beside Chinese for what they are meant as.

    CommonMark asks for a blank or a mark outside where a mark stands inside, but Chinese is written without blanks.
    """
    match = _PAIR.match(state.src, state.pos) if state.src[state.pos] in "*_~" else None
    if match is None or not any(map(is_chinese, _around(state.src, match))):
        return False
    if not silent:
        tag, kind = ("s", "s") if match[1] == "~~" else ("strong", "strong")
        end, state.pos, state.posMax = state.posMax, match.start(2), match.end(2)
        state.push(f"{kind}_open", tag, 1)
        state.md.inline.tokenize(state)
        state.push(f"{kind}_close", tag, -1)
        state.posMax = end
    state.pos = match.end()
    return True


def _around(text: str, match: re.Match[str]) -> str:
    """Return the characters inside and outside of both ends of a marked text."""
    inside = match[2]
    return text[match.start() - 1 : match.start()] + inside[0] + inside[-1] + text[match.end() : match.end() + 1]


def _mark_jumps(state: "StateCore") -> None:
    """Mark the items of numbered lists whose number is not the next one.

    A list whose numbers are all the same is meant to be counted, and all programs that show it do.
    """
    lists: list[list[Token]] = []
    for token in state.tokens:
        if token.type == "ordered_list_open":
            lists.append([])
        elif token.type == "ordered_list_close":
            items = lists.pop()
            if len({item.info for item in items}) > 1:
                for before, item in pairwise(items):
                    item.meta["jumps"] = int(item.info) != int(before.info) + 1
        elif token.type == "list_item_open" and token.info:
            lists[-1].append(token)


def _item(renderer: Any, tokens: Sequence["Token"], number: int, options: Any, environment: Any) -> str:
    """Begin an item of a list; HTML has no other way to say that its number is not the next one."""
    token = tokens[number]
    return f'</ol><ol start="{token.info}"><li>' if token.meta.get("jumps") else "<li>"


def _note_mark(renderer: Any, tokens: Sequence["Token"], number: int, options: Any, environment: Any) -> str:
    return f"<sup>{tokens[number].meta['id'] + 1}</sup>"


def _formula(renderer: Any, tokens: Sequence["Token"], number: int, options: Any, environment: Any) -> str:
    text = escape(formula_text(tokens[number].content), quote=False)
    return f"<p>{text}</p>" if tokens[number].block else text
