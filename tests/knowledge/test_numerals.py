"""Numerals: what they are read as is what they were written from."""

import pytest

from knowledge.numerals import chinese, cyclic, formal, value_of


def test_what_was_written_is_read_back() -> None:
    assert [value_of(chinese(number)) for number in range(1, 1000)] == list(range(1, 1000))


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("一百", 100), ("一百零五", 105), ("一〇五", 105), ("二百一十三", 213), ("两百", 200), ("百二十", 120)],
)
def test_larger_numbers_are_read(numeral: str, value: int) -> None:
    assert value_of(numeral) == value


def test_formal_numerals_and_stems() -> None:
    assert [formal(number) for number in (3, 10, 12, 20, 105)] == ["叁", "拾", "拾贰", "贰拾", "壹佰零伍"]
    assert formal(2, traditional=True) == "貳"
    assert [cyclic(number, "甲乙丙") for number in (1, 3, 4)] == ["甲", "丙", "4"]
