"""The text of a table: its rows are lines, `knowledge.types.CELL_BORDER` stands between their cells."""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from knowledge.sentences import split_sentences
from knowledge.types import CELL_BORDER, Block, Passage

_BETWEEN_CELLS = "; "
_MAX_ROW_CHARACTERS = 160  # characters of a row that is one sentence
_MAX_LEAD_CHARACTERS = 80  # characters of the line above a table that says what is in it
_LEAD = re.compile(r".*[:：]\s*\Z|(?:表|table)\s*[\d一二三四五六七八九十]|.*(?:下表|如下)", re.IGNORECASE)


def cells_of(line: str) -> list[str]:
    """Return the cells of a table's line; their borders may have lost the blank at either end of the line."""
    return [cell.strip() for cell in f" {line}".split(CELL_BORDER.rstrip())]


def spans_of(text: str, table: tuple[int, int] | None) -> tuple[tuple[int, int], ...]:
    """Return the spans of a passage's sentences: of a ``table`` (see `Passage`) each row, but not the heads.

    Of a row that is as long as a paragraph, each cell is a sentence: it says as much as one.
    """
    if table is None:
        return tuple(split_sentences(text))
    begin, start = table
    spans = split_sentences(text[:begin])
    for line in text[start:].split("\n"):
        spans += _cell_spans(line, start) if len(line) > _MAX_ROW_CHARACTERS else [(start, start + len(line))]
        start += len(line) + 1
    return tuple(span for span in spans if text[slice(*span)].strip())


def _cell_spans(line: str, start: int) -> list[tuple[int, int]]:
    """Return where the cells of a ``line`` stand that begins at ``start``, but the first: it names the row."""
    spans = []
    for number, cell in enumerate(line.split(CELL_BORDER)):
        if number:
            spans.append((start, start + len(cell)))
        start += len(cell) + len(CELL_BORDER)
    return spans


def heads_of(passage: Passage) -> list[str]:
    """Return the heads of a table's columns, none if it has none."""
    begin, rows = passage.table or (0, 0)
    return cells_of(passage.text[begin:rows].strip("\n")) if rows > begin else []


def sentence_text(passage: Passage, span: tuple[int, int]) -> str:
    """Return a sentence as it is compared with questions: a row of a table says of each cell what it is."""
    text = passage.text[slice(*span)]
    if passage.table is None or span[0] < passage.table[1]:
        return text
    begin = passage.text.rfind("\n", 0, span[0]) + 1
    before, heads = passage.text[begin : span[0]], heads_of(passage)
    cells = cells_of(text)
    if before:  # one cell of a long row
        column = before.count(CELL_BORDER)
        return _BETWEEN_CELLS.join([cells_of(before)[0], *_named(heads[column : column + 1], cells)])
    return _BETWEEN_CELLS.join(_named(heads, cells))


def _named(heads: list[str], cells: list[str]) -> list[str]:
    """Return each cell with the head of its column, if it has one."""
    pairs = zip_longest(heads[: len(cells)], cells, fillvalue="")
    return [f"{head}: {cell}" if head else cell for head, cell in pairs if cell]


def leads_to_table(texts: Sequence[str | Block]) -> bool:
    """Say whether ``texts`` are one line that says what is in the table below it."""
    if len(texts) != 1 or not isinstance(texts[0], str):
        return False
    return len(texts[0]) <= _MAX_LEAD_CHARACTERS and _LEAD.match(texts[0]) is not None


def split_table(block: Block, lead: str, most: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield the texts of a table's parts of about ``most`` characters, and where the table begins in each.

    Each part has ``lead`` and the heads of the columns above its rows; no row is cut.
    """
    lines = block.text.split("\n")
    above = f"{lead}\n" if lead else ""
    heads = "".join(f"{line}\n" for line in lines[: block.heads])
    rows: list[str] = []
    size = 0
    for line in lines[block.heads :]:
        # A row with one cell is a title of those below it.
        if rows and sum(map(bool, cells_of(rows[-1]))) > 1 and len(above) + len(heads) + size + len(line) > most:
            yield above + heads + "\n".join(rows), (len(above), len(above) + len(heads))
            rows, size = [], 0
        rows.append(line)
        size += len(line) + 1
    if rows:
        yield above + heads + "\n".join(rows), (len(above), len(above) + len(heads))
