"""Years in place of "last year" and the like, where these name a report of a year that is there."""

from datetime import date

import pytest

from index.years_asked import with_years


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("去年的报告怎么说退货", "2025年的报告怎么说退货"),
        ("去年那份報告對退貨怎麼說", "2025年那份報告對退貨怎麼說"),
        ("今年和去年的报告在退货上有什么区别", "2026年和2025年的报告在退货上有什么区别"),
        ("last year's report on returns", "2025 report on returns"),
        ("Compare this year's and last year's reports on pay", "Compare 2026 and 2025 reports on pay"),
        ("what did the report of last year say?", "what did the report of 2025 say?"),
        ("前年的报告怎么说退货", "前年的报告怎么说退货"),  # none is there
        ("去年的报告里今年的退货率是多少", "2025年的报告里今年的退货率是多少"),
        ("去年退货率是多少", "去年退货率是多少"),
        ("去年的版面怎么样", "去年的版面怎么样"),
        ("Did last year's sales reach the goal of the report?", "Did last year's sales reach the goal of the report?"),
    ],
)
def test_a_year_takes_the_place_of_words_for_it(question: str, read: str) -> None:
    assert with_years(question, date(2026, 11, 29), ("2025", "2026").__contains__) == read
