"""Find the title and the headings of a Word document by their looks, where no style says what they are."""

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from knowledge.heading_lines import MAX_HEADING_CHARACTERS
from knowledge.outline import TITLE_WITHIN_BLOCKS, is_like_title
from knowledge.readers.word.styles import Style, W, is_centred, is_on, number_of, outline_of, size_of, value_of
from knowledge.types import Block

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

_SENTENCE_END = re.compile(r"[。！？；;，,.:：]\s*\Z")

# A date, or the number of an official letter: 青禾〔2026〕8号.
_NO_TITLE = re.compile(
    r"[0-9〇○零一二三四五六七八九十\s年月日./-]+|.*[〔［【\[(（]\d{4}[〕］】\])）]\s*第?\d+\s*[号號]"
    r"|(?:\d{1,2} )?[A-Z][a-z]{2,8} (?:\d{1,2}, )?\d{4}"
)
_MIN_SECTIONS = 2  # one bold item is a stressed one
_CAPTION = re.compile(r"caption|table|figure|题注|題注|[表图圖]")


def style_of(paragraph: "Element", styles: dict[str, Style]) -> Style:
    """Return the style of a paragraph."""
    return styles.get(value_of(paragraph.find(f"{W}pPr/{W}pStyle")), styles[""])


def run_style(run: "Element", styles: dict[str, Style], around: Style) -> Style:
    """Return the style of a run: what its own does not state is as in ``around``, that of its paragraph."""
    own = styles.get(value_of(run.find(f"{W}rPr/{W}rStyle")) or "none", Style())
    return around._replace(
        bold=around.bold if own.bold is None else own.bold,
        hidden=around.hidden if own.hidden is None else own.hidden,
    )


def text_of(paragraph: "Element") -> str:
    """Return a paragraph's text without its numbers."""
    return "".join(each.text or "" for each in paragraph.iter(W + "t")).strip()


def level_of(paragraph: "Element", styles: dict[str, Style]) -> int:
    """Return the outline level that a paragraph or its style states, 0 if none."""
    return outline_of(paragraph.find(W + "pPr")) or style_of(paragraph, styles).level


def write_bold(paragraph: "Element", styles: dict[str, Style]) -> None:
    """Make the runs bold that are so by the paragraph's style, of which pandoc says nothing; not captions."""
    style = style_of(paragraph, styles)
    if not style.bold or _CAPTION.search(style.name):
        return
    for run in paragraph.iter(W + "r"):
        properties = run.get_or_add_rPr()
        if properties.find(W + "b") is None and properties.find(W + "rStyle") is None:
            properties._add_b()


def levels_by_look(paragraphs: "list[Element]", styles: dict[str, Style]) -> dict[int, int]:
    """Return the levels of the paragraphs that look like headings, by their number among all.

    These are short, bold and larger than the text, in a document without headings of its own, below the title.
    """
    if any(level_of(paragraph, styles) for paragraph in paragraphs):
        return {}
    titled = any(style_of(paragraph, styles).is_title for paragraph in paragraphs)
    sizes = [_size(paragraph, styles) for paragraph in paragraphs]
    counted: Counter[float] = Counter()
    for size, paragraph in zip(sizes, paragraphs, strict=True):
        counted[size] += len(text_of(paragraph))
    body = counted.most_common(1)[0][0] if counted else 0.0
    found = {n: size for n, size in enumerate(sizes) if size > body and _is_bold_line(paragraphs[n], styles)}
    order = sorted(set(found.values()), reverse=True)
    return {number: min(order.index(size) + 1 + titled, 6) for number, size in found.items()}


def lists_of_headings(paragraphs: "list[Element]", styles: dict[str, Style]) -> frozenset[str]:
    """Return the lists whose items are short and bold, each with text below it, as sections that a button numbers."""
    written = [paragraph for paragraph in paragraphs if text_of(paragraph)]
    lists = [number_of(each.find(W + "pPr")) or style_of(each, styles).number for each in written]
    items: Counter[str] = Counter()
    others: set[str] = set()
    for paragraph, item, following in zip(written, lists, [*lists, None][1:], strict=True):
        if item:
            items[item[0]] += 1
            apart = paragraph is not written[-1] and (following or ("",))[0] != item[0]
            if not apart or not _is_bold_line(paragraph, styles):
                others.add(item[0])
    return frozenset(name for name, count in items.items() if count >= _MIN_SECTIONS and name not in others)


def _is_bold_line(paragraph: "Element", styles: dict[str, Style]) -> bool:
    style = style_of(paragraph, styles)
    text = text_of(paragraph)
    if style.is_title or len(text) > MAX_HEADING_CHARACTERS or _SENTENCE_END.search(text) or _is_cell(paragraph):
        return False
    runs = [run for run in paragraph.iter(W + "r") if any((text.text or "").strip() for text in run.iter(W + "t"))]
    return bool(runs) and all(is_on(run.find(W + "rPr"), "b", run_style(run, styles, style).bold) for run in runs)


def _is_cell(paragraph: "Element") -> bool:
    """Say whether a paragraph stands in a table of more than one cell, whose large words head its columns."""
    return any(len(list(islice(table.iter(W + "tc"), 2))) > 1 for table in paragraph.iterancestors(W + "tbl"))


def _size(paragraph: "Element", styles: dict[str, Style]) -> float:
    """Return the size of a paragraph's first run in half points."""
    usual = style_of(paragraph, styles).size
    return next((size_of(run.find(W + "rPr"), usual) for run in paragraph.iter(W + "r")), usual)


def centred_title(paragraphs: "list[Element]", styles: dict[str, Style]) -> "Element | None":
    """Return the largest of the short centred lines that a document begins with; None if it begins otherwise."""
    lines: list[Element] = []
    for paragraph in paragraphs:
        if not (text := text_of(paragraph)):
            continue
        centred = is_centred(paragraph.find(W + "pPr"), style_of(paragraph, styles).centred)
        if not centred or level_of(paragraph, styles) or len(lines) == TITLE_WITHIN_BLOCKS:
            break
        if _is_cell(paragraph):
            return None
        if is_like_title(Block("paragraph", text)) and not _NO_TITLE.fullmatch(text):
            lines.append(paragraph)
    else:
        return None  # all lines are centred
    return max(lines, key=lambda line: _size(line, styles), default=None)
