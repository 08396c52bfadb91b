"""Find the title of an official document: below the name of who issues it, in red, and the document's number."""

import re
from dataclasses import replace

from knowledge.types import Block

_WITHIN_BLOCKS = 6  # at the top of a document: the number, who signs it and how urgent it is stand above the title
_MAX_CHARACTERS = 120
_RED_HEAD = re.compile(r"[^\s。，,、：:《》]{3,40}文\s?件")
_KINDS = "通[知报報告]|公[告报報函]|[决決][定议議]|意[见見]|批[复覆]|[请請]示|[报報]告|函|[纪紀]要|令"
_TITLE = re.compile(rf"[^。]*(?:关于|關於)[^。]+(?:{_KINDS})")


def take_title_below_red_head(blocks: list[Block]) -> tuple[str | None, list[Block]]:
    """Split off the title of an official document; who issues it is no heading then.

    It has one if the first block is a name with 文件 and a line near below is about something (关于…的通知).
    """
    if not blocks or not _RED_HEAD.fullmatch(blocks[0].text.strip()) or _TITLE.fullmatch(blocks[0].text.strip()):
        return None, blocks
    for number, block in enumerate(blocks[1:_WITHIN_BLOCKS], 1):
        text = block.text.strip()
        if len(text) <= _MAX_CHARACTERS and _TITLE.fullmatch(text) and block.kind in ("heading", "paragraph"):
            head = replace(blocks[0], kind="paragraph", level=0)
            return text, [head, *blocks[1:number], *blocks[number + 1 :]]
    return None, blocks
