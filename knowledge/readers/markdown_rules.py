"""Two rules of the Markdown parser that differ from the library's: numbered lines, and tables."""

from typing import TYPE_CHECKING

from knowledge.readers.text import NUMBERED

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock

_MAX_NESTING = 100  # levels of nesting; a list takes two


def make_parser() -> "MarkdownIt":
    """Return a parser of CommonMark with tables."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING}).enable(["table", "strikethrough"])
    ended = ["paragraph", "reference", "blockquote"]
    parser.block.ruler.before("paragraph", "numbered_line", _numbered_line, {"alt": ended})
    parser.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})
    return parser


def _numbered_line(state: "StateBlock", line: int, end_line: int, silent: bool) -> bool:
    """Say, if ``silent``, whether a numbered line ends the block before it; other rules parse the line itself."""
    return silent and NUMBERED.match(state.src, state.bMarks[line] + state.tShift[line]) is not None


def _table(state: "StateBlock", line: int, end_line: int, silent: bool) -> bool:
    """Take a table as one token with its lines.

    The library would also parse each cell, those that a row leaves out as well: a kilobyte can make it tens of
    thousands of cells. Nobody asks for them, because a table is shown as it is written.
    """
    from markdown_it.rules_block import table

    if not table(state, line, end_line, True):
        return False
    if silent:
        return True
    before, state.parentType = state.parentType, "table"
    last = line + 2
    while last < end_line and not _is_behind(state, last, end_line):
        last += 1
    state.parentType = before
    state.push("table_open", "table", 1).map = [line, last]
    state.push("table_close", "table", -1)
    state.line = last
    return True


def _is_behind(state: "StateBlock", line: int, end_line: int) -> bool:
    """Say whether a line does not belong to the table before it, as the library's rule for tables does."""
    if state.sCount[line] < state.blkIndent or state.isEmpty(line) or state.is_code_block(line):
        return True
    return any(rule(state, line, end_line, True) for rule in state.md.block.ruler.getRules("blockquote"))
