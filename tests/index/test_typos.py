import pytest

from index.search import SearchIndex
from index.typos import read_as


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("主波怎么陪训", "主播怎么培训"),
        ("直播电伤", "直播电商"),
        ("zhubo zenme jili", "主播怎么激励"),
        ("zhuboshouru zenme suan", "主播收入怎么算"),
        ("主播 jiangli", "主播奖励"),
        ("how to tarin hosts", "how to train hosts"),
        ("livestrem plaform", "livestream platform"),
    ],
)
def test_slips_are_read_as_they_are_meant(tea_index: SearchIndex, typed: str, meant: str) -> None:
    assert tea_index.sample_text
    assert read_as(typed, tea_index.sample_text.vocabulary) == meant


@pytest.mark.parametrize(
    "question", ["主播的收入怎么算", "茶葉要怎麼存放？", "How are hosts trained?", "USB-C 接口", "Zzyzx", "", "？！"]
)
def test_what_is_no_slip_stays_as_it_is(tea_index: SearchIndex, question: str) -> None:
    assert tea_index.sample_text
    assert read_as(question, tea_index.sample_text.vocabulary) == question


def test_a_long_question_is_left_as_it_is(tea_index: SearchIndex) -> None:
    assert tea_index.sample_text
    slips = "主波怎么陪训" * 20
    assert read_as(slips[:60], tea_index.sample_text.vocabulary) != slips[:60]
    assert read_as(slips, tea_index.sample_text.vocabulary) == slips
