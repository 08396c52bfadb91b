"""Reading plain text: wrapped lines, tables between tabs, rules, headings of texts that programs made."""

import pytest

from knowledge.readers.plain import read
from knowledge.types import Block

WRAPPED = """\
　　清明前后采下的茶叶香气最好，泡三次还有味道，雨天采的就
差一些，所以茶庄的人每天早上都要看天，看完了天再看芽，芽长
到一寸才采。
　　炒茶的锅要先烧热，锅温两百度上下，每锅炒三分钟，炒完摊
开放凉，第二天再炒一遍，这样的茶叶可以放到第二年。
一、水
水要用山泉，没有山泉的地方可以用井水，井水要放一夜，等泥沙
都沉到底下才能烧。
"""


def texts(text: str) -> list[str]:
    return [block.text for block in read(text.encode(), "a.txt").blocks]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_that_are_wrapped_are_joined_and_paragraphs_stay_apart(end: str) -> None:
    first, second, title, last = texts(WRAPPED.replace("\n", end))
    assert first.startswith("清明前后")
    assert "雨天采的就差一些" in first
    assert first.endswith("才采。")
    assert second.endswith("炒完摊开放凉，第二天再炒一遍，这样的茶叶可以放到第二年。")
    assert title == "一、水"
    assert "等泥沙都沉到底下" in last


def test_lines_that_are_not_wrapped_stay_apart() -> None:
    lines = ["采茶要看天，也要看芽。", "炒茶要看火", "水要用山泉，没有山泉的地方可以用井水。", "茶香", "水甜"]
    assert texts("\n".join(lines)) == lines


PEOPLE = """\
李梅 茶庄主管 负责采茶和炒茶的人手安排
王竹 茶庄仓管 负责茶叶入库和发货的清点
陈兰 茶庄客服 负责接待客人和回答他们问
赵菊 茶庄主播 负责晚上的直播和泡茶讲解
孙松 茶庄司机 负责从东山到火车站的运送"""
FIRMS = """\
Old Hill Tea Co. Ltd, green tea and white tea of spring
Lower Valley Farm, roasted tea in tins and boxes
North Gate Traders Inc. Hangzhou, cups, pots and trays
Lee and Sons, bamboo whisks and wooden spoons
The Paper House, printed bags and labels on rolls"""


def test_items_of_wrapped_text_are_whole_and_apart() -> None:
    text = """\
The old tea house keeps these rules for all who come to drink
- and for its own people - and asks everyone to read all of them before
the first cup is poured:
- Nobody drinks before the water has cooled for as long as a song, and
  the cups have been warmed.
- The leaves of spring are kept in tins, which stand in the cool room
  behind the shop until autumn.
The year ends with these two feasts, which the owner pays for all of us:
a) the feast of the first rain, with cakes, rice and the new tea of the
   eastern hill;
b) the feast of the last leaf.
"""
    assert "come to drink - and for" in texts(text)[0]
    assert texts(text)[1:3] == [
        "- Nobody drinks before the water has cooled for as long as a song, and the cups have been warmed.",
        "- The leaves of spring are kept in tins, which stand in the cool room behind the shop until autumn.",
    ]
    assert texts(text)[4:] == [
        "a) the feast of the first rain, with cakes, rice and the new tea of the eastern hill;",
        "b) the feast of the last leaf.",
    ]


@pytest.mark.parametrize("text", [PEOPLE, FIRMS])
def test_a_list_of_lines_alike_in_length_is_not_wrapped(text: str) -> None:
    assert texts(text) == text.split("\n")


def test_words_that_are_cut_at_a_lines_end_are_made_whole() -> None:
    lines = (
        "Tea is grown in the hills of the south, where the tempera-",
        "ture stays mild through the whole year and rain is known well",
        "by all the old farmers of the valley, who sell their well-",
        "known leaves at the market and never pick them in the pre-",
        "1990 way, as the farmers say who have grown tea for long.",
    )
    (text,) = texts("\n".join(lines))
    assert "the temperature stays" in text
    assert "their well-known leaves" in text
    assert "the pre- 1990 way" in text


def test_lines_of_cells_between_tabs_are_a_table() -> None:
    text = "茶庄\n品种\t价\t产地\n龙井\t300\t东山\n毛峰\t200\t西山\n明年再来买的人\t行"
    assert read(text.encode(), "a.txt").blocks == (
        Block("paragraph", "茶庄"),
        Block("table", "品种 | 价 | 产地\n龙井 | 300 | 东山\n毛峰 | 200 | 西山", heads=1),
        Block("paragraph", "明年再来买的人\t行"),
    )


def test_a_table_between_tabs_keeps_its_empty_cells() -> None:
    text = "产地\t茶\t价\n东山\t龙井\t300\n\t毛峰\t200\n西山\t白茶\t\n合计\t\t500\n末行\n"
    assert read(text.encode(), "a.txt").blocks == (
        Block("table", "产地 | 茶 | 价\n东山 | 龙井 | 300\n | 毛峰 | 200\n西山 | 白茶 |\n合计 |  | 500", heads=1),
        Block("paragraph", "末行"),
    )


def test_another_table_begins_where_rows_have_more_or_fewer_tabs() -> None:
    rows = ["甲\t乙\t丙", "1\t2\t3", "4\t5\t6"]
    narrow = ["丁\t戊", "7\t8", "9\t0"]
    first, second = read("\n".join([*rows, "", *narrow]).encode(), "a.txt").blocks
    assert first.text == "甲 | 乙 | 丙\n1 | 2 | 3\n4 | 5 | 6"
    assert second.text == "丁 | 戊\n7 | 8\n9 | 0"
    assert len(read("\n\n".join(rows).encode(), "a.txt").blocks) == 1


def test_tabs_before_paragraphs_and_behind_the_marks_of_items_are_no_table() -> None:
    assert texts("\t采茶要早。\n\t炒茶要快。\n\t泡茶要慢。") == ["采茶要早。", "炒茶要快。", "泡茶要慢。"]
    assert len(texts("1.\t采茶\n2.\t炒茶\n3.\t泡茶")) == 3
    assert len(texts("•\t采茶\n•\t炒茶\n•\t泡茶")) == 3


def test_columns_aligned_by_blanks_are_a_table() -> None:
    text = """\
茶庄价目表

茶            产地    单价
龙井          东山    300.00
安吉白茶      西山    1200.00
毛峰                  99.00
"""
    table = "茶 | 产地 | 单价\n龙井 | 东山 | 300.00\n安吉白茶 | 西山 | 1200.00\n毛峰 |  | 99.00"
    assert read(text.encode(), "a.txt").blocks == (Block("paragraph", "茶庄价目表"), Block("table", table, heads=1))


def test_a_line_below_the_heads_is_no_row_and_a_cell_goes_on_below() -> None:
    text = "Leaf       Made\n----       ----\nDragon     in pans that are\n           very hot\nPeony      in the sun\n"
    (table,) = read(text.encode(), "a.txt").blocks
    assert table == Block("table", "Leaf | Made\nDragon | in pans that are very hot\nPeony | in the sun", heads=1)


def test_people_in_columns_without_heads_have_none() -> None:
    (table,) = read("张敏    店长\n李雷    仓管\n王芳    客服".encode(), "a.txt").blocks
    assert table == Block("table", "张敏 | 店长\n李雷 | 仓管\n王芳 | 客服")


@pytest.mark.parametrize(
    "text",
    [
        "第一章    采茶    1\n第二章    炒茶    4\n第三章    泡茶    9",  # contents with pages
        "一、    采茶\n二、    炒茶\n三、    泡茶",
        "- 龙井    要炒\n- 白茶    要晒\n- 毛峰    要烘",
        "| 龙井    | 300 |\n| 白茶    | 200 |\n| 毛峰    | 100 |",
        "Pick early.  Then dry.\nFry it.  Then cool it.\nRest.  Drink it next year.",
        "\tThe old man\nnever drank it in summer.   But he\nknew it very well indeed.   He sold",
        "龙井    东山\n今年的毛峰都卖完了，明年再来    西山\n白茶    东山",
    ],
)
def test_other_lines_with_gaps_are_no_table(text: str) -> None:
    assert texts(text) == [line.strip() for line in text.split("\n")]


def test_headings_as_in_markdown_and_rules() -> None:
    text = "# 茶庄\n\n## 采茶 ##\n清明前采。\n----\n==========\n炒茶"
    assert read(text.encode(), "a.txt").blocks == (
        Block("heading", "茶庄", 1),
        Block("heading", "采茶", 2),
        Block("paragraph", "清明前采。"),
        Block("paragraph", "炒茶"),
    )
    assert texts("# 一条说明\n茶香。") == ["# 一条说明", "茶香。"]


def test_characters_without_width_are_gone_but_in_emoji() -> None:
    assert texts("茶\u200b叶\u2060香\u00ad，水\u200d甜👩\u200d🌾") == ["茶叶香，水甜👩\u200d🌾"]


def shown(*lines: str) -> list[tuple[int, str]]:
    return [(block.level, block.text) for block in read("\n".join(lines).encode(), "a.txt").blocks]


def test_underlined_lines_are_headings() -> None:
    lines = ("=====", "茶庄", "=====", "采茶", "------", "看天。", "", "炒茶", "----", "", "看火。", "-----", "水甜。")
    assert shown(*lines) == [(1, "茶庄"), (2, "采茶"), (0, "看天。"), (2, "炒茶"), (0, "看火。"), (0, "水甜。")]


@pytest.mark.parametrize(
    "lines",
    [
        ("茶庄", "=====", "采茶要看天"),  # one alone may be anything
        ("---", "title: Tea", "---", "date: May", "---", "Tea is good"),
        ("采茶。", "-----", "", "炒茶。", "-----", "看火"),
        ("看天", "采茶", "-----", "看火", "炒茶", "-----", "水甜"),
        ("采茶要看天，也要看芽和叶", "----", "", "炒茶要看火，也要看锅和手", "----", "水甜"),
        ("I. Hills", "II. Teas", "Pick at noon"),  # a list
        ("I. Hills", "Pick", "III. Teas", "Roast"),
        ("I. M. Pei built it", "It stands", "V. Ivanov came", "He left"),
        ("-----", "龙井每斤四百元", "-----", "毛峰每斤三百元", "-----", "白茶每斤二百元", "-----", "红茶", "-----"),
        # Text that is wrapped:
        ("Chapter I", "", "It is a truth that a man", "of fortune", "Chapter II", "", "Mr Bennet was", "among them"),
        ("Part 1", "Tea is picked in spring", "and sold.", "", "Part 2", "Coffee comes from here", "and there."),
        ("Chapter One", "", "茶庄每天九点开门，然后", "才请客人。", "Chapter Two", "", "先预热，然后", "才卖。"),
        ("I. The seller shall deliver", "all tea.", "II. The buyer shall pay", "for it."),
        ("I. The seller sells the tea to", "Green in May.", "II. The buyer buys the tea of", "Green in June."),
    ],
)
def test_other_lines_are_no_headings(lines: tuple[str, ...]) -> None:
    assert {level for level, _ in shown(*lines)} == {0}


def test_roman_numbers_with_text_below_are_headings() -> None:
    lines = ("Contents", "I. Hills", "II. Teas", "", "I. Hills", "East of here.", "II. Teas", "Green ones.")
    assert [text for level, text in shown(*lines) if level] == ["I. Hills", "II. Teas"]


def test_the_number_of_a_chapter_stands_before_its_name() -> None:
    lines = ("Part One", "The Hills", "East.", "", "CHAPTER I", "", "OF THE FIRST HILLS,", "AND TEAS", "East.")
    assert shown(*lines, "CHAPTER TWO:", "Teas?", "", "Green.", "CHAPTER 9", "Green ones are best.")[:-1:2] == [
        (1, "Part One The Hills"),
        (2, "CHAPTER I OF THE FIRST HILLS, AND TEAS"),
        (2, "CHAPTER TWO: Teas?"),
        (0, "CHAPTER 9"),
    ]


def test_points_without_marks_in_wrapped_text_stay_apart() -> None:
    lines = "茶庄的人每天早上都要看天，看完了天再看芽和叶，还要看这些：\n山上的云\n山下的水\n"
    more = "看天的人说：\n雨天不采。\n清明前后采下的茶叶香气最好，泡三次还有味道，人们都说：\n好茶。\n"
    read_texts = texts(WRAPPED + lines + more)
    assert read_texts[-6:-3] == [lines.split("\n")[0], "山上的云", "山下的水"]
    assert read_texts[-1].endswith("人们都说：好茶。")
