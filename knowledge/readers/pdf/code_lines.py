"""Find the commands and code in a PDF: lines in a font whose letters are all as wide, which stay lines of their own."""

import re
from collections.abc import Collection, Iterator, Sequence

from knowledge.readers.pdf.lines import Line
from knowledge.readers.text import is_chinese

_MAX_SHARE = 0.5  # of a document's text; where more is in such a font, it was written with a typewriter
_MAX_GAP_RATIO = 2.5  # of the size: lines of code are no further apart, with an empty one between them
_COLON = re.compile(r"[:：]\Z")  # so ends a line before a single one of code
_PROSE = re.compile(r"[^\W\d_][\w\s,.'’;:()\"/-]*")
_POINT = re.compile("[●•○■□▪◦]")
_SAID = re.compile(r"""(["']).*?\1|(?:#|(?<!:)//).*""")  # in any language
_MIN_WORDS = 6  # of a line of prose: some documents quote letters and licences in such a font


def code_among(lines: Sequence[Line], headings: Collection[Line]) -> frozenset[Line]:
    """Return the lines that are code: several below each other, or one behind a colon; none of the ``headings``."""
    texts = [line for line in lines if not line.is_table]
    fixed = sum(len(line.text) for line in texts if line.pitch)
    if not fixed or fixed > _MAX_SHARE * sum(len(line.text) for line in texts):
        return frozenset()
    return frozenset(line for before, run in _runs(lines, headings) if _is_code(before, run) for line in run)


def _runs(lines: Sequence[Line], headings: Collection[Line]) -> Iterator[tuple[Line | None, list[Line]]]:
    """Yield the lines in such a font that stand below each other, with the one before them."""
    before: Line | None = None
    run: list[Line] = []
    for last, line in zip([None, *lines], lines, strict=False):
        is_fixed = line.pitch > 0 and line not in headings and not _is_chinese(line)
        if run and not (is_fixed and goes_on(run[-1], line)):
            yield before, run
            run = []
        if is_fixed:
            before, run = (before, run) if run else (last, run)
            run.append(line)
    if run:
        yield before, run


def _is_chinese(line: Line) -> bool:
    """Say whether a line is of a Chinese text with commands or figures in it, but for what it quotes and comments."""
    own = _SAID.sub("", line.text).replace(" ", "")
    return is_chinese(own[:1]) or 2 * sum(map(is_chinese, own)) > len(own)


def _is_code(before: Line | None, run: Sequence[Line]) -> bool:
    is_behind_colon = before is not None and _COLON.search(before.text) is not None
    return 2 * sum(map(_is_prose, run)) <= len(run) and (len(run) > 1 or is_behind_colon)


def _is_prose(line: Line) -> bool:
    is_sentence = _PROSE.fullmatch(line.text) is not None and len(line.text.split()) >= _MIN_WORDS
    return is_sentence or _POINT.match(line.text) is not None


def goes_on(before: Line, line: Line) -> bool:
    """Say whether a line of code goes on with the one before, which may be the last of a page or column."""
    if not before.is_beside(line):
        return line.page - before.page in (0, 1)
    return -line.size < line.top - before.bottom <= _MAX_GAP_RATIO * line.size


def code_text(lines: Collection[Line]) -> str:
    """Return lines of code with their breaks, and indented as they stand."""
    margins: dict[tuple[int, int], float] = {}
    for line in lines:
        column = line.page, line.column
        margins[column] = min(margins.get(column, line.left), line.left)
    return "\n".join(_indented(line, line.left - margins[line.page, line.column]) for line in lines)


def _indented(line: Line, by: float) -> str:
    return " " * round(by / line.pitch) + line.spaced
