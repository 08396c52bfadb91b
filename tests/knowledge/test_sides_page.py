"""Two sides as a table: each in its column, rows whole on a picture where they fit, and no more than an album."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from knowledge.pages.drawing import draw_isolated
from knowledge.pages.fonts import find_fonts
from knowledge.pages.request import Cell, SidesPage
from knowledge.pages.sides_page import draw_sides
from tests.knowledge.test_pages import box_of, dots_of, font, opened

__all__ = ["font"]  # a fixture

INK, GREY, BAND = (34, 34, 34), (110, 110, 110), (235, 241, 235)
TEA, COFFEE = Cell(("茶要现泡。",), "一、1"), Cell(("咖啡要现磨。",), "一、2")
PAGE = SidesPage("茶与咖啡", "", (), ("茶", "咖啡"), ((TEA, COFFEE),), ("茶叶报告",), "其余见上文。")

pytestmark = pytest.mark.usefixtures("font")


def drawn(page: SidesPage) -> list[Image.Image]:
    return draw_sides(replace(page, fonts=find_fonts("茶")))


def below_heads(picture: Image.Image) -> Image.Image:
    return picture.crop((0, box_of(picture, BAND)[3], *picture.size))


def inked(picture: Image.Image) -> int:
    return int(dots_of(below_heads(picture), INK).sum())


def test_each_side_stands_in_its_column_and_what_is_said_of_both_above() -> None:
    (picture,) = map(opened, draw_isolated(replace(PAGE, together="都有：", both=(TEA,), rows=((None, COFFEE),))))
    assert picture.width == 1080
    rows = below_heads(picture)
    left, _, right, _ = box_of(rows, INK)
    assert 540 < left < right < 1032
    above = box_of(picture.crop((0, 0, 1080, box_of(picture, BAND)[1])), GREY)  # the place of what is said of both
    assert above[0] < 60


def test_an_empty_side_has_only_the_note_that_says_so() -> None:
    (picture,) = drawn(replace(PAGE, rows=((Cell((), "报告没有说到。"), COFFEE),), foot=()))
    side = below_heads(picture).crop((0, 0, 530, 200))
    assert box_of(side, GREY)
    assert not dots_of(side, INK).any()


def test_a_row_that_does_not_fit_below_another_stands_whole_on_the_next_picture() -> None:
    long = Cell(("茶" * 15 * 16,), "一、1")  # more than half of a picture
    first, second = drawn(replace(PAGE, rows=((long, None), (long, None))))
    assert np.array_equal(dots_of(below_heads(first), INK), dots_of(below_heads(second), INK))


def test_a_row_longer_than_a_picture_is_cut_between_lines_and_none_is_lost() -> None:
    def with_one(text: str) -> list[Image.Image]:
        return drawn(replace(PAGE, rows=((Cell((text,), ""), None),), foot=()))

    (one,), several = with_one("茶"), with_one("茶" * 900)
    assert len(several) > 1
    assert max(picture.height for picture in several) < 1_600
    assert sum(inked(each) for each in several) == 900 * inked(one)
    assert not dots_of(one, GREY).any()
    assert all(dots_of(each, GREY).any() for each in several)  # their numbers


def test_what_an_album_does_not_hold_is_left_out_and_that_is_said() -> None:
    endless = replace(PAGE, rows=((Cell(("茶" * 10_000,), ""), None),))
    said, unsaid = drawn(endless), drawn(replace(endless, cut=""))
    assert len(said) == 10
    assert dots_of(said[-1], GREY).sum() > dots_of(unsaid[-1], GREY).sum()
    assert dots_of(said[0], GREY).sum() == dots_of(unsaid[0], GREY).sum()
