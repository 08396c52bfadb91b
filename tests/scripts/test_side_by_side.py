"""Two things side by side in a terminal: in columns of equal width, or below each other where it is narrow."""

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from bot.answering.assistant import Assistant
from scripts.side_by_side import show_sides


@pytest.fixture(scope="module", params=[80, 40])
def printed(request: pytest.FixtureRequest, assistant: Assistant) -> tuple[int, list[str]]:
    """How wide the terminal is, and the lines of a comparison in it."""
    sides = assistant.ask("新主播的培训和主播的收入有什么区别").sides
    assert sides is not None
    console = Console(file=io.StringIO(), width=request.param, markup=False, highlight=False)
    show_sides(console, sides, "zh-Hans", None, "green")
    assert isinstance(console.file, io.StringIO)
    return request.param, console.file.getvalue().split("\n")


def test_both_headings_stand_beside_each_other_where_there_is_room(printed: tuple[int, list[str]]) -> None:
    width, lines = printed
    headings = [line for line in lines if "新主播的培训" in line or line.strip() == "主播的收入"]
    assert len(headings) == (1 if width == 80 else 2)


def test_no_row_of_the_columns_is_wider_than_the_terminal(printed: tuple[int, list[str]]) -> None:
    width, lines = printed
    rows = lines[1:-2]  # without the lines that the terminal wraps itself
    assert width == 40 or max(map(cell_len, rows)) <= width
    assert "底薪和提成" in "".join(lines)
