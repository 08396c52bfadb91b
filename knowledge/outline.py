"""Find out where each piece of a document stands: its headings, its number, its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from knowledge.heading_levels import level_by_numbers
from knowledge.heading_lines import ALWAYS_HEADING, MAX_HEADING_CHARACTERS, continues, mark_headings
from knowledge.numbering import Marker, numbers_of, read_marker, read_v_section
from knowledge.red_head import take_title_below_red_head
from knowledge.script import comparable
from knowledge.types import Block

_NOT_IN_HEADING = r"。，,；;：:（）()！？!?\n"
_INLINE = re.compile(
    rf"(?P<chapter>[一二三四五六七八九十]{{1,3}})、(?=[^{_NOT_IN_HEADING}]{{2,30}}?1[.．、]\s*[^\d])"
    rf"|(?P<section>\d{{1,2}})[.．、](?=\s*[^\d{_NOT_IN_HEADING}][^{_NOT_IN_HEADING}]{{1,40}}?[（(]1[）)])"
    r"|[（(](?P<point>\d{1,2})[）)]"
)
_SENTENCE_MARK = re.compile(r"[。！？!?；;：:，,]|[.]$")
TITLE_WITHIN_BLOCKS = 6  # at the top of a document: a logo, the firm and the date may stand above the title
_LINES_BELOW_TITLE = 3  # such as the date and the author, between a title that is no heading and the first heading
_SPACED = re.compile(r"[\u3400-\u9fff](?:[ \u3000]+[\u3400-\u9fff])+")  # 会 议 纪 要 is set so to be wider
_KIND = re.compile(  # the words that titles of official and business papers end in
    r".{2,}(?:通知|通告|公告|通报|通報|办法|辦法|规定|規定|细则|細則|制度|章程|守则|守則|纪要|紀要|纪录|紀錄|记录|記錄"
    r"|合同|协议|協議|协议书|協議書|合约|合約|方案|手册|手冊|意见|意見)"
)
_MIN_V_SECTIONS = 5  # headings
_WAY = re.compile(r"\A[«←]|[»→]\Z")  # a link to the page before or behind
_LOW_SECTION = 3  # of its chapter; later ones have others before them
_BESIDE_TITLE = re.compile("[-–—_|·»:：]")  # what parts a page's title from the name of its site


@dataclass(frozen=True, slots=True)
class Place:
    """A heading in the outline: its ordinal among its neighbours, its title, and its number as written, if any."""

    ordinal: int
    title: str
    marker: Marker | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A block of text with the headings above it and, where the document numbers it, its own marker."""

    headings: tuple[Place, ...]
    block: Block
    marker: Marker | None = None


def read_outline(blocks: tuple[Block, ...], stated: str | None = None) -> tuple[str | None, list[Piece]]:
    """Return the document's title, if a heading is it, and its pieces in order.

    ``stated`` is what the file says its title is, beside its text.
    """
    unfolded = [part for block in blocks for part in _unfold(block)]
    title, unfolded = take_title_below_red_head(unfolded)
    if title is None:
        title, unfolded = _take_stated_title(unfolded, stated or "")
    if title is None:
        title, unfolded = _take_title(unfolded)
    marked = list(mark_headings(level_by_numbers(unfolded)))
    if title is None:
        title, marked = _take_title(marked)
    placed = _with_text_below(marked)
    has_heading = any(block.kind == "heading" for block in placed)
    if title is None and has_heading and (_is_title_line(placed) or names_document(placed[0])):
        title, placed = placed[0].text.strip(), placed[1:]
    return title and _closed_up(title), list(_place(placed))


def _is_title_line(blocks: list[Block]) -> bool:
    """Say whether the document begins with a line like a title that no text stands below, but a heading."""
    first = next((number for number, block in enumerate(blocks) if block.kind == "heading"), 0)
    if not 0 < first <= _LINES_BELOW_TITLE + 1 or not is_like_title(blocks[0]):
        return False
    return all(block.kind == "paragraph" and _is_short(block.text) for block in blocks[1:first])


def is_like_title(block: Block) -> bool:
    """Say whether a block is a short line of words without a number or a mark of a sentence."""
    text = block.text.strip()
    words = sum(map(str.isalpha, text))
    return (
        block.kind == "paragraph" and _is_short(text) and words > 1 and not read_marker(text) and not _WAY.search(text)
    )


def names_document(block: Block) -> bool:
    """Say whether a block is a title that says of what kind the document is, whatever stands below: 关于…的通知."""
    return is_like_title(block) and _KIND.fullmatch(block.text.strip()) is not None


def _is_short(text: str) -> bool:
    return len(text) <= MAX_HEADING_CHARACTERS and not _SENTENCE_MARK.search(text.strip()) and "\n" not in text.strip()


def _take_stated_title(blocks: list[Block], stated: str) -> tuple[str | None, list[Block]]:
    """Split off the heading near the top that says what the file states its title to be."""
    wanted = {comparable(part) for part in (stated, *_BESIDE_TITLE.split(stated))}
    for number, block in enumerate(blocks[:TITLE_WITHIN_BLOCKS]):
        if block.kind == "heading" and not read_marker(block.text) and comparable(block.text) in wanted:
            return block.text.strip(), blocks[:number] + blocks[number + 1 :]
    return None, blocks


def _unfold(block: Block) -> list[Block]:
    """Cut a paragraph that holds a whole outline (一、…1.…(1)…) at those of its numbers that are in order."""
    if block.kind != "paragraph" or not re.search(r"[（(]1[）)]", block.text):
        return [block]
    cuts = list(_in_order(block.text))
    if len(cuts) < 2 or not any(level < 3 for _, level in cuts):
        return [block]
    positions = [position for position, _ in cuts]
    before = replace(block, text=block.text[: positions[0]].strip())
    parts = [replace(before, kind="heading", level=1) if len(before.text) <= MAX_HEADING_CHARACTERS else before]
    for (start, level), end in zip(cuts, [*positions[1:], len(block.text)], strict=True):
        part = replace(block, text=block.text[start:end].strip())
        parts.append(part if level == 3 else replace(part, kind="heading", level=level))
    return [part for part in parts if part.text]


def _in_order(text: str) -> Iterator[tuple[int, int]]:
    """Yield positions and levels (1 chapter, 2 section, 3 point) of the numbers that continue the count."""
    chapter = section = point = 0
    for match in _INLINE.finditer(text):
        marker = read_marker(match[0])
        number = marker.number if marker else 0
        if match["chapter"] and number == chapter + 1:
            chapter, section, point = number, 0, 0
            yield match.start(), 1
        elif match["section"] and number == section + 1:
            section, point = number, 0
            yield match.start(), 2
        elif match["point"] and number == point + 1:
            point = number
            yield match.start(), 3


def _take_title(blocks: list[Block]) -> tuple[str | None, list[Block]]:
    """Split off the title: an unnumbered first heading, alone or with others or numbered lines below it.

    Further headings of its level must all be numbered, and then no text may stand directly below the title.
    """
    headings = [block for block in blocks if block.kind == "heading"]
    if not headings or blocks[0] is not headings[0] or read_marker(blocks[0].text):
        return None, blocks
    first = headings[0]
    peers = [block for block in headings[1:] if block.level <= first.level]
    numbered_peers = peers and all(read_marker(block.text) for block in peers)
    has_text = len(blocks) > 1 and blocks[1].kind != "heading"
    alone = first.level == 1 and len(blocks) > 1
    outlined = headings[1:] or alone or any(_is_short_and_numbered(block) for block in blocks[1:])
    if (peers and not numbered_peers) or not outlined or (peers and has_text):
        return None, blocks
    return first.text.strip(), blocks[1:]


def _is_short_and_numbered(block: Block) -> bool:
    marker = read_marker(block.text)
    return marker is not None and marker.style in ALWAYS_HEADING and len(block.text) <= MAX_HEADING_CHARACTERS


def _with_text_below(blocks: list[Block]) -> list[Block]:
    """Turn headings with nothing below them into paragraphs: a list that looks like headings, or a bare outline."""
    kept = list(blocks)
    for i in reversed(range(len(blocks))):
        below = [*blocks[i + 1 : i + 2], *kept[i + 1 : i + 2]]  # the next block as it was, and as it is now
        if blocks[i].kind == "heading" and (not below or any(_is_next(blocks[i], block) for block in below)):
            kept[i] = replace(blocks[i], kind="paragraph", level=0)
    return kept


def _is_next(heading: Block, following: Block) -> bool:
    """Say whether ``following`` stands beside ``heading``, not below it."""
    if following.kind == "heading":
        return following.level <= heading.level
    marker, next_marker = read_marker(heading.text), read_marker(following.text)
    return marker is not None and next_marker is not None and continues(marker, next_marker)


def _place(blocks: list[Block]) -> Iterator[Piece]:
    above: list[tuple[int, Place]] = []
    counts: dict[tuple[int, ...], int] = {}
    sections, versioned = _sections(blocks), _has_v_sections(blocks)
    for block in blocks:
        marker = read_marker(block.text) or (read_v_section(block.text) if versioned else None)
        if block.kind != "heading":
            if marker and marker.style == "clause":
                above = _above_clause(above, marker)
                parent = tuple(place.ordinal for _, place in above)
                counts[parent] = max(counts.get(parent, 0), marker.number)
            yield Piece(tuple(place for _, place in above), block, marker)
            continue
        above = [(level, place) for level, place in above if level < block.level]
        parent = tuple(place.ordinal for _, place in above)
        last = counts.get(parent, 0)
        if marker and marker.style in ("spaced", "lettered") and marker.depth == 1 and marker.number != last + 1:
            marker = None  # "618 大促" and "A4 纸" begin with a name
        elif marker and marker.style == "dotted" and marker.depth == 2 and not _is_section(marker, sections):
            marker = None  # "6.18 大促" begins with a date
        ordinal = marker.number if marker and marker.number > last else last + 1
        counts[parent] = ordinal
        title = _closed_up(_without_colon(block.text[marker.end :] if marker else block.text))
        above.append((block.level, Place(ordinal, title, marker)))


def _has_v_sections(blocks: list[Block]) -> bool:
    """Say whether so many headings begin with V1.1, V1.2 and the like that these are no versions."""
    return (
        sum(block.kind == "heading" and read_v_section(block.text) is not None for block in blocks) >= _MIN_V_SECTIONS
    )


def _sections(blocks: list[Block]) -> set[tuple[int, ...]]:
    """Return the numbers of a document's headings: (6,) of 6 and of 第六章, (6, 2) of 6.2.

    A number with three parts or two that are neighbours have their chapter, too: dates are hardly so.
    """
    markers = [read_marker(block.text) for block in blocks if block.kind == "heading"]
    found = {numbers_of(marker) for marker in markers if marker}
    return found | {each[:1] for each in found if len(each) > 2 or (*each[:-1], each[-1] + 1) in found}


def _is_section(marker: Marker, sections: set[tuple[int, ...]]) -> bool:
    """Say whether a number like 6.18 is one of an outline: there is a chapter 6, or a section 6.17 or 6.19.

    A low one is always, since a document may be a part of another.
    """
    chapter, number = numbers_of(marker)
    return number <= _LOW_SECTION or bool({(chapter,), (chapter, number - 1), (chapter, number + 1)} & sections)


def _above_clause(above: list[tuple[int, Place]], marker: Marker) -> list[tuple[int, Place]]:
    """Return the headings above a clause that has none itself: not the one of the clause before it."""
    for depth, (_, place) in enumerate(above):
        if place.marker and continues(place.marker, marker):
            return above[:depth]
    return above


def _without_colon(heading: str) -> str:
    """Return a heading without the colon that leads to the text below it, which a place in the outline has not."""
    return heading.strip().rstrip(":：").rstrip() or heading.strip()


def _closed_up(title: str) -> str:
    """Return a title without blanks between all of its Chinese characters."""
    return "".join(title.split()) if _SPACED.fullmatch(title) else title
