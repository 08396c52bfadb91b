"""Remove what a document-sharing site puts around and into a document."""

import re
from dataclasses import replace

from knowledge.damage import repair
from knowledge.script import fold
from knowledge.types import Block, Source

_PAGE_NUMBER = re.compile(r"[-—–]\s*\d{1,4}\s*[-—–]|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?")
_GLUED_PAGE_NUMBER = re.compile(r"^-\d{1,4}-(?=[^\s\d-])")
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
_MIN_CONTENTS_LINES = 3
_BETWEEN_BLOCKS = "\f"  # never part of a block: readers remove control characters


def clean(source: Source) -> tuple[Source, tuple[str, ...], tuple[str, ...]]:
    """Return ``source`` without page furniture, inserted pinyin and damage; what was mended; what could not be.

    Damage is repaired over the whole document, because its other passages show how a torn word is written.
    """
    repaired = repair(_BETWEEN_BLOCKS.join(block.text for block in source.blocks))
    texts = repaired.text.split(_BETWEEN_BLOCKS)
    blocks = [replace(block, text=text) for block, text in zip(source.blocks, texts, strict=True)]
    furniture = _furniture(blocks)
    contents = _contents(blocks)
    kept = [_without_page_number(block) for i, block in enumerate(blocks) if i not in furniture | contents]
    mended = repaired.mended
    if furniture:
        mended = (f"lines of the page around the text x {len(furniture)}", *mended)
    if contents:
        mended = (f"lines of a table of contents x {len(contents)}", *mended)
    return replace(source, blocks=tuple(block for block in kept if block.text)), mended, repaired.unmended


def _furniture(blocks: list[Block]) -> set[int]:
    found: set[int] = set()
    kinds: set[int] = set()
    for i, block in enumerate(blocks):
        folded = fold(block.text.strip())
        for kind, pattern in enumerate(_FURNITURE):
            if pattern.fullmatch(folded):
                found.add(i)
                kinds.add(kind)
                break
    return found if len(kinds) >= _MIN_KINDS else set()


def _contents(blocks: list[Block]) -> set[int]:
    """Return the positions of a table of contents: several lines in a row that end in dots and a page number."""
    found: set[int] = set()
    run: list[int] = []
    for i, block in enumerate([*blocks, Block("paragraph", "")]):
        if block.kind == "paragraph" and _is_contents_line(fold(block.text.strip())):
            run.append(i)
            continue
        if len(run) >= _MIN_CONTENTS_LINES:
            found.update(run)
        run = []
    return found


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
