"""Read Markdown: blocks as CommonMark (with tables) defines them, their text without inline markup.

Two things differ from CommonMark, because reports number their points by hand, one per line: a line that begins with a
number ("(1)", "1.", "一、") begins a new paragraph, and lists keep their numbers.
"""

import re
from textwrap import dedent
from typing import TYPE_CHECKING

from knowledge.readers import html
from knowledge.readers.encoding import decode
from knowledge.readers.markdown_rules import make_parser
from knowledge.readers.text import Content, check_density, join_lines, paragraphs
from knowledge.types import Block

if TYPE_CHECKING:
    from markdown_it.token import Token

_BLANKS = " \t"
# A line of what looks like YAML. It is not read by a YAML parser, so that a mistake in another line does not lose the
# title; and line by line, because a pattern over all lines would try each way to divide them.
_FRONT_LINE = re.compile(r"[\w-]+[ \t]*:|[ \t]|-[ \t]|#|\Z")
_BR = re.compile(r"<br\b", re.IGNORECASE)
_HARD_BREAK = "\v"  # cleaned text never holds it


def read(data: bytes, name: str) -> Content:
    """Return the text's blocks, and its title from the front matter. Raises `DocumentError`."""
    text = decode(data, name)
    check_density(text, "\n[<", data, name)
    lines = text.lstrip().split("\n")
    end = _front_matter_end(lines)
    return Content(_blocks("\n".join(lines[end:]) if end else text), _title(lines[:end]))


def _front_matter_end(lines: list[str]) -> int:
    """Return how many of ``lines`` are front matter.

    A rule at the top is none unless all lines down to the next one look like it, so that it does not hide the text.
    """
    if lines[0].rstrip(_BLANKS) != "---":
        return 0
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip(_BLANKS) in ("---", "..."):
            return number + 1
        if not _FRONT_LINE.match(line):
            break
    return 0


def _title(front: list[str]) -> str | None:
    """Return the title that front matter states, without the quotation marks around it."""
    for line in front:
        key, _, value = (part.strip(_BLANKS) for part in line.partition(":"))
        if key == "title" and line.startswith(key) and value:
            quoted = value[0] == value[-1] and value[0] in "'\"" and len(value) > 2
            return value[1:-1] if quoted else value
    return None


def _blocks(text: str) -> tuple[Block, ...]:
    lines = text.split("\n")
    tokens = make_parser().parse(text)
    blocks: list[Block] = []
    position = 0
    while position < len(tokens):
        end = _end(tokens, position)
        blocks += _read_block(tokens[position:end], lines)
        position = end
    return tuple(block for block in blocks if block.text.strip())


def _end(tokens: list["Token"], position: int) -> int:
    """Return the position behind the heading, paragraph, list or table at ``position``.

    A quotation is none of these: its tokens are passed one by one, so the blocks in it are read like all others.
    """
    token = tokens[position]
    if token.nesting != 1 or token.type == "blockquote_open":
        return position + 1
    closing = token.type.replace("_open", "_close")
    return next(
        index + 1
        for index in range(position, len(tokens))
        if tokens[index].type == closing and tokens[index].level == token.level
    )


def _read_block(tokens: list["Token"], lines: list[str]) -> list[Block]:
    first = tokens[0]
    match first.type:
        case "heading_open":
            return [Block("heading", join_lines(_text(tokens[1]).split("\n")), int(first.tag[1]))]
        case "paragraph_open":
            return [Block("paragraph", text) for text in paragraphs(_text(tokens[1]))]
        case "bullet_list_open" | "ordered_list_open":
            return [Block("list", dedent("\n".join(_list_lines(tokens, lines))))]
        case "table_open":
            return [Block("table", "\n".join(_source(first, lines)))]
        case "fence" | "code_block":
            return [Block("paragraph", first.content.strip("\n"))]
        case "html_block":
            return list(html.blocks(first.content))
    return []


def _source(token: "Token", lines: list[str]) -> list[str]:
    begin, end = token.map or (0, 0)
    return [line.strip() for line in lines[begin:end] if line.strip()]


def _list_lines(tokens: list["Token"], lines: list[str]) -> list[str]:
    """Return a list's lines with the author's own markers and indentation."""
    result: list[str] = []
    indent = marker = ""
    in_table = False
    for token in tokens:
        if token.type == "list_item_open" and token.map:
            indent = re.sub(r"[^\s>].*", "", lines[token.map[0]]).rpartition(">")[2]
            marker = f"{token.info}{token.markup} "
        elif token.type in ("table_open", "table_close"):
            in_table = token.type == "table_open"
            result += _source(token, lines)
        elif token.type in ("inline", "fence", "code_block") and not in_table:
            first, *others = (_text(token) if token.children else token.content).split("\n")
            result += [indent + marker + first.strip(), *(indent + other.strip() for other in others)]
            marker = ""
    return [line for line in result if line.strip()]


def _text(token: "Token") -> str:
    """Return a paragraph's or a picture's text without markup, with hard line breaks as newlines."""
    text = "".join(map(_inline, token.children or ()))
    return "\n".join(join_lines(line.split("\n")) for line in text.split(_HARD_BREAK))


def _inline(token: "Token") -> str:
    match token.type:
        case "text" | "code_inline":
            return token.content
        case "softbreak":
            return "\n"
        case "hardbreak":
            return _HARD_BREAK
        case "image":
            return _text(token)
        case "html_inline":
            return _HARD_BREAK if _BR.match(token.content) else ""
    return ""
