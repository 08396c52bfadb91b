"""Read Markdown: parsed as CommonMark (with tables, footnotes and what documentation sites add), then read as HTML.

Two things differ from CommonMark, because reports number their points by hand, one per line: a line that begins with a
number ("(1)", "1.", "一、") begins a new paragraph, and lists keep their numbers.
"""

import re
from collections.abc import Iterator
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from knowledge.readers.encoding import decode
from knowledge.readers.formats import PANDOC_FORMATS
from knowledge.readers.markup import html
from knowledge.readers.markup.markdown_lists import LINES_OF_CONTENTS
from knowledge.readers.markup.markdown_rules import make_parser
from knowledge.readers.pandoc import Parse, parse_beside
from knowledge.readers.text import Content, check_density, join_lines
from knowledge.readers.tree import read_tree
from knowledge.types import Note

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_BLANKS = " \t"
# A line of what looks like YAML. It is not read by a YAML parser, so that a mistake in another line does not lose the
# title; and line by line, because a pattern over all lines would try each way to divide them.
# The same holds for TOML, which +++ stands around. A value in brackets goes on and ends on lines of its own.
_FRONT_LINES = {
    "---": re.compile(r"[\w-]+[ \t]*:|[ \t]|-[ \t]|#|[\[{\]}],?[ \t]*\Z|\Z"),
    "+++": re.compile(r"[\w.-]+[ \t]*=|[ \t]|#|\[|\]|\"[^\"]*\",?[ \t]*\Z|\Z"),
}
_FRONT_ENDS = {"---": ("---", "..."), "+++": ("+++",)}
_FOLDED = re.compile(r"[>|][+-]?")  # a value that stands on the lines below, indented
_TAB = re.compile(r"^([ \t]*)===[!+]*[ \t]+(\"[^\"\n]+\")[ \t]*$", re.MULTILINE)
_NOTE = re.compile(r"^(\[\^[^\]\s]+\])：", re.MULTILINE)
_PARSE = partial(parse_beside, form=PANDOC_FORMATS[".md"])


def read(data: bytes, name: str, parse: Parse = _PARSE) -> Content:
    """Return the text's blocks, and its title from the front matter. Raises `DocumentError`."""
    text = decode(data, name)
    check_density(text, "\n[<", data, name)
    lines = text.lstrip().split("\n")
    end = _front_matter_end(lines)
    found: dict[str, Any] = {}
    page = "".join(_to_html(_plain_marks("\n".join(lines[end:]) if end else text), found))
    content = read_tree(parse(html.simple(page).encode(), name))
    contents = found.get(LINES_OF_CONTENTS, 0)
    notes = (Note("contents", contents), *content.notes) if contents else content.notes
    return Content(content.blocks, _title(lines[:end]), notes)


def _plain_marks(text: str) -> str:
    """Write what few programs know as what many do: a tab of a site as a box, a footnote behind a Chinese colon."""
    return _NOTE.sub(r"\1:", _TAB.sub(r"\1!!! tab \2", text))


def _front_matter_end(lines: list[str]) -> int:
    """Return how many of ``lines`` are front matter.

    A rule at the top is none unless all lines down to the next look like it, so that it does not hide the text.
    """
    fence = lines[0].rstrip(_BLANKS)
    if fence not in _FRONT_LINES:
        return 0
    for number, line in enumerate(lines[1:], start=1):
        if line.rstrip(_BLANKS) in _FRONT_ENDS[fence]:
            return number + 1
        if not _FRONT_LINES[fence].match(line):
            break
    return 0


def _title(front: list[str]) -> str | None:
    """Return the title that front matter states, without the quotation marks around it."""
    for number, line in enumerate(front):
        key, _, value = (part.strip(_BLANKS) for part in line.partition("=" if front[0][0] == "+" else ":"))
        if key == "title" and line.startswith(key) and value:
            if _FOLDED.fullmatch(value):
                below = takewhile(lambda line: line[:1] in tuple(_BLANKS), front[number + 1 :])
                return join_lines(below) or None
            quoted = value[0] == value[-1] and value[0] in "'\"" and len(value) > 2
            return value[1:-1] if quoted else value
    return None


def _to_html(text: str, found: dict[str, Any]) -> Iterator[str]:
    """Yield the HTML of ``text``, a block at a time, each with the footnotes that it points at behind it.

    ``found`` is the environment of the parser: it holds what was counted on the way.
    """
    parser = make_parser()
    tokens = parser.parse(text, found)
    end = next((number for number, token in enumerate(tokens) if token.type == "footnote_block_open"), len(tokens))
    notes = dict(_notes(tokens[end:]))
    for block in _top_level(tokens[:end]):
        yield _render(parser, block)
        for number in _pointed_at(block):
            if number in notes:  # not yet written below an earlier block
                yield f"<p><sup>{number + 1}</sup> {_render(parser, notes.pop(number))}</p>"


def _render(parser: "MarkdownIt", tokens: list["Token"]) -> str:
    rendered: str = parser.renderer.render(tokens, parser.options, {})
    return rendered


def _top_level(tokens: list["Token"]) -> Iterator[list["Token"]]:
    """Yield the tokens of one block after the other, each with all inside it."""
    block: list[Token] = []
    for token in tokens:
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield block
            block = []


def _notes(tokens: list["Token"]) -> Iterator[tuple[int, list["Token"]]]:
    """Yield the number of each footnote, and the tokens of its text without those of its paragraphs."""
    number, inside = 0, list["Token"]()
    for token in tokens:
        if token.type == "footnote_open":
            number, inside = token.meta["id"], []
        elif token.type == "footnote_close":
            yield number, inside
        elif token.type in ("inline", "fence", "code_block"):
            inside.append(token)


def _pointed_at(block: list["Token"]) -> list[int]:
    """Return the numbers of the footnotes that a block points at, each once, in order."""
    inside = (child for token in block for child in token.children or ())
    return list(dict.fromkeys(child.meta["id"] for child in inside if child.type == "footnote_ref"))
