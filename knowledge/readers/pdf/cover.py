"""Read the cover of a PDF: its title, and who says so and when, which are no chapters."""

import re

from knowledge.readers.pdf.lines import Line
from knowledge.readers.text import NUMBERED, join_lines
from knowledge.types import Block

_MAX_LINES = 20
_MAX_CHARACTERS = 500
_FIRM_RATIO = 0.6  # of the largest print: a title is as large, if the largest is the name of a firm
_LARGE_RATIO = 1.3  # of the body's size: a title is as large
_SENTENCE = re.compile(r"[。；;]|[.!?]\s+[A-Z]")
DATE = re.compile(
    r"(?:[12]\d{3}|[一二][〇零○一二三四五六七八九]{3})\s*(?:年(?:\s*[\d一二三四五六七八九十]{1,3}\s*月.*)?|[-./].*)?"
    r"|(?:[A-Z][a-z]{2,8}\.?\s+)?\d{0,2},?\s*(?:19|20)\d\d|v(?:ersion)?\s*\d.*",
    re.IGNORECASE,
)
_FIRM = re.compile(
    r".*(?:公司|集团|集團|厂|廠|局|委员会|委員會|大学|大學|研究院|研究所|协会|協會|中心|部|inc\.?|ltd\.?|gmbh|llc|corp\.?)",
    re.IGNORECASE,
)


def read_cover(pages: list[list[Line]], body: float) -> tuple[list[Block], list[list[Line]]]:
    """Return the blocks of a cover, its title as the one heading of the highest level, and the other pages.

    There are none if the first page with text is no cover: few lines, no sentence, some in large print.
    """
    first = next((page for page in pages if page), [])
    if not _is_cover(first, body) or sum(map(bool, pages)) < 2:
        return [], pages
    title = _title(first)
    others = [line for line in first if line not in title]
    blocks = [Block("heading", join_lines(line.text for line in title), 1, first[0].page)]
    blocks += [Block("paragraph", line.text, page=line.page) for line in others]
    return blocks, [[] if page is first else page for page in pages]


def _is_cover(page: list[Line], body: float) -> bool:
    if not page or len(page) > _MAX_LINES or any(line.rows or line.alone for line in page):
        return False
    if sum(len(line.text) for line in page) > _MAX_CHARACTERS or any(NUMBERED.match(line.text) for line in page):
        return False
    is_large = max(line.size for line in page) >= _LARGE_RATIO * body
    return is_large and not any(_SENTENCE.search(line.text) for line in page)


def _title(page: list[Line]) -> list[Line]:
    """Return the lines of the title: those in the largest print that are neither a date nor the name of a firm."""
    largest = max(line.size for line in page)
    named = [line for line in page if not DATE.fullmatch(line.text) and not _FIRM.fullmatch(line.text)]
    size = max((line.size for line in named), default=0.0)
    if size < _FIRM_RATIO * largest:
        return [line for line in page if line.size == largest]
    return [line for line in named if line.size == size]
