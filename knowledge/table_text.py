"""The text of a table: its rows are lines, `knowledge.types.CELL_BORDER` stands between their cells."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from knowledge.sentences import split_sentences
from knowledge.types import CELL_BORDER, Block, Passage

_BETWEEN_CELLS = "; "
_BETWEEN_NAMES = " · "
_MAX_ROW_CHARACTERS = 160  # characters of the mean row of a table; longer ones are records, not rows
_MAX_LEAD_CHARACTERS = 80  # characters of the line above a table that says what is in it
_MIN_WORDY_CHARACTERS = 20  # characters of a cell that says something by itself
_LETTER = re.compile(r"[^\W\d_]")
_YES_OR_NO = re.compile(r"yes|no|[ynx]|[是否有无無]", re.IGNORECASE)
_UNIT = re.compile(  # what the figures of a table are counted in, alone or behind its name
    r"(?:[^。；;]{0,40}\s)?[(（【]?\s*\w{0,4}(?:单位|單位)\s*[:：]\s*\S.{0,15}"
    r"|[(（]?units?\s*[:：].{1,30}|\(in [^()]{1,40}\)|[(（]?(?:amounts )?in (?:thousands|millions|billions)\b.{0,30}",
    re.IGNORECASE,
)
# A number of two parts may be a version's or an amount.
_NUMBERED_ROW = re.compile(r"^v?(\d{1,3}(?:\.\d{1,3}){2,3}) \|", re.MULTILINE | re.IGNORECASE)
_LEAD = re.compile(r".*[:：]\s*\Z|(?:表|table)\s*[\d一二三四五六七八九十]|.*(?:下表|如下)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the text ``above`` it, the ``heads`` of its columns, its ``rows``, each with a cell for each column.

    ``above`` is empty where nothing stands above it; each head is empty in a table that has none.
    """

    above: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def table_in(text: str, table: tuple[int, int]) -> Table:
    """Return the ``table`` (see `Passage`) in a passage's ``text``; its rows are those of `spans_of`."""
    begin, rows = table
    lines = [cells_of(text[slice(*span)]) for span in spans_of(text, table) if span[0] >= rows]
    heads = cells_of(text[begin:rows].strip("\n")) if rows > begin else []
    width = max(map(len, [heads, *lines]))
    filled = [(*line, *[""] * (width - len(line))) for line in [heads, *lines]]
    return Table(text[:begin].strip(), filled[0], tuple(filled[1:]))


def opening(passage: Passage) -> str:
    """Return what a passage begins with: its first sentence, or the first line of a table with nothing above it."""
    start, end = passage.sentences[0]
    if passage.table is None or start < passage.table[0]:
        return passage.text[start:end]
    first = passage.text[passage.table[0] :].split("\n")[0]
    return _BETWEEN_NAMES.join(filter(None, cells_of(first)))


def cells_of(line: str) -> list[str]:
    """Return the cells of a table's line; their borders may have lost the blank at either end of the line."""
    return [cell.strip() for cell in f" {line}".split(CELL_BORDER.rstrip())]


def spans_of(text: str, table: tuple[int, int] | None) -> tuple[tuple[int, int], ...]:
    """Return the spans of a passage's sentences: of a ``table`` (see `Passage`) each row, but not the heads."""
    if table is None:
        return tuple(split_sentences(text))
    begin, start = table
    spans = split_sentences(text[:begin])
    for line in text[start:].split("\n"):
        spans.append((start, start + len(line)))
        start += len(line) + 1
    return tuple(span for span in spans if text[slice(*span)].strip())


def lines_above(passage: Passage) -> int:
    """Return how many of a passage's sentences stand above its table, 0 if it has none."""
    return sum(start < passage.table[1] for start, _ in passage.sentences) if passage.table else 0


def heads_of(passage: Passage) -> list[str]:
    """Return the heads of a table's columns, none if it has none."""
    begin, rows = passage.table or (0, 0)
    return cells_of(passage.text[begin:rows].strip("\n")) if rows > begin else []


def sentence_text(passage: Passage, span: tuple[int, int]) -> str:
    """Return a sentence as it is compared with questions: a row of a table says of each cell what it is."""
    text = passage.text[slice(*span)]
    if not _is_row(passage, span):
        return text
    return _BETWEEN_CELLS.join(_named(heads_of(passage), cells_of(text)))


def encoded_text(passage: Passage, span: tuple[int, int]) -> str:
    """Return a sentence as it is encoded: of a row with a long cell, the cells that have words.

    Marks and figures, with their heads, would make the vectors of all rows of a list of rules alike.
    """
    cells = cells_of(passage.text[slice(*span)])
    if not _is_row(passage, span) or max(map(len, cells)) < _MIN_WORDY_CHARACTERS:
        return sentence_text(passage, span)
    return _BETWEEN_CELLS.join(_named(heads_of(passage), [cell if _has_words(cell) else "" for cell in cells]))


def _is_row(passage: Passage, span: tuple[int, int]) -> bool:
    return passage.table is not None and span[0] >= passage.table[1]


def _has_words(cell: str) -> bool:
    return _LETTER.search(cell) is not None and _YES_OR_NO.fullmatch(cell) is None


def _named(heads: Sequence[str], cells: Sequence[str]) -> list[str]:
    """Return each cell with the head of its column, if it has one."""
    pairs = zip_longest(heads[: len(cells)], cells, fillvalue="")
    return [f"{head}: {cell}" if head else cell for head, cell in pairs if cell]


def read_out(passage: Passage, first: Collection[int] = ()) -> str:
    """Return a passage's text as it is understood without seeing a table: each row says of its cells what they are.

    The rows ``first`` come first, since a reader may read no more than the beginning.
    """
    if passage.table is None:
        return passage.text
    rows = list(passage.sentences[lines_above(passage) :])
    order = sorted(range(len(rows)), key=lambda row: row not in first)
    return passage.text[: passage.table[0]] + "\n".join(sentence_text(passage, rows[row]) for row in order)


def lead_of_table(texts: Sequence[str | Block]) -> int:
    """Return how many of the last ``texts`` lead to the table below: the line that says what is in it, and its unit."""
    kinds = [_kind_of_lead(text) for text in reversed(texts[-2:])]
    if len(kinds) == 2 and all(kinds) and kinds[0] != kinds[1]:
        return 2
    return int(bool(kinds and kinds[0]))


def _kind_of_lead(text: str | Block) -> str:
    if not isinstance(text, str) or len(text) > _MAX_LEAD_CHARACTERS:
        return ""
    return "unit" if _UNIT.fullmatch(text) else "lead" if _LEAD.match(text) else ""


def split_table(block: Block, lead: str, most: int) -> Iterator[tuple[str, tuple[int, int] | None]]:
    """Yield the texts of a table's parts of about ``most`` characters, and where the table begins in each.

    Each part has ``lead`` and the heads of the columns above its rows; no row is cut. A table whose rows are as long as
    paragraphs is none to those who read it: each row is written out as a text of its own.
    """
    lines = block.text.split("\n")
    heads, rows = lines[: block.heads], lines[block.heads :]
    above = [lead] if lead else []
    if heads and sum(map(len, rows)) > _MAX_ROW_CHARACTERS * len(rows):
        yield from (("\n".join([*above, *record]), None) for record in _records(cells_of(heads[0]), rows))
        return
    begin = sum(len(line) + 1 for line in above)
    table = begin, begin + sum(len(line) + 1 for line in heads)
    yield from (("\n".join([*above, *heads, *part]), table) for part in _parts(rows, most - table[1]))


def _parts(rows: list[str], most: int) -> Iterator[list[str]]:
    """Yield rows that have about ``most`` characters together; a row with one cell is a title of those below it."""
    part: list[str] = []
    size = 0
    for row in rows:
        if part and size + len(row) > most and sum(map(bool, cells_of(part[-1]))) > 1:
            yield part
            part, size = [], 0
        part.append(row)
        size += len(row) + 1
    if part:
        yield part


def _records(heads: Sequence[str], rows: list[str]) -> Iterator[list[str]]:
    """Yield the lines of each row, a line for each cell, below the titles above it; see `_parts`."""
    titles: list[str] = []
    for row in rows:
        cells = cells_of(row)
        if sum(map(bool, cells)) == 1:
            titles.append(next(filter(None, cells)))
            continue
        yield [*titles, *_named(heads, cells)]
        titles = []
    if titles:
        yield titles


def row_numbers(passage: Passage) -> dict[str, int]:
    """Return the numbers, such as 6.2.1, that begin rows of the table in a passage, and where these rows begin."""
    if passage.table is None:
        return {}
    return {row[1]: row.start() for row in _NUMBERED_ROW.finditer(passage.text, passage.table[1])}
