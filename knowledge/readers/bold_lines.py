"""Take short bold lines for headings in a document that has no others, as people write who do not know styles."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from knowledge.heading_lines import ALWAYS_HEADING, MAX_HEADING_CHARACTERS
from knowledge.numbering import read_marker
from knowledge.readers.inline_text import LeftOut, inline_text

_Node = dict[str, Any]
_SENTENCE_MARK = re.compile(r"[。！？!?；;，,：:.]\s*\Z|[。！？；\n]")
_MIN_LINES = 2  # one bold line is a stressed one


@dataclass(frozen=True, slots=True)
class _Line:
    """A paragraph's text, and whether all of it is bold."""

    text: str
    bold: bool


def with_bold_headings(nodes: list[_Node]) -> list[_Node]:
    """Return ``nodes`` with headings in the place of bold lines, unless numbers tell which lines are headings.

    A bold line that another one follows at once is none, but for the first of all: that is the title.
    """
    nodes = [_within_style(node) for node in nodes]
    lines = [_line(node) for node in nodes]
    if any(node["t"] == "Header" for node in nodes) or any(line and _is_numbered(line) for line in lines):
        return nodes
    bold = {number for number, line in enumerate(lines[:-1]) if line and line.bold and _is_short(line.text)}
    titled = {0, 1} <= bold
    found = {number for number in bold if number + 1 not in bold or number == 0}
    if len(found) < _MIN_LINES:
        return nodes
    return list(_with_headings(nodes, found, titled))


def _with_headings(nodes: list[_Node], found: set[int], titled: bool) -> Iterator[_Node]:
    for number, node in enumerate(nodes):
        level = 2 if titled and number else 1
        yield {"t": "Header", "c": [level, ["", [], []], node["c"]]} if number in found else node


def _within_style(node: _Node) -> _Node:
    """Return the paragraph of a node that only says in which style it is, as of Word documents; else the node."""
    within = node["c"][1] if node["t"] == "Div" else []
    inner: _Node = within[0] if len(within) == 1 and within[0]["t"] in ("Para", "Plain") else node
    return inner


def _line(node: _Node) -> _Line | None:
    if node["t"] not in ("Para", "Plain"):
        return None
    seen = [inline for inline in node["c"] if inline["t"] not in ("Space", "SoftBreak", "LineBreak")]
    text = inline_text(node["c"], LeftOut()).strip()
    return _Line(text, bool(text) and all(inline["t"] == "Strong" for inline in seen))


def _is_short(text: str) -> bool:
    return len(text) <= MAX_HEADING_CHARACTERS and _SENTENCE_MARK.search(text) is None


def _is_numbered(line: _Line) -> bool:
    """Say whether a line's number says that it is a heading."""
    marker = read_marker(line.text) if _is_short(line.text) else None
    return marker is not None and (line.bold or marker.style in ALWAYS_HEADING)
