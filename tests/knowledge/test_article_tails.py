"""What stands below the articles of public accounts."""

import pytest

from knowledge.cleaning import clean
from knowledge.types import Block, Note
from tests.knowledge.test_cleaning import NOTE, source
from tests.knowledge.test_readers_pages import page

TEXT = ("清明前采。", "雨天不采。")
PAGE = ("预览时标签不可点", "微信扫一扫\n关注该公众号", "继续滑动看下一个", "青茶庄", "知道了", "取消\n允许")


@pytest.mark.parametrize(
    ("below", "kept"),
    [
        (PAGE, 0),
        (("预览时标签不可点", "關注該公眾號", "微信掃一掃\n使用小程序", "：，。视频 小程序 赞，轻点两下取消赞"), 0),
        (("往期推荐", "春茶的炒法", "▼点击阅读原文，查看更多", *PAGE), 0),
        (("▼往期推荐▼", "春茶的炒法", "点击阅读原文，查看更多", "长按二维码关注我们", "点赞", "在看"), 0),
        # Texts that speak of these:
        (("预览时标签不可点", "关注后再看。"), 2),
        (("微信扫一扫关注该公众号", "轻触阅读原文", "顾客这样就能看到我们每天的价目。"), 3),
        (("扫码入库", "点赞"), 2),
        (("点赞", "在看", "分享"), 3),
        (("往期推荐", "春茶的炒法"), 2),
        (("扫码关注公众号", "点赞并转发到朋友圈"), 2),
        ((*PAGE, "We are open from nine to five."), 7),
        ((*PAGE, "电话：0571-88880000"), 7),
    ],
)
def test_the_tail_of_an_article_is_left_out_and_told(below: tuple[str, ...], kept: int) -> None:
    cleaned, _, _ = clean(source(*TEXT, *below))
    left_out = len(below) - kept
    assert [block.text for block in cleaned.blocks] == [*TEXT, *below[:kept]]
    assert cleaned.notes == ((Note("furniture", left_out), NOTE) if left_out else (NOTE,))


def heading(text: str) -> Block:
    return Block("heading", text, 2)


@pytest.mark.parametrize(
    ("below", "kept"),
    [
        ((heading("报名"), "扫码关注青茶庄", "点赞", *PAGE), 3),  # the section says so itself
        ((heading("往期推荐"), "春茶的炒法", "点赞", *PAGE), 0),
        ((*PAGE, heading("价目"), "见下页"), 8),
        ((*PAGE, Block("table", "茶 | 价\n龙井 | 400")), 7),
    ],
)
def test_headings_and_tables_are_no_tail(below: tuple[Block | str, ...], kept: int) -> None:
    assert len(clean(source(*TEXT, *below))[0].blocks) == len(TEXT) + kept


def test_what_a_page_has_behind_its_article_is_left_out_and_told() -> None:
    article = "<div id=js_content class='rich_media_content js_underline'><p>清明前采下的茶叶香气最好。</p></div>"
    html = f"<div><h1>春茶</h1><div>{article}<p>青茶庄</p></div></div><div><p>好茶！</p><p>留言</p></div>"
    read = page(html + "<div hidden>写</div>" * 2)
    assert [block.text for block in read.blocks] == ["春茶", "清明前采下的茶叶香气最好。"]
    assert read.notes == (Note("furniture", 3),)


def test_a_page_of_pictures_keeps_the_words_behind_them() -> None:
    read = page("<h1>茶</h1><div id=js_content class=rich_media_content></div><p>清明前采下的茶叶香气最好。</p>")
    assert [block.text for block in read.blocks] == ["茶", "清明前采下的茶叶香气最好。"]
