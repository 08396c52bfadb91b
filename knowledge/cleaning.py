"""Remove what a document-sharing site puts around and into a document."""

import re
from collections import Counter
from dataclasses import replace

from knowledge.article_tail import tail_of
from knowledge.damage import repair
from knowledge.numbering import read_marker
from knowledge.script import fold
from knowledge.types import Block, Note, Source

_PAGE_NUMBER = re.compile(r"[-—–]\s*\d{1,4}\s*[-—–]|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?")
_GLUED_PAGE_NUMBER = re.compile(r"^-\d{1,4}-(?=[^\s\d-])")
_CONTENTS_TITLE = re.compile(r"目\s*[录次]|(?:table of )?contents")
_LIST_TITLE = re.compile(
    r"(?:插?图|图片|表格?|图表)\s*(?:目\s*[录次]|清单|索引)"
    r"|list of (?:tables|figures|tables and figures|figures and tables)"
)
_LISTED = re.compile(r"(?:图|表|figure|table)\s*\d.*[\s.·]\d{1,4}")
_PAGE_AT_END = re.compile(r"(?<=\S)[\s.·]+\d{1,4}\Z")
_CONTENTS_END = re.compile(r"(?<=.[.·]{6})\s*\d{1,4}\Z")  # folding makes … three dots

# Lines of the web page around the document, compared folded. A document's own text may hold one of them by chance, so
# they are removed only if at least `_MIN_KINDS` different ones occur.
_FURNITURE = tuple(
    re.compile(pattern)
    for pattern in (
        r".{2,60}_第\d+页",
        r"已阅读\d+页,还剩\d+页未读.*",
        r"(?:点击)?(?:下载|收藏|举报)本?文档",
        r"版权说明:.*",
        r"文档简介",
        r"温馨提示",
        r"[•·]?\s*\d+\.\s*(?:本站|未经权益所有人|人人文库|下载文件中|文件的所有权益).*",
        r"(?:最新|全部)?评论",
        r"\d+/\d{2,4}",
        r"提交评论",
    )
)
_MIN_KINDS = 3
_BULLETS = "-–—*•·●○■□◆▪ \t"
_IDEOGRAPH = "[\u3001-\u303f\u3400-\u9fff\uff00-\uffef]"
_SPACED = re.compile(rf"(?<={_IDEOGRAPH})[ \u3000]{{1,2}}(?={_IDEOGRAPH})")
_BESIDE = re.compile(rf"(?<={_IDEOGRAPH})(?={_IDEOGRAPH})")
_MAX_SPACED_SHARE = 0.6  # of the places between two Chinese characters that have a blank; more are no writer's
_MIN_CONTENTS_LINES = 3
_MAX_PAGE_DIGITS = 4
_BETWEEN_BLOCKS = "\f"  # never part of a block: readers remove control characters


def clean(source: Source) -> tuple[Source, tuple[Note, ...], tuple[str, ...]]:
    """Return ``source`` without page furniture, inserted pinyin and damage; what was mended; what could not be.

    Damage is repaired over the whole document, because its other passages show how a torn word is written.
    """
    repaired = repair(close_up(_BETWEEN_BLOCKS.join(block.text for block in source.blocks)))
    texts = repaired.text.split(_BETWEEN_BLOCKS)
    blocks = [replace(block, text=text) for block, text in zip(source.blocks, texts, strict=True)]
    furniture = _furniture(blocks)
    contents = _contents(blocks)
    kept = [_without_page_number(block) for i, block in enumerate(blocks) if i not in furniture | contents]
    listed = sum(len(_lines(blocks[i].text)) for i in contents)
    dropped = (Note("contents", listed), Note("furniture", len(furniture)))
    notes = (*(note for note in dropped if note.count), *source.notes)
    kept = [block for block in kept if block.text]
    return replace(source, blocks=tuple(kept), notes=notes), repaired.mended, repaired.unmended


def close_up(text: str) -> str:
    """Return ``text`` without blanks between Chinese characters, if it has one between most of them."""
    blanks = len(_SPACED.findall(text))
    if blanks > _MAX_SPACED_SHARE * (blanks + len(_BESIDE.findall(text))):
        return _SPACED.sub("", text)
    return text


def _furniture(blocks: list[Block]) -> set[int]:
    found: set[int] = set()
    kinds: set[int] = set()
    folded = [fold(block.text.strip()) for block in blocks]
    for i, text in enumerate(folded):
        for kind, pattern in enumerate(_FURNITURE):
            if pattern.fullmatch(text):
                found.add(i)
                kinds.add(kind)
                break
    return (found if len(kinds) >= _MIN_KINDS else set()) | tail_of(blocks, folded)


def _contents(blocks: list[Block]) -> set[int]:
    """Return the positions of a table of contents.

    That is several lines in a row that end in dots and a page number, or the lines below a heading "Contents" that
    stand in the document once more, as its headings, with or without a number or a page number. A heading "Contents"
    alone, as where a program would have put them, goes too.
    """
    folded = [fold(block.text.strip()) for block in blocks]
    counted = Counter(_key_of(text) for text in folded)
    found = _dotted_contents(blocks, folded, counted) | _lists(folded)
    title = next((i for i, text in enumerate(folded) if _CONTENTS_TITLE.fullmatch(text)), None)
    if title is None:
        return found
    headings = {_key_of(_bare(text)) for text, block in zip(folded, blocks, strict=True) if block.kind == "heading"}
    listed: set[str] = set()
    lines, end = 0, title + 1
    while end < len(blocks) and _key_of(folded[end]) not in listed:
        named = blocks[end].kind != "heading" and all(_key_of(_bare(line)) in headings for line in _lines(folded[end]))
        if end not in found and not named and not _is_in_contents(folded[end], counted):
            break
        listed.add(_key_of(folded[end]))
        lines, end = lines + len(_lines(folded[end])), end + 1
    is_empty = end == title + 1 < len(blocks) and blocks[title].kind == blocks[end].kind == "heading"
    is_empty = is_empty and blocks[end].level <= blocks[title].level
    return found | set(range(title, end)) if lines >= _MIN_CONTENTS_LINES or is_empty else found


def _lines(folded: str) -> list[str]:
    return [line for line in folded.split("\n") if line.strip()]


def _bare(line: str) -> str:
    """Return a line of contents, or a heading, without the bullet or number before it."""
    line = line.lstrip(_BULLETS)
    marker = read_marker(line)
    return line[marker.end :] if marker else line


def _lists(folded: list[str]) -> set[int]:
    """Return the positions of lists of tables and figures: such a title, and the lines with pages below it."""
    found: set[int] = set()
    for begin, text in enumerate(folded):
        end = begin + 1
        if _LIST_TITLE.fullmatch(text):
            while end < len(folded) and (_is_contents_line(folded[end]) or _LISTED.fullmatch(folded[end])):
                end += 1
        if end > begin + 1:
            found.update(range(begin, end))
    return found


def _key_of(folded: str) -> str:
    """Return what a line of contents and its heading have in common."""
    # By hand: the pattern of a number at the end would try each of a row of dots as its begin.
    title = folded.rstrip("0123456789")
    is_numbered = 0 < len(folded) - len(title) <= _MAX_PAGE_DIGITS and (
        title[-1:].isspace() or title[-1:] in tuple(".·")
    )
    return "".join((title.rstrip(".· \t\n\u3000\xa0") if is_numbered else folded).split())


def _is_in_contents(folded: str, counted: Counter[str]) -> bool:
    """Say whether all lines of a block stand in the document once more, or end in the number of a page."""
    return all(counted[_key_of(line)] > 1 or (_PAGE_AT_END.search(line) and len(line) < 80) for line in _lines(folded))


def _dotted_contents(blocks: list[Block], folded: list[str], counted: Counter[str]) -> set[int]:
    found: set[int] = set()
    last_page = max((block.page or 0 for block in blocks), default=0)
    run: list[int] = []
    for i, block in enumerate([*blocks, Block("paragraph", "")]):
        if block.kind == "paragraph" and i < len(folded) and _is_contents_line(folded[i]):
            run.append(i)
            continue
        if len(run) >= _MIN_CONTENTS_LINES and _names_pages([folded[each] for each in run], counted, last_page):
            found.update(run)
        run = []
    return found


def _names_pages(lines: list[str], counted: Counter[str], last_page: int) -> bool:
    """Say whether the numbers behind ``lines`` are those of pages: in a list of prices there are dots, too.

    Those of pages grow, from one that the document has if its pages are counted, or the lines are its headings.
    """
    if 2 * sum(counted[_key_of(line)] > 1 for line in lines) >= len(lines):
        return True
    numbers = [int(found[0]) for line in lines if (found := _CONTENTS_END.search(line))]
    return numbers == sorted(numbers) and (not last_page or numbers[0] <= last_page)


def _is_contents_line(folded: str) -> bool:
    # The dots are looked back for: a pattern that begins with the title would try each of them as its end.
    end = _CONTENTS_END.search(folded)
    return end is not None and "\n" not in folded[: end.start()]


def _without_page_number(block: Block) -> Block:
    lines = [_GLUED_PAGE_NUMBER.sub("", line) for line in block.text.split("\n")]
    kept = [line for line in lines if not _is_page_line(line)]
    return replace(block, text="\n".join(kept))


def _is_page_line(line: str) -> bool:
    folded = fold(line.strip())
    return bool(_PAGE_NUMBER.fullmatch(folded))
