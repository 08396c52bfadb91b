"""Lines that documentation sites and notebooks add to Markdown: boxes, tabs, imports, comments, marks of a review.

The rules are for `knowledge.readers.markup.markdown_rules`.
"""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline

_BOX = re.compile(r":{3,}[ \t]*(?:[\w-]+)?[ \t]*(?:\{[^{}]*\})?[ \t]*(.*)")
_BRACKETED = re.compile(r"\[([^\[\]]*)\]")
_ABBREVIATION = re.compile(r"\*\[([^\]\n]{1,80})\]:[ \t]*(.*)")
_TAB = re.compile(r"\{%[ \t]*tab[ \t]+title=\"([^\"]*)\"[ \t]*%\}")
# A place for contents; another file that is shown here; a program's lines; what a notebook keeps of a point.
_UNSEEN_LINE = re.compile(
    r"\[\[?toc\]?\]|\[\[_toc_\]\]|\{:toc\}|\{%.*%\}|-+8<-+ .*|<<<[ \t]+[@.]?/.*"
    r"|import[ \t](?:[^'\"]*[ \t]from[ \t]+)?(?:'[^']+'|\"[^\"]+\");?|export[ \t]+const[ \t]+\w+[ \t]*=.*;"
    r"|id::[ \t]+[0-9a-f-]{36}|collapsed::[ \t]+(?:true|false)",
    re.IGNORECASE,
)
_MAX_COMMENT_CHARACTERS = 5_000  # a sign that begins one is looked so far for its end, so that many take no time
_REVIEWED = re.compile(
    r"\{(?:--(?P<deleted>[^{}\n]{0,300}?)--|~~(?P<old>[^{}\n]{0,300}?)~>(?P<new>[^{}\n]{0,300}?)~~"
    r"|\+\+(?P<added>[^{}\n]{0,300}?)\+\+|>>[^{}\n]{0,300}?<<)\}"
)
_QUERIES = ("dataview", "dataviewjs")  # a notebook shows what is found, which is not in the file


def line_text(state: "StateBlock", line: int) -> str:
    """Return a line without the blanks around it."""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()


def push_text(state: "StateBlock", tag: str, kind: str, text: str, line: int) -> None:
    """Add the tokens of a block of one line."""
    state.push(f"{kind}_open", tag, 1).map = [line, line + 1]
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = text, [line, line + 1], []
    state.push(f"{kind}_close", tag, -1)


def site_line(state: "StateBlock", line: int, end_line: int, silent: bool) -> bool:
    """Take out the lines that begin and end a site's boxes, but their titles; write out what an abbreviation means."""
    kept = _seen_of(line_text(state, line))
    if kept is None:
        return False
    if not silent:
        if kept:
            push_text(state, "p", "paragraph", kept, line)
        state.line = line + 1
    return True


def _seen_of(text: str) -> str | None:
    """Return what is seen of a site's line; None if it is none."""
    if box := _BOX.fullmatch(text):
        bracketed = _BRACKETED.fullmatch(box[1])
        return bracketed[1] if bracketed else box[1]
    if abbreviation := _ABBREVIATION.fullmatch(text):
        return f"{abbreviation[1]}: {abbreviation[2]}"
    if tab := _TAB.fullmatch(text):
        return tab[1]
    return "" if _UNSEEN_LINE.fullmatch(text) else None


def hidden_lines(state: "StateBlock", line: int, end_line: int, silent: bool) -> bool:
    """Take out a comment of several lines: between lines of %%, or from {/* to */}."""
    text = line_text(state, line)
    begin, end = ("%%", "%%") if text == "%%" else ("{/*", "*/}")
    if not text.startswith(begin) or state.is_code_block(line):
        return False
    start = state.bMarks[line] + state.tShift[line] + len(begin)
    found = state.src.find(end, start, start + _MAX_COMMENT_CHARACTERS)
    last = line
    while last < end_line and state.eMarks[last] < found + len(end):
        last += 1
    if found < 0 or last >= end_line or not line_text(state, last).endswith(end):
        return False
    if not silent:
        state.line = last + 1
    return True


def reviewed(state: "StateInline", silent: bool) -> bool:
    """Read the marks of a review (CriticMarkup): {--deleted--}, {++added++}, {~~old~>new~~}, {>>comment<<}."""
    match = _REVIEWED.match(state.src, state.pos) if state.src[state.pos] == "{" else None
    if match is None:
        return False
    if not silent:
        deleted = match["deleted"] or match["old"]
        if deleted:
            state.push("s_open", "s", 1)
            state.push("text", "", 0).content = deleted
            state.push("s_close", "s", -1)
        state.pending += match["new"] or match["added"] or ""
    state.pos = match.end()
    return True


def drop_queries(state: "StateCore") -> None:
    """Take out the queries that a notebook shows the findings of."""
    state.tokens = [token for token in state.tokens if token.type != "fence" or token.info.strip() not in _QUERIES]
