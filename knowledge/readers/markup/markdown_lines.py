"""Which line ends of a Markdown paragraph its author means as such.

To CommonMark they mean nothing, but many programs for notes show each, and their users rely on it. The functions are
for `knowledge.readers.markup.markdown_text`.
"""

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge.readers.text import is_chinese

if TYPE_CHECKING:
    from markdown_it.token import Token

_PAIR_LINE = re.compile(r"[^\s:：,，。、]{1,12}(?: [^\s:：,，。、]{1,12})?[:：][ \t]*\S")
_BULLET = re.compile(r"[•●○▪■□◆◇▶►☑☐✅]|[｜|*·](?=\S)|-(?=[^\s\d-])")
_CERTAIN_BULLETS = "•●○▪■□◆◇▶►☑☐✅"  # no wrapped line begins with one by chance, as it may with the others
_GOES_ON = re.compile(r"[，、,（(“‘《—-]\Z|(?<![\w-])(?:the|an?|of|to|and|or|in|on|at|by|for|with|from|as)\Z")
_WITHIN_PHRASE = tuple("的和与與及或在把被")  # nobody ends a line behind these but to wrap it
# Columns, of which a Chinese character takes two: nobody wraps text as narrow as this.
_NARROW = 40
_IDEOGRAPH = re.compile("[\u3400-\u9fff]")
_SHORT_SHARE = 0.6  # of the widest line of a paragraph; a line of wrapped text that is no longer ends a paragraph


def break_meant_lines(children: list["Token"]) -> None:
    """Make the ends of lines breaks where they are meant as such."""
    parts, ends = _parts(children)
    lines = [_text_of(part) for part in parts]
    kept = _kept(lines, [_width(line) + _address_width(part) for line, part in zip(lines, parts, strict=True)])
    for end, is_kept in zip(ends, kept, strict=True):
        if is_kept:
            break_line(end)


def break_line(end: "Token") -> None:
    """Make the end of a line a break."""
    end.type, end.tag = "hardbreak", "br"


def _parts(children: list["Token"]) -> tuple[list[list["Token"]], list["Token"]]:
    """Return what is in each line, and the ends between them."""
    parts, ends = [list["Token"]()], list["Token"]()
    for child in children:
        if child.type in ("softbreak", "hardbreak"):
            ends.append(child)
            parts.append([])
        else:
            parts[-1].append(child)
    return parts, ends


def _text_of(part: list["Token"]) -> str:
    return "".join(child.content for child in part if child.type in ("text", "code_inline")).strip()


def _address_width(part: list["Token"]) -> int:
    """Return the width of the addresses of links between English words, as far as who wraps a text sees them."""
    is_link = [child.type for child in part if child.type.startswith("link_")] == ["link_open", "link_close"]
    if (is_link and part[0].type == "link_open" and part[-1].type == "link_close") or _IDEOGRAPH.search(_text_of(part)):
        return 0
    return sum(len(str(child.attrs["href"])) for child in part if child.type == "link_open")


def _kept(lines: list[str], widths: list[int]) -> list[bool]:
    """Say for each end between two of ``lines``, which are so wide, whether it is meant."""
    pairs = list(pairwise(lines))
    if all(map(_PAIR_LINE.match, lines)) or _are_rows(lines):
        return [True for _ in pairs]
    bullets = _bullets(lines)
    if max(widths) >= _NARROW and not _is_unwrapped(lines, widths):
        return [below.startswith(bullets) for _, below in pairs]
    return [below.startswith(bullets) or _is_apart(above, below) for above, below in pairs]


def _are_rows(lines: list[str]) -> bool:
    """Say whether the lines are rows of a table that lacks the line below its heads."""
    return all(len(line) > 1 and line[0] == line[-1] and line[0] in "|｜" for line in lines)


def _bullets(lines: list[str]) -> tuple[str, ...]:
    """Return the signs that the lines below the first begin with as items of a list do."""
    found = [match[0] for line in lines if (match := _BULLET.match(line))]
    return tuple(sign for sign in dict.fromkeys(found) if sign in _CERTAIN_BULLETS or found.count(sign) > 1)


def _is_unwrapped(lines: list[str], widths: list[int]) -> bool:
    """Say whether a line stops, in Chinese and without a mark, long before the widest one does.

    In other languages many wrap their lines at the ends of phrases.
    """
    short = max(widths) * _SHORT_SHARE
    return any(
        width < short and line[-1:].isalnum() and is_chinese(line[-1]) and not line.endswith(_WITHIN_PHRASE)
        for line, width in zip(lines[:-1], widths, strict=False)
    )


def _is_apart(above: str, below: str) -> bool:
    return not _GOES_ON.search(above) and not below[:1].islower()


def _width(line: str) -> int:
    return len(line) + sum(map(is_chinese, line))
