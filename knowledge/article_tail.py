"""Tell the tail of an article from a public account (公众号): what WeChat and its author put below the text."""

import re
from collections.abc import Sequence

from knowledge.types import Block

# Lines that WeChat's page itself has, and no text; compared folded.
_OF_PAGE = tuple(
    re.compile(pattern)
    for pattern in (
        r"预览时标签不可点",
        r"(?:继续|向上)滑动看下一个",
        r"轻触阅读原文",
        r"微信扫一扫\s*(?:关注该公众号|使用小程序|可打开此内容.{0,15})",
        r".{0,60}轻点两下取消(?:赞|在看).{0,40}",
    )
)
# What authors ask for below their text.
_CALLS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:点击|戳).{0,8}阅读原文.{0,12}|阅读原文",
        r"(?:长按|扫描?|识别|扫一扫).{0,12}(?:二维码|关注).{0,16}|扫码(?:关注|加|进|添加|咨询|报名|了解|查看|领取).{0,12}",
        r"点击.{0,6}(?:蓝字|卡片|名片|公众号).{0,12}",
        r"(?:.{0,12}(?:点赞|点个赞|在看|转发|分享|收藏)){2}.{0,12}",
        r"(?:求|点个?)?(?:赞|点赞|在看|分享|收藏|转发)",
        r"(?:.{0,10}星标.{0,20}|关注我们)",
    )
)
_EARLIER = re.compile(r"[^\w]*(?:往期(?:推荐|精选|回顾|文章|精彩|内容)|(?:推荐|相关|延伸)阅读)[^\w]*")
_OWN = ("heading", "table")  # blocks of a text's own, whatever stands around them
_MIN_KINDS = 2  # of such lines: a text may end with one
_MAX_CALLS, _MAX_EARLIER = 12, 15  # blocks
_MAX_CHARACTERS = 100  # of a block of the page's own
_MAX_TITLE = 60  # characters of a line that names an earlier article
_SENTENCES = re.compile(
    r"\w{8,}[。！？!?]|\w\W{1,3}\w+\W{1,3}\w+[.。！？!?](?:\s|\Z)|[0-9][0-9-]{6,}"
)  # or a telephone


def tail_of(blocks: Sequence[Block], folded: Sequence[str]) -> set[int]:
    """Return the numbers of the blocks that are such a tail; ``folded`` are the folded forms of their texts.

    Calls alone are none: a text may tell readers to scan and share. They are below lines of the page, or of earlier
    articles, and not where they are all that stands below a heading.
    """
    of_page = next((i for i, text in enumerate(folded) if _kind(text, _OF_PAGE)), len(folded))
    kinds = {kind for text in folded[of_page:] if (kind := _kind(text, _OF_PAGE))}
    is_tail = len(kinds) >= _MIN_KINDS and not any(
        block.kind in _OWN or _is_text(text) for block, text in zip(blocks[of_page:], folded[of_page:], strict=True)
    )
    end = of_page if is_tail else len(folded)
    begin = end
    while begin > max(0, end - _MAX_CALLS) and blocks[begin - 1].kind not in _OWN and _kind(folded[begin - 1], _CALLS):
        begin -= 1
    earlier = _earlier(blocks, folded, begin)
    if earlier is not None and (is_tail or len({_kind(text, _CALLS) for text in folded[begin:]}) >= _MIN_KINDS):
        return set(range(earlier, len(folded)))
    begin = end if begin and blocks[begin - 1].kind == "heading" else begin
    return set(range(begin, len(folded))) if is_tail else set()


def _earlier(blocks: Sequence[Block], folded: Sequence[str], begin: int) -> int | None:
    """Return where the names of earlier articles begin, if they stand right above the tail."""
    for number in range(begin - 1, max(0, begin - _MAX_EARLIER), -1):
        if _EARLIER.fullmatch(folded[number]):
            return number
        is_long = len(folded[number]) > _MAX_TITLE * (1 + folded[number].count("\n"))
        if is_long or blocks[number].kind in _OWN or _is_text(folded[number]):
            break
    return None


def _kind(text: str, patterns: Sequence[re.Pattern[str]]) -> int:
    """Return the number of the first pattern, from 1, that a text is like, 0 if none."""
    line = " ".join(text.split())
    return next((number for number, pattern in enumerate(patterns, start=1) if pattern.fullmatch(line)), 0)


def _is_text(text: str) -> bool:
    return len(text) > _MAX_CHARACTERS or _SENTENCES.search(text) is not None
