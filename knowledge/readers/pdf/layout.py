"""Turn the lines on a PDF's pages into headings, paragraphs, tables and notes.

A PDF states only where characters stand and how large they are; which lines belong together is inferred from that.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.numbering import read_marker
from knowledge.readers.pdf.bookmarks import Bookmark, named_headings
from knowledge.readers.pdf.code_lines import code_among, code_text, goes_on
from knowledge.readers.pdf.cover import read_cover
from knowledge.readers.pdf.edges import body_size
from knowledge.readers.pdf.joints import Joints, joints_of
from knowledge.readers.pdf.lines import Line
from knowledge.readers.pdf.margins import by_column, groups_beside, in_margins
from knowledge.readers.pdf.notes import Note, without_notes
from knowledge.readers.pdf.starts import begins_item, has_label, items_among
from knowledge.readers.pdf.stressed import stressed_headings
from knowledge.readers.pdf.tables import joined_tables
from knowledge.readers.pdf.usual import LINE_GAP_RATIO, Usual, heading_sizes, is_text, usual_in
from knowledge.readers.tables import Cell, table_block
from knowledge.readers.text import NUMBERED
from knowledge.types import Block


@dataclass(frozen=True, slots=True)
class _Layout:
    """What is usual in a document, and its headings: the level of each size, and of lines that are no larger.

    Each of these has the number of its heading, too, since several may follow each other closely.
    """

    levels: dict[float, int]
    named: dict[Line, tuple[int, int]]
    usual: Usual
    items: frozenset[Line]  # that begin an item as those around them do
    code: frozenset[Line]

    def level(self, line: Line) -> int:
        if line.is_table:
            return 0
        return self.named[line][0] if line in self.named else self.levels.get(line.size, 0)

    def is_start(self, line: Line) -> bool:
        return line in self.items or begins_item(line)


_MAX_HEADING_LEVELS = 6
_NUMBERED_ABOVE = ("part", "article", "appendix")  # kinds of numbers that often stand on a line of their own
_SENTENCE_END = re.compile(r"[。！？!?….][”’」』\"'）)]*[⁰¹²³⁴⁵⁶⁷⁸⁹]*\Z")
_OPEN_END = re.compile(r"[，、；,（(《“‘「—]\Z")  # no paragraph ends so


def to_blocks(pages: list[list[Line]], bookmarks: Sequence[Bookmark] = ()) -> tuple[Block, ...]:
    """Return the blocks of all ``pages``, whose lines are given in reading order, without running heads."""
    cover, pages = read_cover(pages, body_size([line for page in pages for line in page]))
    joints = joints_of(line.text for page in pages for line in page)
    pages, notes = without_notes(pages, joints)
    lines = joined_tables(line for page in pages for line in page)
    layout = _layout(lines, 1 if cover else 0, bookmarks)
    beside_text = in_margins(lines, {line for line in lines if layout.level(line)})
    groups = [*_groups((line for line in lines if line not in beside_text), layout)]
    in_margin = [group for notes_beside in by_column(beside_text, lines) for group in _groups(notes_beside, layout)]
    blocks = [_block(group, layout, joints) for group in groups]
    behind = _notes_behind(groups, blocks, notes)
    for group, number in zip(in_margin, groups_beside((group[0] for group in in_margin), groups), strict=True):
        behind.setdefault(number, []).append(_block(group, layout, joints))
    whole = (each for number, block in enumerate(blocks) for each in (block, *behind.get(number, ())))
    return (*cover, *_with_numbers(whole))


def _groups(lines: Iterable[Line], layout: _Layout) -> Iterator[list[Line]]:
    group: list[Line] = []
    for line in lines:
        if group and not _goes_on(group, line, layout):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _block(group: list[Line], layout: _Layout, joints: Joints) -> Block:
    first = group[0]
    if first.is_table:
        return table_block([map(Cell, row) for row in first.rows], first.heads, first.page)
    if first in layout.code:
        return Block("paragraph", code_text(group), page=first.page)
    text = joints.joined([line.text for line in group])
    level = 0 if is_text(text) else layout.level(first)
    return Block("heading" if level else "paragraph", text, level, first.page)


def _with_numbers(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield ``blocks`` with each number of a chapter that stands above its title put before it."""
    above: Block | None = None
    for block in blocks:
        marker = read_marker(above.text) if above else None
        is_number = above is not None and marker is not None and marker.end == len(above.text)
        if above and marker and is_number and marker.style in _NUMBERED_ABOVE and _is_titled(above, block):
            level = min(above.level, block.level) or block.level
            above = Block("heading", f"{above.text} {block.text}", level, above.page)
            continue
        if above:
            yield above
        above = block
    if above:
        yield above


def _is_titled(number: Block, title: Block) -> bool:
    return title.kind == "heading" and title.page == number.page and read_marker(title.text) is None


def _notes_behind(groups: list[list[Line]], blocks: list[Block], notes: list[Note]) -> dict[int, list[Block]]:
    """Return the notes behind each of the ``blocks``: the one that has a note's mark, or the last text of its page."""
    behind: dict[int, list[Block]] = {}
    by_page: dict[int, list[int]] = {}
    for number, group in enumerate(groups):
        for page in {line.page for line in group}:
            by_page.setdefault(page, []).append(number)
    for note in notes:
        on_page = by_page.get(note.page, [0])
        marked = (number for number in on_page if note.is_marked_in(blocks[number].text))
        texts = (number for number in reversed(on_page) if blocks[number].kind != "heading")
        number = next(marked, next(texts, on_page[-1]))
        behind.setdefault(number, []).append(Block("paragraph", note.block_text, page=note.page))
    return behind


def _layout(lines: list[Line], above: int, bookmarks: Sequence[Bookmark]) -> _Layout:
    """Return a document's layout; ``above`` are the levels of headings that its cover has."""
    texts = [line for line in lines if not line.is_table]
    body = body_size(texts)
    sizes = heading_sizes(texts, body)
    levels = {size: min(rank, _MAX_HEADING_LEVELS) for rank, size in enumerate(sizes, 1 + above)}
    usual = usual_in([line for line in texts if line.size not in levels], body)
    named = _named(lines, usual, levels, above, bookmarks)
    code = code_among(lines, {line for line in lines if line in named or line.size in levels})
    return _Layout(levels, named, usual, items_among(lines), code)


def _named(
    lines: list[Line], usual: Usual, levels: dict[float, int], above: int, bookmarks: Sequence[Bookmark]
) -> dict[Line, tuple[int, int]]:
    """Return the level and number of each heading in print no larger than the text's, by its lines.

    Bookmarks tell which these are, else bold print and capitals. They stand below all headings in larger print.
    """
    found = [(named, depth) for named, depth in named_headings(bookmarks, lines) if named[0].size not in levels]
    found = found or stressed_headings(lines, usual, levels)
    ranks = {depth: rank for rank, depth in enumerate(sorted({depth for _, depth in found}), 1)}
    return {
        line: (min(above + len(levels) + ranks[depth], _MAX_HEADING_LEVELS), number)
        for number, (named, depth) in enumerate(found)
        for line in named
    }


def _goes_on(group: list[Line], line: Line, layout: _Layout) -> bool:
    """Say whether ``line`` continues the paragraph or heading that the lines of ``group`` begin."""
    before = group[-1]
    if before in layout.code or line in layout.code:
        return before in layout.code and line in layout.code and goes_on(before, line)
    if before.is_table or line.is_table or layout.level(before) != layout.level(line) or layout.is_start(line):
        return False
    if before.alone or line.alone:
        return False
    if layout.named.get(before) != layout.named.get(line):
        return False
    is_beside = before.is_beside(line)
    if layout.level(line):
        return is_beside and line.top - before.bottom < LINE_GAP_RATIO * line.size
    if is_beside and line.top - before.bottom > layout.usual.gap + 0.5 * line.size:
        return False
    if line.text[0].islower():  # no sentence begins with a small letter
        return True
    if (not is_beside or _hangs(line, before)) and _OPEN_END.search(before.text):
        return True
    if is_beside and len(group) > 1 and _hangs(group[1], group[0]) and line.left < before.left - 0.8 * line.size:
        return False
    return not _is_indented(before, line, layout) and not _is_complete(before, layout, is_beside)


def _is_indented(before: Line, line: Line, layout: _Layout) -> bool:
    """Say whether ``line`` is indented like a new paragraph; after a number or bullet all lines are indented.

    After a label they are so only as far as the text behind it.
    """
    by = line.left - before.left if before.is_beside(line) else layout.usual.indent(line)
    if by <= 0.8 * line.size or _hangs(line, before):
        return False
    return not layout.is_start(before) or (before in layout.items and has_label(before))


def _hangs(line: Line, first: Line) -> bool:
    """Say whether ``line`` stands below the text behind the mark or label of the ``first`` one."""
    return first.hang > 0 and abs(line.left - first.hang) <= 0.5 * line.size and line.is_beside(first)


def _is_complete(line: Line, layout: _Layout, is_beside: bool) -> bool:
    """Say whether a line ends its paragraph: with a sentence, or well short of the margin, or as a heading."""
    left, right = layout.usual.margins[line.page, line.column]
    room = right - line.right
    if _SENTENCE_END.search(line.text):
        # Inside a paragraph a sentence can happen to end at the margin. In a text of short lines that tells nothing.
        fills = is_beside and room < 1.5 * line.size and right - left > 20 * line.size
        return not fills
    is_short = line.right - left < 0.7 * (right - left)
    is_title = bool(NUMBERED.match(line.text)) and len(line.text) <= 30 and room > 2 * line.size
    return is_short or is_title
