"""Charts: bars as long as their figures, in a row of their own or beside each other, with text that is cut off."""

from dataclasses import replace

import pytest

from knowledge.pages.drawing import NoFontError, draw_isolated
from knowledge.pages.request import Bar, ChartPage, Panel
from tests.knowledge.test_pages import box_of, font, no_fonts, opened

__all__ = ["font", "no_fonts"]  # fixtures

BLUE, RED, GREEN, GREY = (0, 0, 200), (200, 0, 0), (0, 200, 0), (120, 120, 200)
DAYS = Panel("每天", "columns", (Bar("一", (6,), "6"), Bar("二", (3,), "3")), (BLUE,))
OFTEN = Panel("最多", "rows", (Bar("问" * 90, (4, 1), "5"), Bar("答", (1, 0), "1")), (RED, GREEN))
NOTHING = Panel("无", "rows", (), (GREY,), empty="没有")


@pytest.mark.usefixtures("font")
def test_bars_are_as_long_as_their_figures_and_in_their_places() -> None:
    (picture,) = map(opened, draw_isolated(ChartPage("一周", "共 9 个", (DAYS, OFTEN, NOTHING))))
    days, first, second = (box_of(picture, colour) for colour in (BLUE, RED, GREEN))
    assert picture.width == 1440
    assert days[3] < first[1]  # the first of three charts has a row of its own
    assert first[0] < 80 < first[2] == second[0] < second[2] < picture.width / 2
    assert first[2] - first[0] == pytest.approx(4 * (second[2] - second[0]), abs=4)
    higher = picture.crop((0, 0, picture.width // 2, picture.height))
    lower = picture.crop((picture.width // 2, 0, picture.width, picture.height))
    high, low = (box_of(half, BLUE) for half in (higher, lower))
    assert high[3] - high[1] == pytest.approx(2 * (low[3] - low[1]), abs=2)


@pytest.mark.usefixtures("font")
def test_text_that_is_too_long_stays_on_its_side() -> None:
    wide = replace(OFTEN, bars=(Bar("问" * 90, (1, 0), "5"),), names=("甲", "乙"))
    (picture,) = map(opened, draw_isolated(ChartPage("一周", "共 9 个", (wide, NOTHING))))
    gutter = picture.crop((694, 160, 746, picture.height))
    assert gutter.getextrema() == ((255, 255),) * 3


@pytest.mark.usefixtures("no_fonts")
def test_without_a_font_no_chart_is_drawn() -> None:
    with pytest.raises(NoFontError):
        draw_isolated(ChartPage("", "", (OFTEN,)))
