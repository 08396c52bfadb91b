"""Reading Markdown and HTML."""

import pytest

from knowledge.readers.markup import html, markdown
from knowledge.readers.text import Content, join_lines
from knowledge.types import Block
from tests.growth import grows_linearly

WIDE = "茶" * 20  # such a line may be wrapped
DROPPED = ("script", "style", "nav", "header", "aside", "footer", "noscript", "template", "form")


def md(text: str) -> Content:
    return markdown.read(text.encode(), "a.md")


def page(text: str) -> Content:
    return html.read(text.encode(), "a.html")


def kinds(content: Content) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in content.blocks]


def test_the_shipped_edition() -> None:
    text = "# 一、行业背景分析\n## 1. 助跳板行业市场概述\n(1) 市场增长。\n(2) 需求激增。\n（3）趋势。\n"
    assert md(text).blocks == (
        Block("heading", "一、行业背景分析", 1),
        Block("heading", "1. 助跳板行业市场概述", 2),
        Block("paragraph", "(1) 市场增长。"),
        Block("paragraph", "(2) 需求激增。"),
        Block("paragraph", "（3）趋势。"),
    )


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        ("市场\n增长", "市场增长"),
        ("market\ngrows", "market grows"),
        ("市场\ngrows", "市场 grows"),
        ("市场,\n增长", "市场,增长"),
        ("增长了\n1.5 亿元", "增长了 1.5 亿元"),
    ],
)
def test_soft_line_breaks(lines: str, joined: str) -> None:
    assert kinds(md(f"{WIDE}{lines}")) == [("paragraph", f"{WIDE}{joined}")]
    assert join_lines(lines.split("\n")) == joined


def test_a_hard_line_break_stays() -> None:
    assert kinds(md("市场  \n增长")) == [("paragraph", "市场\n增长")]


def test_lists_keep_markers_numbers_and_nesting() -> None:
    text = f"3. 三\n5. 五\n   - {WIDE}\n     续行\n   * 另一\n\n(1) 不是列表\n"
    read = f"3. 三\n5. 五\n  - {WIDE}续行\n  - 另一"
    assert kinds(md(text)) == [("list", read), ("paragraph", "(1) 不是列表")]


def test_a_list_with_one_number_is_counted() -> None:
    assert kinds(md("1. 采茶\n1. 炒茶\n   1. 看火\n   3. 看表\n1. 泡茶")) == [
        ("list", "1. 采茶\n2. 炒茶\n  1. 看火\n  3. 看表\n3. 泡茶")
    ]


def test_a_lists_common_indent_goes() -> None:
    assert kinds(md("  - 甲\n    - 乙\n\n> - 丙\n>   - 丁\n")) == [("list", "- 甲\n  - 乙"), ("list", "- 丙\n  - 丁")]


def test_numbered_lines_after_a_list_item_stay_paragraphs() -> None:
    text = "1. 市场概述\n(1) 第一点\n(2) 第二点\n2. 竞争\n1.5 亿元\n"
    assert kinds(md(text)) == [
        ("list", "1. 市场概述"),
        ("paragraph", "(1) 第一点"),
        ("paragraph", "(2) 第二点"),
        ("list", "2. 竞争\n1.5 亿元"),
    ]


def test_a_numbered_line_ends_the_paragraph_before() -> None:
    assert kinds(md("正文\n2. 第二\n")) == [("paragraph", "正文"), ("list", "2. 第二")]
    assert kinds(md("正文\n一、标题\n二、标题")) == [("paragraph", text) for text in ("正文", "一、标题", "二、标题")]


def test_inline_markup_goes() -> None:
    text = "**粗** *斜* ~~删~~ `码` [链接](http://x.y) ![图*一*](a.png)<!-- 注 --><b>标</b> A&amp;B"
    assert kinds(md(text)) == [("paragraph", "粗 斜 码 链接 图一标 A&B")]
    assert kinds(md("甲\n\n<!--\n注释\n-->\n\n乙")) == [("paragraph", "甲"), ("paragraph", "乙")]


def test_tables_code_quotations_and_html_blocks() -> None:
    table = "| a | b |\n|---|---|\n| 1 | **2** |"
    code = "```py\nx  = 1\n\ny\n```"
    html_table = "<table><tr><td>甲</td><td>乙</td></tr></table>"
    assert kinds(md(f"{table}\n(1) 点\n\n{code}\n\n> 引一\n> 引二\n\n{html_table}")) == [
        ("table", "a | b\n1 | 2"),
        ("paragraph", "(1) 点"),
        ("paragraph", "x  = 1\n\ny"),
        ("paragraph", "引一\n引二"),
        ("table", "甲 | 乙"),
    ]


@pytest.mark.parametrize("title", ["战略报告", '"战略报告"', "'战略报告'"])
def test_front_matter_gives_the_title(title: str) -> None:
    content = md(f"---\ndate: 2024\ntitle: {title}\ntags:\n  - x\n---\n正文")
    assert (content.title, kinds(content)) == ("战略报告", [("paragraph", "正文")])


@pytest.mark.parametrize(
    "front",
    [
        '+++\ntitle = "战略报告"\ndate = 2026-03-01\ntags = [\n"茶",\n]\n\n[params]\n  a = 1\n+++',
        "---\ntitle: >-\n  战略\n  报告\ntags: [\n  茶\n]\nprops: {\n  a: 1\n}\n---",
        "---\ntitle: |\n  战略报告\n---",
    ],
)
def test_front_matter_with_values_of_several_lines_and_in_toml(front: str) -> None:
    content = md(f"{front}\n\n正文")
    assert (content.title, kinds(content)) == ("战略报告", [("paragraph", "正文")])


def test_marks_of_front_matter_around_text_are_none() -> None:
    assert kinds(md("+++\n正文。\n+++")) == [("paragraph", "+++\n正文。\n+++")]
    assert md("---\ntitle: >-\n---\n\n正文").title is None


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    content = md("---\n\n正文一\n\n---\n\n正文二")
    assert (content.title, kinds(content)) == (None, [("paragraph", "正文一"), ("paragraph", "正文二")])


def test_html_in_order() -> None:
    content = page(
        "<title> 战略\n报告 </title><body><h1>一</h1><p>第一段<b>粗</b>，\n换行\nand&nbsp;so   on</p>散文"
        "<div>甲<span>乙</span></div><h2>二</h2><ul><li>a<ul><li>b</ul><li>c</ul><ol start=3><li>x<li>y</ol>"
        "<table><tr><th>年<th>额<tr><td>2020<td>1<i>2</i></table><pre>p\n  q</pre><blockquote>引</blockquote>"
    )
    assert content.title == "战略报告"
    assert content.blocks == (
        Block("heading", "一", 1),
        Block("paragraph", "第一段粗，换行 and so on"),
        Block("paragraph", "散文"),
        Block("paragraph", "甲乙"),
        Block("heading", "二", 2),
        Block("list", "- a\n  - b\n- c"),
        Block("list", "3. x\n4. y"),
        Block("table", "年 | 额\n2020 | 12", heads=1),
        Block("paragraph", "p\n  q"),
        Block("paragraph", "引"),
    )


def test_br_splits_lines() -> None:
    text = "<p>甲<br>乙<br><br>丙<br/>(1) 丁</p>"
    assert [block.text for block in page(text).blocks] == ["甲\n乙", "丙", "(1) 丁"]


@pytest.mark.parametrize(
    "dropped",
    [
        *(f"<{tag}>藏</{tag}>" for tag in DROPPED),
        "<p hidden>藏</p>",
        '<div style="color:red;Display : None"><p>藏</p></div>',
        '<span style="visibility:hidden">藏</span>',
        "<!-- 藏 -->",
    ],
)
def test_what_is_no_content_is_dropped(dropped: str) -> None:
    assert kinds(page(f"<p>前</p>{dropped}<p>后</p>")) == [("paragraph", "前"), ("paragraph", "后")]


def test_content_in_an_articles_header_or_a_form_stays() -> None:
    text = "<article><header><h1>题</h1></header></article><form><p>正文</p></form>"
    assert kinds(page(text)) == [("heading", "题"), ("paragraph", "正文")]


def test_a_table_for_layout_is_none() -> None:
    text = "<table><tr><td><p>左</p></td><td><table><tr><td>甲<td>乙</table></td></tr></table>"
    assert kinds(page(text)) == [("paragraph", "左"), ("table", "甲 | 乙")]


@pytest.mark.parametrize("declared", ["gb2312", "gbk"])
def test_the_declared_charset_decides(declared: str) -> None:
    data = f'<meta charset="{declared}"><p>联通</p>'.encode("gbk")
    assert html.read(data, "a.html").blocks[0].text == "联通"
    data = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}"><p>銷售</p>'.encode("gbk")
    assert html.read(data, "a.html").blocks[0].text == "銷售"


def test_charsets_big5_bom_and_wrong_ones() -> None:
    assert html.read("<meta charset=big5><p>恒裏</p>".encode("cp950"), "a").blocks[0].text == "恒裏"
    assert html.read("<meta charset=shift_jis><p>カタカナ</p>".encode("shift_jis"), "a").blocks[0].text == "カタカナ"
    assert html.read("\ufeff<meta charset=gbk><p>市场</p>".encode(), "a").blocks[0].text == "市场"
    text = "<p>助跳板行业的市场概述</p>"
    for wrong in ("iso-8859-1", "no-such", "hex", "idna"):
        assert html.read(f"<meta charset={wrong}>{text}".encode("gbk"), "a").blocks[0].text == text[3:-4]


@pytest.mark.parametrize("opening", ["<div>", "<b>", "<ul><li>", "<blockquote>", "<table><tr><td>"])
def test_deep_nesting_is_read(opening: str) -> None:
    depth = 1000 if "table" in opening else 10_000
    assert "深" in page(opening * depth + "深").blocks[0].text


@pytest.mark.slow
def test_long_markdown_takes_linear_time() -> None:
    assert len(md("市场\n" * 10_000).blocks) == 1
    assert len(md("(1) 市场\n" * 10_000).blocks) == 10_000
    assert grows_linearly(lambda lines: md("市场\n" * lines), 10_000)
    assert grows_linearly(lambda lines: md("(1) 市场\n" * lines), 10_000)
    assert grows_linearly(lambda marks: md(">" * marks + "[" * marks + "- " * (marks // 2)), 5_000)


def test_items_have_the_numbers_that_they_state() -> None:
    numbers = "<ol><li>采茶<li value=7>炒茶<ol type=a><li value=3>看锅</ol><li>泡茶</ol><p>水甜。</p>"
    other = "<ol><li value=9>洗杯</ol><ol><li value=99999>续水</ol>"
    assert [block.text for block in page(numbers + other).blocks] == [
        "1. 采茶\n7. 炒茶\n  c. 看锅\n8. 泡茶",
        "水甜。",
        "9. 洗杯\n1. 续水",
    ]
