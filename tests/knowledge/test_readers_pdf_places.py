"""Finding the characters of a PDF's page that stand in boxes."""

from itertools import product
from typing import Any

import pytest

from knowledge.readers.pdf.places import Places


class Looked(dict[str, Any]):
    """A character that counts how often it is asked where it stands."""

    times = 0

    def __getitem__(self, key: str) -> Any:
        Looked.times += 1
        return super().__getitem__(key)


def box(left: float, top: float, wide: float, high: float) -> dict[str, float]:
    return {"x0": left, "x1": left + wide, "top": top, "bottom": top + high}


def test_what_stands_in_a_box_is_found_by_its_middle() -> None:
    places = Places([box(10 * column, 10 * row, 8, 8) for row, column in product(range(4), range(4))])
    assert [*places.within(box(12, 8, 12, 9))] == [5, 6]


def test_only_what_stands_at_the_height_of_a_box_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    places = Places([Looked(box(10 * column, 10 * row, 8, 8)) for row, column in product(range(50), range(4))])
    monkeypatch.setattr(Looked, "times", 0)
    assert [*places.within(box(0, 100, 5, 8))] == [40]
    assert Looked.times <= 8


def test_boxes_that_each_hold_very_many_are_too_many() -> None:
    places = Places([box(0, 10, 8, 8)] * 1001)
    assert not places.are_too_many([box(0, 0, 595, 842)] * 500)
    assert places.are_too_many([box(0, 0, 595, 842)] * 1000)
