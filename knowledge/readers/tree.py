"""Turn pandoc's syntax tree of a document into blocks; see https://hackage.haskell.org/package/pandoc-types."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from typing import Any

from knowledge.heading_lines import is_body_text
from knowledge.numerals import capital_letters, capital_roman, letters, roman
from knowledge.readers.bold_lines import with_bold_headings
from knowledge.readers.inline_text import HARD_BREAK, LeftOut, inline_text, note_mark
from knowledge.readers.pandoc import Tree
from knowledge.readers.table_nodes import LARGE, TEXTS, all_in, holds_table, inside, is_labelled, is_layout, spans_all
from knowledge.readers.tables import Cell, table_block
from knowledge.readers.text import Content, join_lines, paragraphs
from knowledge.types import Block, BlockKind, Note

_Node = dict[str, Any]
_MAX_INDENTED = 20  # lists around an item; without a limit, n lists in each other would be indented by n * n
_FORMS: dict[str, Callable[[int], str]] = {
    "LowerAlpha": letters,
    "UpperAlpha": capital_letters,
    "LowerRoman": roman,
    "UpperRoman": capital_roman,
}
_DELIMITERS = {"OneParen": "{}) ", "TwoParens": "({}) "}
_SPACES = re.compile(r"[ \t\xa0]{2,}|[\t\xa0]")


def read_tree(tree: Tree) -> Content:
    """Return a tree's blocks in order, its title, and notes on what was left out.

    Each note at a page's foot or end stands behind the block that points at it.
    """
    reader = _Reader()
    title = _title(tree["meta"])
    if title:
        reader.add("heading", title, 1)
    reader.take_all([*_abstract(tree["meta"]), *with_bold_headings(tree["blocks"])])
    return Content(tuple(reader.blocks), title or None, tuple(_notes(reader.left_out)))


def _title(meta: dict[str, Any]) -> str:
    stated = meta.get("title", {})
    return join_lines(inline_text(stated["c"], LeftOut()).split("\n")) if stated.get("t") == "MetaInlines" else ""


def _abstract(meta: dict[str, Any]) -> list[_Node]:
    """Return what the styles "Subtitle" and "Abstract" hold: pandoc takes it out of the text."""
    stated = [meta[name] for name in ("subtitle", "abstract") if name in meta]
    inline = [{"t": "Para", "c": each["c"]} for each in stated if each["t"] == "MetaInlines"]
    return [*inline, *(block for each in stated if each["t"] == "MetaBlocks" for block in each["c"])]


def _notes(left_out: LeftOut) -> Iterator[Note]:
    if left_out.pictures:
        yield Note("pictures", left_out.pictures)
    if left_out.struck:
        yield Note("struck-out", left_out.struck)


@dataclass
class _Reader:
    """The blocks so far, and what was left out."""

    blocks: list[Block] = field(default_factory=list)
    left_out: LeftOut = field(default_factory=LeftOut)
    noted: int = 0  # notes whose text is among the blocks

    def take_all(self, nodes: list[_Node]) -> None:
        """Add the blocks of ``nodes``, each with its notes behind it."""
        for before, node in pairwise([{"t": ""}, *nodes]):
            goes_on = before["t"] == node["t"] == "OrderedList" and _items(before)
            if goes_on and self.blocks and self.blocks[-1].kind == "list":
                self.go_on_with_list(node)
            else:
                self.take(node)
            while self.noted < len(self.left_out.notes):
                self.noted += 1
                text = " ".join(self.line(each) for each in _texts_in(self.left_out.notes[self.noted - 1]))
                self.add("paragraph", f"{note_mark(self.noted)} {text}")

    def take(self, node: _Node) -> None:
        """Add one node's blocks."""
        match node:
            case {"t": "Para" | "Plain", "c": inlines}:
                for text in paragraphs(self.lines(inlines)):
                    self.add("paragraph", text)
            case {"t": "Header", "c": [level, _, inlines]}:
                self.add_heading(self.line(inlines), level)
            case {"t": "CodeBlock", "c": [_, text]}:
                self.add("paragraph", text.strip("\n"))
            case {"t": "BulletList" | "OrderedList"}:
                self.take_list(node)
            case {"t": "Table", "c": table}:
                self.take_table(table)
            case {"t": "LineBlock", "c": lines}:
                self.add("paragraph", "\n".join(map(self.line, lines)))
            case {"t": "DefinitionList", "c": entries}:
                for term, meanings in entries:
                    self.take_all([{"t": "Para", "c": term}, *(block for blocks in meanings for block in blocks)])
            case {"t": "Div", "c": [_, nodes]} | {"t": "BlockQuote", "c": nodes}:
                self.take_all(nodes)
            case {"t": "Figure", "c": [_, [_, caption], nodes]}:
                self.take_figure(nodes, caption)

    def lines(self, inlines: list[_Node]) -> str:
        """Return a paragraph's text, its lines those that the author broke."""
        text = inline_text(inlines, self.left_out)
        lines = (join_lines(line.split("\n")) for line in text.split(HARD_BREAK))
        return "\n".join(_SPACES.sub(" ", line) for line in lines)

    def line(self, inlines: list[_Node]) -> str:
        """Return a text as one line."""
        return join_lines(self.lines(inlines).split("\n"))

    def take_list(self, node: _Node) -> None:
        """Add a list as one block, its items as lines."""
        if any(inner["t"] in LARGE for inner in inside(node)):
            self.take_all([block for item in _items(node) for block in item])
        else:
            self.add("list", "\n".join(self.items(node, 0)))

    def go_on_with_list(self, node: _Node) -> None:
        """Add a list to the one before it, which it goes on with: a list whose numbers jump is several in the tree."""
        count = len(self.blocks)
        self.take_list(node)
        if len(self.blocks) == count + 1 and self.blocks[-1].kind == "list":
            *_, before, added = self.blocks
            self.blocks[-2:] = [replace(before, text=f"{before.text}\n{added.text}")]

    def items(self, node: _Node, depth: int) -> Iterator[str]:
        """Yield the lines of a list's items, the first of each with its marker."""
        indent = "  " * min(depth, _MAX_INDENTED)
        for marker, item in zip(_markers(node), _items(node), strict=False):
            for block in item:
                if block["t"] in ("BulletList", "OrderedList"):
                    yield from self.items(block, depth + 1)
                    continue
                for line in self.item_lines(block):
                    yield indent + marker + line
                    marker = ""

    def item_lines(self, block: _Node) -> list[str]:
        """Return the lines of a block within a list."""
        inner = _Reader(left_out=self.left_out, noted=self.noted)
        inner.take_all([block])
        self.noted = inner.noted
        return [line.strip() for block in inner.blocks for line in block.text.split("\n") if line.strip()]

    def take_table(self, table: list[Any]) -> None:
        """Add a table and its caption; what lies in a table of one cell, or is laid out by one, as if it were not.

        A row over all columns above the others is a line above the table. A row with a table in it stands between two
        tables, of the rows above and below.
        """
        _, (_, caption), columns, (_, head), bodies, (_, foot) = table
        heads = [*head, *(row for _, _, own_head, _ in bodies for row in own_head)]
        rows = [cells for _, cells in [*heads, *(row for _, _, _, body in bodies for row in body), *foot]]
        self.take_all(caption)
        if is_layout(rows):
            self.take_cells(rows)
            return
        if spans_all(rows, len(columns)):
            self.take_cells(rows[:1])
            rows, heads = rows[1:], heads[1:]
        stated = not heads and len(columns) == 2 and all(first for _, first, _, _ in bodies)  # all in <th>
        labelled = stated or is_labelled(rows, len(columns))
        for has_table, group in groupby(rows, key=holds_table):
            if has_table:
                self.take_cells(group)
            else:
                self.take_rows(list(group), len(heads), labelled)
            heads = []

    def take_cells(self, rows: Iterable[list[Any]]) -> None:
        """Add what is in the cells of rows, one after the other."""
        self.take_all([block for cells in rows for *_, blocks in cells for block in blocks])

    def take_rows(self, rows: list[list[Any]], heads: int, labelled: bool) -> None:
        """Add rows as one table, which may look like labels and values."""
        grid = [[Cell(self.cell_text(cell[-1]), cell[2], cell[3]) for cell in cells] for cells in rows]
        block = table_block(grid, heads, labelled=labelled)
        if block.text.strip():
            self.blocks.append(block)

    def take_figure(self, nodes: list[_Node], caption: list[_Node]) -> None:
        """Add a figure and its caption, which many programs also make the picture's description."""
        count = len(self.blocks)
        self.take_all(nodes)
        described = {block.text for block in self.blocks[count:]}
        count = len(self.blocks)
        self.take_all(caption)
        self.blocks[count:] = [block for block in self.blocks[count:] if block.text not in described]

    def cell_text(self, blocks: list[_Node]) -> str:
        """Return a cell's text, a line for each that its author set."""
        return "\n".join(line for block in blocks for line in self.item_lines(block))

    def add_heading(self, text: str, level: int) -> None:
        """Add a heading; a whole paragraph in its style is text, and so are the sentences in this style above it."""
        if not is_body_text(text):
            self.add("heading", text, level)
            return
        for number in reversed(range(len(self.blocks))):
            above = self.blocks[number]
            if (above.kind, above.level) != ("heading", level) or not above.text.endswith(("。", "；", "！")):
                break
            self.blocks[number] = replace(above, kind="paragraph", level=0)
        self.add("paragraph", text)

    def add(self, kind: BlockKind, text: str, level: int = 0) -> None:
        """Add a block, unless it is blank."""
        if text.strip():
            self.blocks.append(Block(kind, text, level))


def _items(node: _Node) -> list[list[_Node]]:
    items: list[list[_Node]] = node["c"][1] if node["t"] == "OrderedList" else node["c"]
    return items


def _markers(node: _Node) -> Iterator[str]:
    """Yield a list's markers: dashes, or numbers from the list's start."""
    if node["t"] == "BulletList":
        while True:
            yield "- "
    number, style, delimiter = node["c"][0]
    while True:
        yield _DELIMITERS.get(delimiter["t"], "{}. ").format(_FORMS.get(style["t"], str)(number))
        number += 1


def _texts_in(blocks: list[_Node]) -> Iterator[list[_Node]]:
    """Yield the inlines of the paragraphs in ``blocks``."""
    for block in blocks:
        for node in all_in(block):
            if node["t"] in TEXTS:
                yield node["c"]
