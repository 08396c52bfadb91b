"""Quotes, passages and outlines to be shown."""

from dataclasses import replace
from typing import get_args

from bot.answering.quotes import Quote
from bot.telegram.rich import Rich, Style
from knowledge.script import Script
from knowledge.sentences import split_sentences
from knowledge.types import Passage

ANSWERED = "新主播开播之前要做什么？"
HEDGED = "李佳琦卖过高山茶吗？"
REFUSED = "今天天气怎么样？"
BLANK = "2022年高山茶市场规模是多少亿元？"
OVERVIEW = "主播这一块的整体安排"

SCRIPTS: tuple[Script | None, ...] = (None, *get_args(Script))

VERSION = "20261123-010755-465e8d"


def quote(text: str, *key_sentences: tuple[int, int], **changes: object) -> Quote:
    made = Quote("茶", "1.1", "一、(1)", ("仓储",), None, text, key_sentences, 0.0, 0, VERSION, False)
    return replace(made, **changes)  # type: ignore[arg-type]


def passages(number: int, text: str = "第{}点。", headings: tuple[str, ...] = ("A",)) -> tuple[Passage, ...]:
    texts = [text.format(row) for row in range(1, number + 1)]
    place = "1." * len(headings)
    labels = tuple(".".join("1" * depth) for depth in range(1, len(headings) + 1))
    return tuple(
        Passage("茶", f"{place}{row}", f"({row})", headings, text, tuple(split_sentences(text)), heading_labels=labels)
        for row, text in enumerate(texts, start=1)
    )


def styled(rich: Rich, style: Style) -> list[str]:
    return [rich.text[span.start : span.end] for span in rich.spans if span.style == style]
