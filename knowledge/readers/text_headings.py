"""Write headings of a plain text as Markdown does: underlined ones, Roman numbers, numbers of chapters above names."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from knowledge.heading_lines import MAX_HEADING_CHARACTERS, has_sentence_mark
from knowledge.numbering import read_marker
from knowledge.numerals import capital_roman
from knowledge.readers.text import join_lines, width_of

_LINE_BELOW = re.compile(r"\s*(={3,}|-{3,})\s*")
_CHAPTER = re.compile(r"(?:chapter|part)\s+\w{1,12}\s*[.:]?", re.IGNORECASE)
_ROMAN = re.compile(r"\s*([IVX]{1,6})\.\s{1,4}(?=[A-Z\u4e00-\u9fff])")
_COUNTS = {capital_roman(number): number for number in range(1, 31)}
_NO_HEADING = re.compile(r"\t|[ \u3000]{3}|\||\A\s*[\w-]+:\s")  # cells; a key with its value
_JOINING = {*("a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with")}
_WORD = re.compile(r"[^\W\d_]+")
_MAX_ROMAN_SHARE = 0.75  # of the longest line's width; lines that are wrapped are wider
_MIN_SHARE = 0.5  # of the heading's width, which the line below has at least
_MAX_LINES = 4  # of a chapter's name
_MIN_HEADINGS = 2  # of a kind: a single one may be anything


class _Heading(NamedTuple):
    """Where a heading begins among the lines, on how many it stands, and how it is written anew."""

    start: int
    height: int
    text: str


def with_headings(lines: Sequence[str]) -> list[str]:
    """Return ``lines`` with such headings as Markdown has them, each between blank lines."""
    for find in (_underlined, _chapters, _in_roman):
        headings = list(find(lines))
        if len(headings) >= _MIN_HEADINGS:
            return list(_written(lines, headings))
    return list(lines)


def _written(lines: Sequence[str], headings: list[_Heading]) -> Iterator[str]:
    place = 0
    for heading in headings:
        yield from (*lines[place : heading.start], "", heading.text, "")
        place = heading.start + heading.height
    yield from lines[place:]


def _underlined(lines: Sequence[str]) -> Iterator[_Heading]:
    """Yield the lines with a line of = or - below them, and a blank one or such a one above."""
    found = [(number, sign) for number in range(1, len(lines)) if (sign := _line_below(lines, number))]
    high = "=" if any(sign == "=" for _, sign in found) else "-"
    for number, sign in found:
        boxed = int(number > 1 and _LINE_BELOW.fullmatch(lines[number - 2]) is not None)
        level = "#" if sign == high else "##"
        yield _Heading(number - 1 - boxed, 2 + boxed, f"{level} {lines[number - 1].strip()}")


def _line_below(lines: Sequence[str], number: int) -> str:
    """Return the sign of the line with this number if it stands below a heading."""
    drawn = _LINE_BELOW.fullmatch(lines[number])
    text, above = lines[number - 1].strip(), lines[number - 2] if number > 1 else ""
    if drawn is None or not _is_short(text) or not _has_text_below(lines, number, drawn[1][0]):
        return ""
    is_apart = not above.strip() or _LINE_BELOW.fullmatch(above) is not None
    return drawn[1][0] if is_apart and len(drawn[1]) >= _MIN_SHARE * width_of(text) else ""


def _has_text_below(lines: Sequence[str], number: int, sign: str) -> bool:
    """Say whether text follows a line of this sign, and no such heading again: lines between rules are a list."""
    behind = next((each for each in range(number + 1, min(number + 3, len(lines))) if lines[each].strip()), 0)
    drawn = _LINE_BELOW.fullmatch(lines[behind + 1]) if behind and behind + 1 < len(lines) else None
    return behind > 0 and not (drawn and drawn[1][0] == sign and _is_short(lines[behind].strip()))


def _chapters(lines: Sequence[str]) -> Iterator[_Heading]:
    """Yield the numbers of chapters that stand on a line above the name, each with it."""
    numbers = [number for number, line in enumerate(lines) if _is_chapter(line.strip())]
    parted = [lines[number].split()[0].lower() for number in numbers]
    for number, kind in zip(numbers, parted, strict=True):
        start = number + 1 + (number + 1 < len(lines) and not lines[number + 1].strip())
        end = start + 1
        while end < min(len(lines), start + _MAX_LINES) and lines[end - 1].isupper() and lines[end].isupper():
            end += 1
        name = join_lines(lines[start:end])
        is_apart = not "".join(lines[end : end + 1]).strip() and _is_name(lines[start:end])
        is_name = (is_apart or (_is_short(name) and _is_in_title_case(name))) and not _goes_on(lines, end)
        if is_name and not read_marker(name):
            level = "##" if kind != parted[0] else "#"
            yield _Heading(number, end - number, f"{level} {lines[number].strip()} {name}")


def _is_chapter(line: str) -> bool:
    return len(line) <= MAX_HEADING_CHARACTERS and bool(_CHAPTER.fullmatch(line) and read_marker(line))


def _is_in_title_case(name: str) -> bool:
    """Say whether a name stands in capitals, or all its words but joining ones begin with one: no text does."""
    words = _WORD.findall(name)
    return all(word[0].isupper() or (number and word in _JOINING) for number, word in enumerate(words))


def _goes_on(lines: Sequence[str], end: int) -> bool:
    """Say whether the line from which a heading would end goes on in small letters."""
    behind = next((line.strip() for line in lines[end : end + 2] if line.strip()), "")
    return behind[:1].islower()


def _is_name(lines: Sequence[str]) -> bool:
    """Say whether lines below a chapter's number, with a blank one behind them, are its name: Who Stole the Tarts?"""
    return all(_is_short(line.strip().rstrip(".!?," if line.isupper() else "!?,")) for line in lines)


def _in_roman(lines: Sequence[str]) -> Iterator[_Heading]:
    """Yield the lines numbered I. II. III. with text below each, all in order; points that are wrapped are none."""
    filled = [number for number, line in enumerate(lines) if line.strip()]
    matches = [_ROMAN.match(lines[number]) if _is_short(lines[number]) else None for number in filled]
    counts = [_COUNTS.get(match[1], 0) if match else 0 for match in matches]
    found = [
        (number, count)
        for number, before, count, after in zip(filled, [0, *counts], counts, [*counts[1:], 0], strict=False)
        if count and after != count + 1 and (count == 1 or before != count - 1)
    ]
    widest = max(map(width_of, lines), default=0)
    is_apart = all(_is_apart(lines, number, widest) for number, _ in found)
    if is_apart and [count for _, count in found] == [*range(1, len(found) + 1)]:
        yield from (_Heading(number, 1, f"# {lines[number].strip()}") for number, _ in found)


def _is_apart(lines: Sequence[str], number: int, widest: int) -> bool:
    """Say whether a line ends where it does by itself: a blank one follows, or it is too short to be wrapped."""
    is_last = not "".join(lines[number + 1 : number + 2]).strip()
    return (is_last or width_of(lines[number]) <= _MAX_ROMAN_SHARE * widest) and not _goes_on(lines, number + 1)


def _is_short(text: str) -> bool:
    if not any(map(str.isalpha, text)) or len(text) > MAX_HEADING_CHARACTERS * (1 + text.isascii()):
        return False
    return not has_sentence_mark(text) and _NO_HEADING.search(text) is None
