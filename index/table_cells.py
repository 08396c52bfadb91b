"""Find the cells of a table that a question asks for: their rows by the cells it names, their columns by the heads."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.analysis import concepts, stem, words
from index.question_kinds import Kind, kind_asked_for
from knowledge.script import fold
from knowledge.table_text import Table

# On a scale from 0 to 1, by how much of a head's words the question has.
_MIN_BEST_SHARE = 0.3
_MIN_FURTHER_SHARE = 0.75
_MAX_NAME_CHARACTERS = 12  # characters of a second cell that names a row
_EMPTY_WORDS = frozenset(["the", "of", "per", "in", "a", "an", "and", "for", "to", "is", "by", "at", "on", "yes", "no"])
_UNIT = re.compile(r"\(.*?\)")
_SERIAL = re.compile(r"序号|编号|no\.?|nr\.?|#")
_FIGURE = re.compile(r"\d|x{2,}", re.IGNORECASE)
_COUNTED = re.compile(r"(?:几|多少)\s*([\u4e00-\u9fff])")
_ALL_ROWS = re.compile(
    r"最|哪|各|每|所有|全部|一共|总共|合计|平均|排名|排行|对比|比较|分别"
    r"|\b(?:which|each|every|all|total|average|compare|list|rank|\w+est|most|least)\b"
)
# What stands in the head of a column that answers a question without a word of it.
_HEADS: dict[Kind, re.Pattern[str]] = {
    "duration": re.compile(r"时效|时长|周期|期限|工期|\b(?:duration|hours|days|period)\b"),
    "time": re.compile(r"日期|时间|年份|\b(?:date|time|year|since|until)\b"),
    "price": re.compile(r"价|费|薪|工资|金额|成本|\b(?:price|cost|fee|salary|pay|charge)\b"),
    "who": re.compile(r"负责|姓名|经理|联系人|\b(?:owner|contact|manager|name|person)\b"),
    "where": re.compile(r"地|城市|省|\b(?:city|place|location|address|country|site)\b"),
}


@dataclass(frozen=True, slots=True)
class Cells:
    """The ``rows`` and ``columns`` of a table that a question asks for; no columns if none alone answers it."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]


def cells_asked_for(understood: Sequence[str], table: Table, nearest: Sequence[int]) -> Cells:
    """Return the cells of ``table`` that a question asks for.

    ``understood`` is the question and, if it leans on the one before it, both as one. ``nearest`` are the rows that fit
    the question best by meaning and words; they count if it names no row.
    """
    rows = tuple(nearest)
    folded = [fold(text) for text in understood]
    named = next(filter(None, (named_rows(text, table) for text in folded)), ())
    if named:
        rows = named
    elif _ALL_ROWS.search(folded[0]):
        rows = tuple(range(len(table.rows)))
    columns = next(filter(None, (_columns(text, table, rows[0]) for text in folded)), ())
    return Cells(rows, columns)


def named_rows(folded: str, table: Table) -> tuple[int, ...]:
    """Return the rows of which a folded question names most cells, else most words of those that tell the rows apart.

    Return none if it names none, or all alike.
    """
    rows = _folded_rows(table)
    asked = _tokens(folded).difference(*map(_tokens, _folded_heads(table)))
    names = naming_columns(table)
    cells = [len(_given(folded, row)) for row in rows]
    in_part = [sum(len(_tokens(row[column]) & asked) for column in names) for row in rows]
    counts = cells if min(cells) < max(cells) else in_part
    if min(counts) == max(counts):
        return ()
    return tuple(number for number, count in enumerate(counts) if count == max(counts))


def names_of_a_cell(folded: str, table: Table) -> int:
    """Return how many of the cells that name a row of ``table`` a folded question has, as they are written.

    That is 0 where it does not also ask for another column of the row that it names most.
    """
    names = naming_columns(table)
    named = [sum(_names(folded, cells[column]) for column in names) for cells in _folded_rows(table)]
    row = max(range(len(named)), key=named.__getitem__)
    asks = any(column not in names for column in _columns(folded, table, row))
    return named[row] if asks else 0


def naming_columns(table: Table) -> tuple[int, ...]:
    """Return the one or two columns at the left by which a reader tells the rows of ``table`` apart."""
    width = len(table.heads)
    first = int(width > 1 and _SERIAL.fullmatch(fold(table.heads[0])) is not None)
    if width - first < 3 or len(table.rows) < 2:
        return (first,)
    names, more = ([row[column] for row in table.rows] for column in (first, first + 1))
    tells = len(set(more)) == len(more) or len(set(names)) < len(names)
    short = all(cell and len(cell) <= _MAX_NAME_CHARACTERS and not _FIGURE.search(cell) for cell in more)
    return (first, first + 1) if tells and short else (first,)


def _given(folded: str, cells: Iterable[str]) -> list[int]:
    return [column for column, cell in enumerate(cells) if _names(folded, cell)]


def _names(folded: str, cell: str) -> bool:
    """Say whether a question has a cell; a single character or part of a Latin word or number is no such name."""
    if len(cell) < 2 or cell in _EMPTY_WORDS or cell not in folded:
        return False
    return not cell.isascii() or re.search(rf"(?<![a-z0-9.]){re.escape(cell)}(?![a-z0-9])", folded) is not None


def _columns(folded: str, table: Table, row: int) -> tuple[int, ...]:
    """Return the columns of what a question asks about ``row``."""
    cells = _folded_rows(table)[row]
    given = _given(folded, cells)
    for column in given:
        folded = folded.replace(cells[column], " ")
    open_to = [column for column in range(len(cells)) if column not in given]
    found = _by_words(folded, table, open_to) or _by_kind(folded, table, cells, open_to)
    names = naming_columns(table)
    rest = [column for column in open_to if column not in names]
    if not found and given and len(rest) == 1:
        return tuple(rest)
    return tuple(column for column in found if column not in names) or found


def _by_words(folded: str, table: Table, columns: Collection[int]) -> tuple[int, ...]:
    """Return the columns whose heads have most of their words in a question, best first.

    Of 直播销售额 and 门店销售额 both are asked for by 销售额, but only one by its full name: a further head must have
    words of its own in the question.
    """
    heads = [_tokens(head) for head in _folded_heads(table)]
    often = Counter(token for head in heads for token in head)
    left = _tokens(folded)
    found: list[int] = []
    least = _MIN_BEST_SHARE
    while True:
        shares = {column: _share(heads[column], left, often) for column in columns if column not in found}
        best = max(shares, key=lambda column: shares[column], default=-1)
        if best < 0 or shares[best] < least:
            return tuple(found)
        named = heads[best] & left
        # The meanings that are known of a long head are not all of its words'.
        plain = {token for token in named if not token.startswith("=")} or named
        alike = [] if heads[best] <= named else [column for column in shares if plain <= heads[column]]
        found += alike or [best]
        left -= named
        least = _MIN_FURTHER_SHARE


def _share(head: frozenset[str], question: frozenset[str], often: Counter[str]) -> float:
    """Return how much of a head a question has, by its words or by their meanings; a word of few heads counts more."""
    shares = [0.0]
    for meaning in (False, True):
        weights = {token: 1 / often[token] for token in head if token.startswith("=") == meaning}
        if weights:
            shares.append(sum(weights[token] for token in weights.keys() & question) / sum(weights.values()))
    return max(shares)


def _by_kind(folded: str, table: Table, cells: Sequence[str], columns: Collection[int]) -> tuple[int, ...]:
    """Return the one column with the kind of thing, or with the unit, that a question asks for; none if several do."""
    found: list[int] = []
    if counted := _COUNTED.search(folded):
        found = [column for column in columns if re.search(rf"(?:\d|x{{2,}})\s*{counted[1]}", cells[column])]
    kind = kind_asked_for(folded)
    if not found and kind in _HEADS:
        found = [column for column in columns if _HEADS[kind].search(_folded_heads(table)[column])]
    return tuple(found) if len(found) == 1 else ()


@lru_cache(maxsize=4096)
def _tokens(folded: str) -> frozenset[str]:
    """Return the pairs of characters (of a single one itself), stems and meanings in a folded text."""
    tokens = words(folded)
    pairs = [token for token in tokens if len(token) > 1 or token.isascii()] or tokens
    plain = {stem(token) if token.isascii() else token for token in pairs if token not in _EMPTY_WORDS}
    return frozenset(plain | set(concepts(folded)))


@lru_cache(maxsize=256)
def _folded_heads(table: Table) -> tuple[str, ...]:
    heads = map(fold, table.heads)
    return tuple(_UNIT.sub("", head).strip() or head for head in heads)


@lru_cache(maxsize=256)
def _folded_rows(table: Table) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(fold, row)) for row in table.rows)
