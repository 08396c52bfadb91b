"""Numbers before headings and points."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.numbering import Marker, read_marker

DIGITS = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    written = DIGITS[hundreds] + "百" if hundreds else ""
    if tens:
        written += ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十"
    elif hundreds and ones:
        written += "零"
    return written + (DIGITS[ones] if ones else "")


@pytest.mark.parametrize(
    ("text", "style", "number", "label", "rest"),
    [
        ("第三章 市场", "part", 3, "第三章", "市场"),
        ("第 12 章：主播", "part", 12, "第 12 章", "主播"),
        ("第十一部分 仓储", "part", 11, "第十一部分", "仓储"),
        ("第二篇　發貨", "part", 2, "第二篇", "發貨"),
        ("第四编 总则", "part", 4, "第四编", "总则"),
        ("第五編 總則", "part", 5, "第五編", "總則"),
        ("第二节 规模", "article", 2, "第二节", "规模"),
        ("第3節 規模", "article", 3, "第3節", "規模"),
        ("第七条 退货", "clause", 7, "第七条", "退货"),
        ("一、背景", "chinese", 1, "一、", "背景"),
        ("十、结论", "chinese", 10, "十、", "结论"),
        ("二十三、 附录", "chinese", 23, "二十三、", "附录"),
        ("四.主播", "chinese", 4, "四、", "主播"),
        ("六．主播", "chinese", 6, "六、", "主播"),
        ("（三）顾客", "chinese-bracket", 3, "（三）", "顾客"),
        ("(十二)顾客", "chinese-bracket", 12, "(十二)", "顾客"),
        ("1.1 规模", "dotted", 1, "1.1", "规模"),
        ("3.2.4. 规模", "dotted", 4, "3.2.4", "规模"),
        ("2．3、规模", "dotted", 3, "2．3", "规模"),
        ("7. 主播", "arabic", 7, "7", "主播"),
        ("7．主播", "arabic", 7, "7", "主播"),
        ("12、主播", "arabic", 12, "12", "主播"),
        ("3 Teahouses", "spaced", 3, "3", "Teahouses"),
        ("(4) 泡茶", "bracket", 4, "(4)", "泡茶"),
        ("（15）泡茶", "bracket", 15, "（15）", "泡茶"),
        ("5) 泡茶", "half-bracket", 5, "5)", "泡茶"),
        ("6）泡茶", "half-bracket", 6, "6）", "泡茶"),
        ("① 采茶", "circled", 1, "①", "采茶"),
        ("⑳采茶", "circled", 20, "⑳", "采茶"),
        ("１．全角", "arabic", 1, "１", "全角"),
    ],
)
def test_a_number_before_a_text_is_read_with_its_kind(
    text: str, style: str, number: int, label: str, rest: str
) -> None:
    marker = read_marker(text)
    assert marker is not None
    assert (marker.style, marker.number, marker.label, text[marker.end :]) == (style, number, label, rest)


@pytest.mark.parametrize(
    ("text", "depth"), [("1.1 茶", 2), ("1.2.3 茶", 3), ("1.2.3.4.5 茶", 5), ("1. 茶", 1), ("一、茶", 1)]
)
def test_depth_counts_the_parts_of_a_dotted_number(text: str, depth: int) -> None:
    marker = read_marker(text)
    assert marker is not None
    assert marker.depth == depth


@pytest.mark.parametrize(
    "text",
    [
        "",
        "茶香",
        "2.5%的人买茶",
        "1.5倍",
        "1.5 倍",
        "2.5亿元",
        "2.5 億元",
        "3.2万斤",
        "2022年卖了三万斤",
        "2022. 这一年",
        "10%的人",
        "1.25.5%",
        "3.14159",
        "第一，要有好茶",
        "第一杯茶",
        "一杯茶",
        "十分好喝",
        "(茶)",
        "(2022)",
        "（一茶一会）",
        "1，2，3",
        "12:30开播",
        "Tea 1. hot",
        "。1. 茶",
    ],
)
def test_a_figure_or_a_word_is_no_number_of_a_section(text: str) -> None:
    assert read_marker(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "1.1 个百分点的增长来自直播。",
        "2.5小时的直播卖完了全部春茶。",
        "1.5 小时后，茶凉了。",
        "1 个月后茶叶卖完了。",
        "3 家门店关了门。",
        "100 万人看了直播。",
        "二〇二二、二〇二三两年",
    ],
)
def test_an_amount_at_the_head_of_a_sentence_is_no_number_of_a_section(text: str) -> None:
    assert read_marker(text) is None


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("第十一部分、仓储", "第十一部分"),
        ("第3節．規模", "第3節"),
        ("第二章. 主播", "第二章"),
        ("第二章：主播", "第二章"),
    ],
)
def test_marks_between_a_number_and_its_text_are_no_part_of_the_label(text: str, label: str) -> None:
    marker = read_marker(text)
    assert marker is not None
    assert marker.label == label


@given(st.integers(1, 199))
def test_chinese_numerals_have_the_value_of_their_digits(number: int) -> None:
    for text in (f"{in_chinese(number)}、茶", f"第{in_chinese(number)}章 茶", f"（{in_chinese(number)}）茶"):
        marker = read_marker(text)
        assert marker is not None
        assert marker.number == number


@given(st.text(st.sampled_from("一二十百第章节、.．()（）12 5%倍茶①："), max_size=12))
def test_a_marker_lies_within_its_text_and_its_label_is_not_blank(text: str) -> None:
    marker = read_marker(text)
    if marker is not None:
        assert 0 < marker.end <= len(text)
        assert marker.label.strip() == marker.label != ""


@pytest.mark.parametrize("title", ["分季度业绩", "分地区销量", "分品类毛利"])
def test_a_title_may_begin_with_what_the_figures_are_parted_by(title: str) -> None:
    assert read_marker(f"2.2 {title}") == Marker("dotted", 2, "2.2", 4, 2)


def test_points_of_a_mark_are_counted() -> None:
    assert read_marker("2.2 分以上") is None


def test_a_marker_says_what_it_read() -> None:
    assert read_marker("2.4 茶") == Marker("dotted", 4, "2.4", 4, 2)
