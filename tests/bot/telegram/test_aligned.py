"""Tables are laid out for a phone; widths are counted as Chinese characters take two letters."""

from bot.answering.tables import TableWords
from bot.telegram.aligned import aligned
from knowledge.table_text import Table

HEADS = ("大区", "城市", "门店数", "退货率", "物流时效")
ROWS = (("华东", "苏州", "12 家", "3.1%", "24 小时"), ("西南地区", "成都", "7 家", "XX%", "72 小时"))


def table(heads: tuple[str, ...], *rows: tuple[str, ...], key: tuple[int, ...] = ()) -> TableWords:
    return TableWords(Table("", heads, rows), (0,), key)


def test_columns_stand_under_their_heads_and_the_row_asked_for_is_marked() -> None:
    assert aligned(table(("城市", "退货率"), ("苏州", "3.1%"), ("呼和浩特", "XX%"), key=(1,))) == (
        "城市\u3000\u3000  退货率\n--------  ------\n苏州\u3000\u3000    3.1%\n呼和浩特     XX% ◂"
    )


def test_heads_are_broken_before_a_table_counts_as_too_wide() -> None:
    names = ("苏州", "12 家", "3.1%", "24 小时")
    heads = ("城市", "门店的总数", "退货率", "物流的时效")
    assert aligned(table(heads, names, names)) == (
        "城市  门店的  退货   物流的\n        总数    率     时效\n"
        "----  ------  ----  -------\n苏州   12 家  3.1%  24 小时\n苏州   12 家  3.1%  24 小时"
    )


def test_english_heads_are_broken_between_words() -> None:
    heads = ("Plan", "Price per month", "Support hours")
    assert aligned(table(heads, ("Basic", "19", "9-17"), ("Team", "79", "8-20"))) == (
        "Plan   Price  Support\n         per    hours\n       month\n-----  -----  -------\n"
        "Basic     19     9-17\nTeam      79     8-20"
    )


def test_a_table_that_is_too_wide_is_not_laid_out_in_columns() -> None:
    assert aligned(table(("岗位", "职责"), ("店长", "负责门店的日常经营，安排班次，核对每日账目"))) is None
    assert aligned(table(HEADS, *ROWS)) is None


def test_no_line_begins_with_a_blank_that_telegram_would_cut_off() -> None:
    shown = aligned(table(("", "2022", "2023"), ("退货率", "3%", "4%"), ("", "20%", "25%")))
    assert shown
    assert [line[0] for line in shown.split("\n")] == ["–", "-", "退", "–"]


def test_a_table_without_heads_has_no_rule() -> None:
    assert aligned(table(("", ""), ("a", "1"), ("b", "2"))) == "a  1\nb  2"
