"""What surrounds the text of pages that people save or export."""

import pytest

from knowledge.types import Block
from tests.knowledge.test_readers_pages import kinds, page

LINKS = "".join(f"<li><a href={n}>第{n}篇</a></li>" for n in range(4))


def texts(html: str) -> list[str]:
    return [block.text for block in page(html).blocks]


def test_an_article_that_a_script_makes_visible_is_read() -> None:
    html = (
        "<title></title><meta property='og:title' content='春茶'><h1>春茶</h1>"
        "<div class='rich_media_meta_list'>原创 青茶庄</div>"
        "<div id=js_content style='visibility: hidden; opacity: 0'><section><p>清明前采下的"
        "茶叶香气最好，泡三次还有味道。</p></section></div>"
        "<div class='rich_media_tool'>阅读 1000 在看 分享</div><div id=js_pc_qr_code>微信扫一扫</div>"
    )
    assert texts(html) == ["春茶", "清明前采下的茶叶香气最好，泡三次还有味道。"]
    assert page(html).title == "春茶"


@pytest.mark.parametrize(
    "around",
    [
        f"<div class=top-menu><ul>{LINKS}</ul></div>",
        f"<div class=x><ul>{LINKS}</ul></div>",
        "<div id=breadCrumb><a>首页</a> > 茶</div>",
        f"<div class='related-news'><h3>相关阅读</h3><ul>{LINKS}</ul></div>",
        "<div class=cookie-consent>我们使用 cookie。</div>",
        "<div class=foot>版权所有 2026</div>",
        "<div class=page-metadata>由王五创建</div>",
        "<p class=copyright>版权所有</p>",
        "<div role=navigation>上一篇</div>",
        "<div class=post-share>分享到微信</div>",
        "<div class=article__related><h3>相关</h3><a>明前茶的炒法</a></div>",
        "<section id=comments><h3>评论</h3><p>好茶。</p></section>",
    ],
)
def test_menus_and_the_like_are_no_text(around: str) -> None:
    text = "<p>清明前采下的茶叶香气最好，泡三次还有味道，雨天采的就差一些。</p>"
    assert len(texts(f"<h1>茶</h1>{text}{around}{text}")) == 3


@pytest.mark.parametrize(
    "names",
    [
        "class='card border-bottom mb-3'",
        "class=align-bottom",
        "class=bottom-0",
        "class='columnLayout two-right-sidebar'",
        "class=page-with-sidebar",
        "class='entry no-share'",
        "class=tocTitle2",
        "class=foot-note",
        "class=share-price",
        "id=menu-of-teas",
        "id=related-parties",
        "id=recommendShops",
        "id=market-share",
    ],
)
def test_a_menus_word_in_the_name_of_a_box_does_not_make_it_one(names: str) -> None:
    text = "<p>清明前采下的茶叶香气最好，泡三次还有味道，雨天采的就差一些。</p>"
    assert texts(f"<h1>茶</h1>{text}<div {names}>雨前茶每斤八十元。</div>{text}")[2] == "雨前茶每斤八十元。"


@pytest.mark.parametrize("name", ["menu", "share", "related", "cookies"])
def test_a_section_with_a_heading_of_its_own_has_its_id_for_links(name: str) -> None:
    text = "<p>清明前采下的茶叶香气最好，泡三次还有味道，雨天采的就差一些。</p>"
    section = f"<section id={name}><h2>茶点</h2><p>绿豆糕每块三元。</p></section>"
    assert texts(f"<h1>茶</h1>{text}{section}{text}")[2:4] == ["茶点", "绿豆糕每块三元。"]


def test_a_box_with_a_menus_name_that_holds_most_of_a_page_is_its_text() -> None:
    assert texts("<h1>茶</h1><div class=bottom-text><div>清明前采下的茶叶香气最好。</div></div>") == [
        "茶",
        "清明前采下的茶叶香气最好。",
    ]


def test_a_list_of_sources_with_long_links_is_text() -> None:
    links = "".join(
        f"<li><a>茶庄第{n}季度各个品种的产量与价格的调查，附各个茶园的明细表和说明</a></li>" for n in range(4)
    )
    assert len(texts(f"<p>{'茶香。' * 40}</p><ul>{links}</ul>")[1].split("\n")) == 4


def test_the_rows_below_a_cell_that_spans_them_have_all_cells() -> None:
    rows = "<tr><th>山<th>园<th>斤<tr><td rowspan=2>东山<td>甲园<td>9<tr><td>乙园<td>8<tr><td>西山<td>丙园<td>7"
    assert page(f"<table>{rows}</table>").blocks == (
        Block("table", "山 | 园 | 斤\n东山 | 甲园 | 9\n东山 | 乙园 | 8\n西山 | 丙园 | 7", heads=1),
    )


@pytest.mark.parametrize(
    ("html", "read"),
    [
        ("<details><summary>怎么泡</summary><p>水温八十度。</p></details>", ["怎么泡", "水温八十度。"]),
        ("<dl><dt>明前<dd>清明之前采的茶。</dl>", ["明前", "清明之前采的茶。"]),
        ("<p>1、烧水<br>2、温杯<br>3、投茶</p>", ["1、烧水", "2、温杯", "3、投茶"]),
        ("<p>320<sup>1</sup>斤<sup>[2]</sup>，10<sup>-3</sup>，H<sub>2</sub>O</p>", ["320¹斤²，10⁻³，H₂O"]),
        ("<p>价<del>八十</del><s>八五</s>九十元</p>", ["价九十元"]),
        ("<p>a&shy;b&#8203;c <ruby>茶<rt>chá</rt></ruby></p>", ["a\u00adb\u200bc 茶"]),
        ("<figure><img src=a alt='图 1 茶园'><figcaption>图 1 茶园</figcaption></figure>", ["图 1 茶园"]),
        ("<div><div>采茶</div><div><span>清明</span><span>前采。</span></div></div>", ["采茶", "清明前采。"]),
        ("<ul><li><input type=checkbox checked>采茶</ul>", ["- ☒ 采茶"]),
    ],
)
def test_what_pages_are_made_of(html: str, read: list[str]) -> None:
    assert texts(html) == read


@pytest.mark.parametrize(("opened", "closed"), [("<thead>", "</thead>"), ("", ""), ("<tbody>", ""), ("<caption>", "")])
def test_heads_over_several_columns_and_rows_become_one_row(opened: str, closed: str) -> None:
    heads = f"{opened}<tr><th rowspan=2>品种<th colspan=2>价格<tr><th>春<th>秋{closed}"
    assert kinds(page(f"<table>{heads}<tr><td>龙井<td>3<td>2</table>")) == [
        ("table", "品种 | 价格 春 | 价格 秋\n龙井 | 3 | 2")
    ]
