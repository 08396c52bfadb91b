"""What a document-sharing page puts around and into a document."""

from dataclasses import replace

import pytest

from knowledge.cleaning import clean
from knowledge.types import Block, BlockKind, Note, Source

FURNITURE = (
    "茶叶报告_第1页",
    "已阅读5页，还剩20页未读，继续阅读",
    "下载本文档",
    "版权说明：本文档由用户提供并上传",
    "文档简介",
    "温馨提示",
    "1. 本站所有资源如无特殊说明，都需要本地电脑安装软件",
    "最新评论",
    "3/25",
    "提交评论",
)


NOTE = Note("pictures", 1)


def source(*blocks: Block | str) -> Source:
    made = tuple(Block("paragraph", block) if isinstance(block, str) else block for block in blocks)
    return Source("report.txt", "0" * 64, "报告", made, (NOTE,))


def texts(*blocks: Block | str) -> list[str]:
    return [block.text for block in clean(source(*blocks))[0].blocks]


def test_a_clean_document_comes_back_as_it_is() -> None:
    given = source(Block("heading", "一、茶", 1), "茶香。", Block("table", "a | b\nc | d", page=3))
    assert clean(given) == (given, (), ())


@pytest.mark.parametrize(
    "line",
    ["- 12 -", "-3-", "— 7 —", "–128–", " - 5 - ", "第 3 页", "第12页 共 90 页", "第1页,共9页", "第１页／共９页"],
)
def test_page_numbers_go(line: str) -> None:
    assert texts("茶香。", line, "水甜。") == ["茶香。", "水甜。"]


CONTENTS = ("一、茶叶市场……………3", "1. 规模 ........ 12", "主播···········88", "第一章　背景．．．．．．９９")


def test_a_table_of_contents_goes_and_is_reported() -> None:
    given = source("茶香。", *CONTENTS, "水甜。")
    cleaned, mended, _ = clean(given)
    assert [block.text for block in cleaned.blocks] == ["茶香。", "水甜。"]
    assert (cleaned.notes, mended) == ((Note("contents", 4), NOTE), ())


def test_the_chapter_right_below_the_contents_stays() -> None:
    chapters = [Block("heading", name, 1) for name in ("茶叶", "水源", "火候")]
    lines = [Block("paragraph", f"{chapter.text} {page}") for page, chapter in enumerate(chapters, 3)]
    blocks = [Block("heading", "目录", 1), *lines]
    for chapter in chapters:
        blocks += [chapter, Block("paragraph", f"{chapter.text}一般。")]
    given = Source("a.md", "0", None, tuple(blocks))
    assert clean(given)[0].blocks == tuple(blocks[4:])


def test_two_lines_with_rows_of_dots_are_the_authors_own() -> None:
    assert texts(*CONTENTS[:2], "水甜。") == [*CONTENTS[:2], "水甜。"]


@pytest.mark.parametrize("title", ["表目录", "插图目录", "图 目 录", "图表目錄", "List of Tables"])
def test_lists_of_tables_and_figures_go(title: str) -> None:
    listed = (Block("heading", title, 1), "表1 各地产量………4", "Figure 2 Prices 5")
    assert texts("水甜。", *listed, Block("heading", "茶香", 1), "茶香。") == ["水甜。", "茶香", "茶香。"]
    assert texts(Block("heading", title, 1), "茶香。") == [title, "茶香。"]


@pytest.mark.parametrize(
    "line",
    [
        *("12", "-12", "- 12", "- 茶 -", "见第 3 页", "第 3 页的表", "- 12345 -", "2021-2022"),
        *("他想了想……", "价格是...", "规模 .. 12", "1.2.3", "增长……很多12345"),
    ],
)
def test_lines_that_only_resemble_them_stay(line: str) -> None:
    assert texts("茶香。", line) == ["茶香。", line]


def test_page_numbers_go_from_within_a_block_and_the_rest_stays() -> None:
    table = Block("table", "年份 | 销量\n- 7 -\n2021 | 三万", page=7)
    assert clean(source(table))[0].blocks == (Block("table", "年份 | 销量\n2021 | 三万", page=7),)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("-12-茶叶市场很大。", "茶叶市场很大。"),
        ("-3-Tea sells.", "Tea sells."),
        ("-12-34 是一个号码", "-12-34 是一个号码"),
        ("-12- 茶", "-12- 茶"),
        ("电话-12-茶", "电话-12-茶"),
        ("-5--3", "-5--3"),
    ],
)
def test_a_page_number_glued_to_its_line_goes(line: str, kept: str) -> None:
    assert texts(line, "水甜。") == [kept, "水甜。"]


@pytest.mark.parametrize("line", FURNITURE)
def test_each_line_of_the_page_around_goes_where_several_kinds_stand(line: str) -> None:
    others = [other for other in FURNITURE if other != line][:2]
    cleaned, mended, unmended = clean(source("茶香。", others[0], line, "水甜。", others[1]))
    assert [block.text for block in cleaned.blocks] == ["茶香。", "水甜。"]
    assert (cleaned.notes, mended, unmended) == ((Note("furniture", 3), NOTE), (), ())


@pytest.mark.parametrize("line", ["下載本文檔", "溫馨提示", "版權說明：文件由用戶上傳", "文檔簡介", "最新評論"])
def test_lines_of_a_traditional_page_go_too(line: str) -> None:
    assert texts("茶香。", "3/25", "提交评论", "茶叶报告_第1页", line) == ["茶香。"]


@pytest.mark.parametrize("lines", [("温馨提示", "文档简介"), ("1/25", "2/25", "3/25", "4/25"), ("温馨提示",) * 5])
def test_fewer_than_three_kinds_are_the_documents_own(lines: tuple[str, ...]) -> None:
    cleaned, mended, _ = clean(source("茶香。", *lines))
    assert [block.text for block in cleaned.blocks] == ["茶香。", *lines]
    assert mended == ()


def test_a_line_that_holds_more_than_the_pages_words_stays() -> None:
    line = "主播在直播间里写了一条温馨提示：不要空腹喝浓茶"
    assert texts("文档简介", "提交评论", "3/25", line) == [line]


def test_damage_is_judged_over_the_whole_document_and_mended_in_each_block() -> None:
    blocks = (
        Block("heading", "一、業(yè)務(wù)", 1),
        Block("paragraph", "團隊能夠?qū)崿F(xiàn)增長。", page=2),
        Block("table", "專(zhuān)業(yè) | 實現", page=3),
    )
    cleaned, mended, unmended = clean(source(*blocks))
    assert cleaned.blocks == (
        Block("heading", "一、業務", 1),
        Block("paragraph", "團隊能夠實現增長。", page=2),
        Block("table", "專業 | 實現", page=3),
    )
    assert mended == (Note("pinyin", 5), Note("restored", text="能夠?qū)崿F → 能夠實現"))
    assert unmended == ()


def test_what_was_left_out_is_no_damage() -> None:
    cleaned, mended, _ = clean(source("業(yè)務(wù)專(zhuān)", *FURNITURE))
    assert (cleaned.notes, mended) == ((Note("furniture", 10), NOTE), (Note("pinyin", 3),))


def test_what_cannot_be_mended_is_reported() -> None:
    assert clean(source("茶葉\ue000香。"))[2] == ("茶葉\ue000香。",)


def test_a_tear_does_not_reach_into_the_next_block() -> None:
    cleaned, _, unmended = clean(source("業(yè)務(wù)專(zhuān)，意?qū)", "\ue69dI務", "意?", "\ue69dI務"))
    assert [block.text for block in cleaned.blocks] == ["業務專，意?qū)", "\ue69dI務", "意?", "\ue69dI務"]
    assert len(unmended) == 3


def test_name_title_hash_and_notes_are_kept() -> None:
    cleaned, _, _ = clean(source("茶香。", "- 1 -"))
    assert (cleaned.name, cleaned.sha256, cleaned.title, cleaned.notes) == ("report.txt", "0" * 64, "报告", (NOTE,))


def test_a_document_of_page_numbers_has_no_blocks() -> None:
    assert clean(source("- 1 -", "- 2 -"))[0].blocks == ()


def test_contents_without_dots_go_and_the_first_heading_below_them_stays() -> None:
    lines = ("目　录", "第一章 采茶", "第二章 炒茶 3", "附则", "第一章 采茶", "清明前采。", "第二章 炒茶", "锅要热。")
    cleaned, _, _ = clean(source(*lines, "附则", "今日施行。"))
    assert [block.text for block in cleaned.blocks] == [*lines[4:], "附则", "今日施行。"]
    assert cleaned.notes == (Note("contents", 4), NOTE)


@pytest.mark.parametrize("prices", [(45, 20, 38), (20, 38, 45)])
def test_a_list_of_prices_with_dots_stays(prices: tuple[int, ...]) -> None:
    listed = [f"{name}…………{price}" for name, price in zip(("绿茶", "红茶", "白茶"), prices, strict=True)]
    of_pages = replace(source(*listed), blocks=tuple(Block("paragraph", text, page=1) for text in listed))
    assert [block.text for block in clean(of_pages)[0].blocks] == listed
    assert [block.text for block in clean(source(*listed))[0].blocks] == (listed if prices[0] == 45 else [])


def test_contents_whose_numbers_do_not_grow_go_if_their_lines_are_headings() -> None:
    listed = ("采茶……5", "炒茶……9", "附图……2")
    assert texts(*listed, "采茶", "炒茶", "水甜。") == ["采茶", "炒茶", "水甜。"]


def test_a_heading_contents_above_other_text_stays() -> None:
    assert texts("目录", "这里说的是目录的写法。", "水甜。") == ["目录", "这里说的是目录的写法。", "水甜。"]


@pytest.mark.parametrize("blank", [" ", "\u3000", "  "])
def test_blanks_between_all_characters_go(blank: str) -> None:
    lines = ("一、采茶", "清明前后采下的茶叶，香气最好。")
    assert texts(*(blank.join(line) for line in lines)) == list(lines)


def test_blanks_that_a_writer_puts_stay() -> None:
    lines = ("姓 名 王 五", "清明前后采下的茶叶，香气最好，泡三次还有味道。")
    assert texts(*lines) == list(lines)


@pytest.mark.parametrize(
    "listed", ["- 茶园\n- 茶山\n- 采茶", "1. 茶园\n2. 茶山\n3. 采茶", "一、茶园\n二、茶山\n三、采茶"]
)
@pytest.mark.parametrize("kind", ["list", "paragraph"])
def test_contents_that_are_a_list_of_the_headings_are_removed(listed: str, kind: BlockKind) -> None:
    chapters = [Block("heading", title, 1) for title in ("一、茶园", "二、茶山", "三、采茶")]
    text = [block for chapter in chapters for block in (chapter, Block("paragraph", "春天去。"))]
    found, *_ = clean(source(Block("heading", "目录", 1), Block(kind, listed), *text))
    assert list(found.blocks) == text
    assert found.notes[0] == Note("contents", 4)


def test_a_heading_of_contents_with_nothing_below_is_removed_and_a_list_of_other_things_is_not() -> None:
    below = (Block("heading", "茶园", 1), Block("paragraph", "春天去。"))
    assert clean(source(Block("heading", "目录", 1), *below))[0].blocks == below
    other = (Block("heading", "目录", 1), Block("list", "- 茶园\n- 茶杯\n- 茶壶"), *below)
    assert clean(source(*other))[0].blocks == other
