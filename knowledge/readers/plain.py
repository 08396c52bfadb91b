"""Read plain text: a line is a paragraph, unless the text is wrapped at a fixed width.

Lines of cells between tabs are a table. Headings are known as Markdown writes them, which programs that make texts do;
see `knowledge.readers.text_headings` on others.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from statistics import quantiles

from knowledge.readers.encoding import decode
from knowledge.readers.text import NUMBERED, Content, check_density, join_lines, width_of
from knowledge.readers.text_headings import with_headings
from knowledge.readers.text_tables import parted
from knowledge.types import Block

_MIN_LINES = 5  # fewer tell nothing of a width
_MIN_COLUMNS = 30  # of a wrapped line; a Chinese character takes two
_MIN_FULL_SHARE = 0.35  # of the lines that are as long as the longest, where a text is wrapped
_SLACK_COLUMNS = 12  # by which a wrapped line may be shorter, as the next word did not fit
_MIN_BROKEN_SHARE = 0.5  # of those lines that stop within a sentence
_MIN_SENTENCE_SHARE = 0.15  # of those lines for which a sentence ends within a line, or a paragraph in a short one
_INDENTED = re.compile(r"[ \t\u3000]{2,}|\u3000")
# A bullet, or a letter or number as Latin texts have them.
_ITEM = re.compile(
    r" *(?:[-–*•●○■□◆◇▪►➢·]|[0-9]{1,2}[.)]|(?:[a-z]|[ivx]{2,4})[.)]|\((?:[0-9]{1,2}|[a-z]|[ivx]{2,4})\)) {1,4}(?=\S)"
)
_HEADING = re.compile(r"(#{1,6})[ \t]+(\S.*?)[ \t#]*\Z")
_RULE = re.compile(r"[ \t]*(?:={3,}|-{3,}|_{3,}|\*{3,}|~{3,}|—{3,})[ \t]*")
_MIN_HEADINGS = 2  # of "# …": one is a remark
_CUT = "\0"  # behind a hyphen at a line's end; a text never has it
_CUT_WORD = re.compile(rf"([A-Za-z]{{1,40}})-{_CUT} ([a-z]{{1,40}})")
_WORD = re.compile(r"[A-Za-z]+")
# Behind a short word a full stop may shorten it: No. 5, Ltd. The
_WITHIN = re.compile(r"[。！？；](?!\s*\Z)[”’」』）]*\S|[a-z]{4}[.!?;][”’\"')]*\s+\S")
_STOP = re.compile(r"[。！？!?.；;][”’」』\"'）)]*\s*\Z")
_LEADS = re.compile(r"[:：]\s*\Z")
_SENTENCE_END = re.compile(r"[。！？!?.:：;；…][”’」』\"'）)]*\s*\Z")


def read(data: bytes, name: str) -> Content:
    """Return the paragraphs. Raises `DocumentError` ("binary", "encoding", "too-dense")."""
    text = decode(data, name)
    check_density(text, "\n", data, name)
    lines = text.split("\n")
    headed = with_headings(lines)
    parts = list(parted(headed))
    written = set(headed) - set(lines)
    width = _width([line for part in parts if isinstance(part, list) for line in part if line not in written])
    paragraphs = [each for part in parts for each in _paragraphs(part, width) if each]
    return Content(tuple(_blocks(paragraphs)))


def _paragraphs(part: list[str] | Block, width: int) -> Iterable[str | Block]:
    """Return the paragraphs of the lines between two tables; a table stays one."""
    if isinstance(part, Block):
        return [part]
    return _unwrapped(part, width) if width else map(str.strip, part)


def _blocks(paragraphs: list[str | Block]) -> Iterator[Block]:
    """Yield the blocks of a text: tables, headings, and paragraphs without the rules between them."""
    texts = [each for each in paragraphs if isinstance(each, str)]
    titled = sum(_HEADING.match(each) is not None for each in texts) >= _MIN_HEADINGS
    for each in paragraphs:
        if isinstance(each, Block):
            yield each
        elif titled and (heading := _HEADING.match(each)):
            yield Block("heading", heading[2], len(heading[1]))
        elif not _RULE.fullmatch(each):
            yield Block("paragraph", each)


def _width(lines: list[str]) -> int:
    """Return the columns at which the text is wrapped, 0 if it is not.

    It is if many lines are about as long as the longest ones and stop within a sentence, and some hold the end of one:
    lists of prices, people and addresses have lines as long, but no sentences.
    """
    lengths = {number: width_of(line.rstrip()) for number, line in enumerate(lines) if line.strip()}
    if len(lengths) < _MIN_LINES:
        return 0
    width = round(quantiles(lengths.values(), n=20)[-1])
    if width < _MIN_COLUMNS or max(lengths.values()) > width + _SLACK_COLUMNS:
        return 0
    full = [number for number, length in lengths.items() if length >= width - _SLACK_COLUMNS]
    broken = sum(_SENTENCE_END.search(lines[number]) is None for number in full)
    sentences = sum(_WITHIN.search(lines[number]) is not None for number in full) + _ended(lines, set(full))
    wrapped = len(full) >= _MIN_FULL_SHARE * len(lengths) and broken >= _MIN_BROKEN_SHARE * len(full)
    wrapped = wrapped and sentences >= _MIN_SENTENCE_SHARE * len(full)
    return width if wrapped else 0


def _ended(lines: list[str], full: set[int]) -> int:
    """Return how many lines end a sentence that the ``full`` line before leaves open, and a paragraph with it."""
    return sum(
        _STOP.search(line) is not None
        and number - 1 in full
        and _SENTENCE_END.search(before) is None
        and (number not in full or not after.strip())
        for number, (before, line, after) in enumerate(zip(["", *lines], lines, [*lines[1:], ""], strict=False))
    )


def _unwrapped(lines: list[str], width: int) -> Iterator[str]:
    """Yield paragraphs: a line goes on with the one before if that is full and this one begins nothing new."""
    counts = Counter(word.lower() for line in lines for word in _WORD.findall(line))
    paragraph: list[str] = []
    item = ""  # blanks as wide as the mark of the item that the paragraph is, with those before it
    for before, line, after in zip(["", *lines], lines, [*lines[1:], ""], strict=False):
        is_apart = not before.strip() or _RULE.fullmatch(before) or _RULE.fullmatch(line)
        begins = is_apart or _is_narrow(before, width) or _begins_list(before, line, after, width)
        # Elsewhere a dash stands within a sentence.
        mark = _ITEM.match(line) if begins or item or _SENTENCE_END.search(before) else None
        hangs = bool(item) and line.startswith(item) and not line[len(item) :].startswith((" ", "\u3000"))
        hangs = hangs and _STOP.search(before) is None
        if begins or mark or NUMBERED.match(line) or (_INDENTED.match(line) and not hangs):
            yield _joined(paragraph, counts)
            paragraph = []
            item = " " * width_of(mark[0]) if mark else ""
        paragraph.append(line)
    yield _joined(paragraph, counts)


def _is_narrow(line: str, width: int) -> bool:
    return width_of(line.rstrip()) < width - _SLACK_COLUMNS


def _begins_list(before: str, line: str, after: str, width: int) -> bool:
    """Say whether lines behind a colon are points without marks: two lines or more that are not full."""
    leads = _LEADS.search(before) is not None
    return leads and bool(after.strip()) and _is_narrow(line, width) and _is_narrow(after, width)


def _joined(lines: list[str], counts: Counter[str]) -> str:
    """Join a paragraph's lines; a word that is cut at a line's end is made whole.

    A hyphen between two words that the text also has elsewhere is the author's own.
    """

    def mend(match: re.Match[str]) -> str:
        before, after = match.groups()
        own = min(counts[before.lower()], counts[after]) > 1 and not counts[(before + after).lower()]
        return f"{before}-{after}" if own else before + after

    marked = (f"{line.rstrip()}{_CUT}" if line.rstrip().endswith("-") else line for line in lines)
    return _CUT_WORD.sub(mend, join_lines(marked)).replace(_CUT, "")
