"""Numerals: what they are read as is what they were written from."""

import pytest

from knowledge.numerals import chinese, value_of


def test_what_was_written_is_read_back() -> None:
    assert [value_of(chinese(number)) for number in range(1, 120)] == list(range(1, 120))


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("一百", 100), ("一百零五", 105), ("一〇五", 105), ("二百一十三", 213), ("两百", 200), ("百二十", 120)],
)
def test_larger_numbers_are_read(numeral: str, value: int) -> None:
    assert value_of(numeral) == value
