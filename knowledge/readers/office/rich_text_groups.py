r"""Change groups of a rich text file that pandoc reads otherwise than programs show them: lists, contents, shapes.

A list's number as shown is in ``{\listtext 1.\tab}``, the paragraph's list in ``\ls1``; see the specification of
RTF 1.9.1, "Bullets and Numbering", "Fields" and "Drawing Objects".
"""

import re
from collections.abc import Iterator
from itertools import groupby

_GROUP_EDGE = re.compile(r"\\[\\{}]|([{}])")
_PARAGRAPH_END = re.compile(r"\\(?:par|cell|row)(?![a-z])")
_LISTTEXT = re.compile(r"\{\\(?:\*\\)?listtext\b")
_IN_LIST = re.compile(r"\\(?:ls|ilvl)[0-9]{1,5} ?")
_CONTROL = re.compile(r"\\u(-?[0-9]{1,5}) ?|\\[a-z]+-?[0-9]{0,9} ?|\\[^a-z]|[{}\r\n]")
# What only says how a paragraph looks; Word closes a group there and opens another one.
_BEFORE_TEXT = re.compile(
    r"(?:\s|\}|\{(?!\\(?:\*|field|pict|shp|object|footnote))|\\(?!uc?-?[0-9])[a-z]+-?[0-9]{0,9} ?)*"
)
_FIRST = re.compile(r"\(?(?:1|a|A|i|I)[.)]?")
_BULLET = re.compile(r"[A-Za-z\u00c0-\u00ff]")  # a sign of a font of pictures: Ø is an arrow in Wingdings, o a ring
_WESTERN = re.compile(r"\(?(?:[0-9]{1,3}|[A-Za-z]|[ivxlIVXL]{1,6})[.)]?")
_CONTENTS = re.compile(
    r"\{\\field\b(?:\\[a-z]+|\s){0,5}\s?\{\\\*\\fldinst\b[\s{]{0,9}(?:\\[a-z]+-?[0-9]{0,9}\s?|[\s{]){0,20}+TOC\b"
)
_NAME_OF_CONTENTS = re.compile(r"(?:目\s*[录錄次]|contents)\Z", re.IGNORECASE)
_BEFORE_CONTENTS = 500  # characters, in which the line above them stands
_FOOTNOTE = re.compile(r"\{\\\*\\footnote\b")
_SHAPE = re.compile(r"\{\\shp\b")
_SHAPE_TEXT = re.compile(r"\{\\shptxt\b")
_MAX_SHAPES = 200  # shapes whose text is put behind their paragraph


def with_groups_changed(text: str) -> tuple[str, int]:
    """Return a rich text whose characters are all ASCII, changed, and how many lines of contents were taken out."""
    text, dropped = _without_contents(text)
    text = _FOOTNOTE.sub(lambda _: r"{\footnote", text)
    return "".join(_with_numbers(_with_shapes_behind(text))), dropped


def _end_of_group(text: str, start: int) -> int:
    """Return where the group ends that begins at ``start``; the text's end if it is not closed."""
    depth = 0
    for match in _GROUP_EDGE.finditer(text, start):
        if match[1]:
            depth += 1 if match[1] == "{" else -1
            if depth == 0:
                return match.end()
    return len(text)


def _without_contents(text: str) -> tuple[str, int]:
    kept, position, dropped = [], 0, 0
    for match in _CONTENTS.finditer(text):
        above = plain(text[max(position, match.start() - _BEFORE_CONTENTS) : match.start()])
        if match.start() < position or _NAME_OF_CONTENTS.search(above):
            continue  # contents below a line that says so are known as such by that line
        kept.append(text[position : match.start()])
        position = _end_of_group(text, match.start())
        dropped += len(_PARAGRAPH_END.findall(text, match.start(), position))
    return "".join([*kept, text[position:]]), dropped


def plain(text: str) -> str:
    """Return the characters of a piece of rich text without what says how they look."""
    return _CONTROL.sub(lambda each: chr(int(each[1]) % 0x10000) if each[1] else "", text).strip()


def _with_shapes_behind(text: str) -> str:
    """Put the text of each shape behind the paragraph that it stands in."""
    parts, position, waiting = [], 0, ""
    for _ in range(_MAX_SHAPES):
        shape = _SHAPE.search(text, position)
        end = _PARAGRAPH_END.search(text, position) if waiting else None
        if end is not None and (shape is None or end.end() <= shape.start()):
            parts += [text[position : end.end()], waiting]
            position, waiting = end.end(), ""
        elif shape is not None:
            parts.append(text[position : shape.start()])
            position = _end_of_group(text, shape.start())
            inner = _SHAPE_TEXT.search(text, shape.start(), position)
            if inner is not None:
                waiting += rf"{{\pard {text[inner.end() : _end_of_group(text, inner.start()) - 1]}\par}}"
        else:
            break
    return "".join([*parts, text[position:], waiting])


def _with_numbers(text: str) -> Iterator[str]:
    """Yield the paragraphs of a text; lists that pandoc would number otherwise are such with their numbers."""
    ends = [match.end() for match in _PARAGRAPH_END.finditer(text)]
    paragraphs = [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]
    for in_list, run in groupby(paragraphs, key=lambda each: _LISTTEXT.search(each) is not None):
        lines = list(run)
        if in_list and _is_counted_otherwise([_shown(each) for each in lines]):
            lines = [_with_number(each) for each in lines]
        yield from lines


def _is_counted_otherwise(numbers: list[str]) -> bool:
    counted = [number for number in numbers if _counts(number)]
    if not counted:
        return False
    return not all(map(_WESTERN.fullmatch, counted)) or not _FIRST.fullmatch(counted[0])


def _counts(number: str) -> bool:
    """Say whether what is shown before a point is a number and no bullet."""
    return any(map(str.isalnum, number)) and _BULLET.fullmatch(number) is None


def _shown(paragraph: str) -> str:
    """Return the number that is shown before a paragraph of a list."""
    match = _LISTTEXT.search(paragraph)
    if match is None:
        return ""
    return plain(paragraph[match.end() : _end_of_group(paragraph, match.start())])


def _with_number(paragraph: str) -> str:
    match = _LISTTEXT.search(paragraph)
    if match is None:
        return paragraph
    shown = _shown(paragraph)
    number = shown if _counts(shown) else "-"
    written = "".join(rf"\uc0\u{ord(each)} " if each > "~" else each for each in number)
    rest = _IN_LIST.sub("", paragraph[_end_of_group(paragraph, match.start()) :])
    begin = _BEFORE_TEXT.match(rest)
    place = begin.end() if begin else 0
    gap = "" if number.endswith(("、", "）")) else " "
    return f"{_IN_LIST.sub('', paragraph[: match.start()])}{rest[:place]}{{{written}{gap}}}{rest[place:]}"
