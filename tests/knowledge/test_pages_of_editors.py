"""Pages of editors that have tags of their own, or none that say what a block is."""

import pytest

from knowledge.types import Block
from tests.knowledge.test_readers_pages import page


def test_a_page_of_yuque_has_headings_and_lists() -> None:
    anchor = "<ne-heading-ext><ne-heading-anchor></ne-heading-anchor></ne-heading-ext>"
    read = page(
        f"<h1>茶庄手册</h1><div class=ne-viewer-body><ne-h2>{anchor}<ne-heading-content><ne-text>采茶</ne-text>"
        "</ne-heading-content></ne-h2><ne-p><ne-text>清明</ne-text><ne-text>前采。</ne-text></ne-p>"
        "<ne-oli><ne-oli-i>1.</ne-oli-i><ne-oli-c><ne-text>看天。</ne-text></ne-oli-c></ne-oli>"
        "<ne-oli><ne-oli-i>a.</ne-oli-i><ne-oli-c><ne-text>看云。</ne-text></ne-oli-c></ne-oli>"
        "<ne-uli><ne-uli-i>•</ne-uli-i><ne-uli-c><ne-text>看芽。</ne-text></ne-uli-c></ne-uli>"
        "<ne-uli><ne-uli-i>•</ne-uli-i><ne-uli-c><ne-text>看叶。</ne-text></ne-uli-c></ne-uli>"
        "<ne-table-hole><table><tr><td><ne-p>山</ne-p></td><td><ne-p>茶</ne-p></td></tr></table></ne-table-hole></div>"
    )
    assert read.blocks == (
        Block("heading", "茶庄手册", 1),
        Block("heading", "采茶", 2),
        *(Block("paragraph", text) for text in ("清明前采。", "1. 看天。", "a. 看云。")),
        Block("list", "- 看芽。\n- 看叶。"),
        Block("table", "山 | 茶"),
    )


def box(kind: str, inner: str) -> str:
    """A block as Feishu shows it."""
    line = "<div class='zone-container'><div class=ace-line><span>{}</span></div></div>".format
    level = kind.removeprefix("heading")
    if level != kind:
        content = f"<button class=heading-order></button><div class='heading heading-h{level}'>{line(inner)}</div>"
    elif kind in ("ordered", "bullet"):
        mark, text = inner.split("|")
        content = f"<div class=list><div class={kind}>{mark}</div><div class=list-content>{line(text)}</div></div>"
    else:
        content = line(inner)
    return f"<div data-block-type={kind} class='block docx-{kind}-block'>{content}</div>"


def test_a_page_of_feishu_has_headings_and_lists() -> None:
    title = "<h1 class=page-block-content><div class=zone-container><div>茶庄手册</div></div></h1>"
    parts = (("heading1", "采茶"), ("text", "清明前采。"), ("heading7", "雨天"), ("ordered", "1.|停采。"))
    more = (("ordered", "2.|看天。"), ("bullet", "•|看云。"))
    read = page(title + "".join(box(*part) for part in (*parts, *more)))
    assert read.blocks == (
        Block("heading", "茶庄手册", 1),
        Block("heading", "采茶", 1),
        Block("paragraph", "清明前采。"),
        Block("heading", "雨天", 6),
        *(Block("paragraph", text) for text in ("1. 停采。", "2. 看天。", "- 看云。")),
    )


def test_a_box_that_is_called_a_heading_and_holds_text_is_none() -> None:
    html = "<div class=heading-h2><h3>采茶</h3></div><p>清明。</p><div class=heading1-large>不采。</div><p>雨天。</p>"
    html = f"<div data-block-type=page>{html}</div>"
    assert [block.kind for block in page(html).blocks] == ["heading", "paragraph", "paragraph", "paragraph"]


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("<div class=list><div>价目</div><div class=list-content><div>龙井</div><div>毛峰</div></div></div>", 3),
        ("<div class=heading-2><div>龙井</div><div>每斤 400 元</div></div>", 2),
    ],
)
def test_boxes_of_other_pages_stay_apart(html: str, texts: int) -> None:
    read = page(f"<h1>茶庄</h1><p>清明。</p>{html}<p>雨天。</p>")
    assert [block.kind for block in read.blocks] == ["heading", *["paragraph"] * (texts + 2)]


def test_further_lines_of_an_item_stand_below_it() -> None:
    content = "<div class=list-content><div><div>龙井</div><div>毛峰</div></div></div>"
    html = f"<div data-block-type=bullet><div class=list><div>•</div>{content}</div></div>"
    assert [block.text for block in page(html).blocks] == ["- 龙井", "毛峰"]


def test_boxes_within_a_heading_are_one_line() -> None:
    html = "<h2><div>第一章</div>\n<div>采茶\n<div>春</div></div></h2><p>清明。</p>"
    assert page(html).blocks[0] == Block("heading", "第一章 采茶 春", 2)


def test_a_heading_with_a_sentence_in_a_box_stays_apart_from_it() -> None:
    read = page("<h2>采茶<div>清明前采。</div></h2><p>雨天不采。</p>")
    assert [block.text for block in read.blocks] == ["采茶", "清明前采。", "雨天不采。"]


TEXT = "<div style='font-size:14px'>清明前采下的茶叶香气最好，泡三次还有味道。</div>"
LARGE = "<div><span style='font-size: {1}'>{0}</span></div>"


@pytest.mark.parametrize("title", ["", "<h1>茶庄</h1>"])
def test_short_lines_larger_than_the_text_are_headings(title: str) -> None:
    lines = (("采茶", "24px"), ("看天", "15pt"), ("炒茶", "24px"))
    read = page(title + "".join(LARGE.format(*line) + TEXT + TEXT for line in lines))
    above = int(bool(title))
    levels = [(block.text, block.level - above) for block in read.blocks if block.kind == "heading"]
    assert levels[above:] == [("采茶", 1), ("看天", 2), ("炒茶", 1)]


@pytest.mark.parametrize(
    "large",
    [
        LARGE.format("采茶", "15px"),
        LARGE.format("98%", "40px"),
        LARGE.format("1.2亿元", "32px"),
        LARGE.format("雨天不采。", "24px"),
        LARGE.format("茶", "24px") + "<h2>采茶</h2>",
        f"<table><tr><td>{LARGE.format('采茶', '24px')}</td><td>9</td></tr></table>",
        "<div><span style='font-size:24px'>采茶</span>要看天</div>",
    ],
)
def test_other_large_lines_are_none(large: str) -> None:
    kinds = [block.kind for block in page((large + TEXT + TEXT) * 2).blocks]
    assert kinds.count("heading") == large.count("<h2>") * 2
