"""How the lines of a cell of a table become one."""

import pytest

from knowledge.readers.tables import Cell, table_block

LONG = "清明前采一芽一叶，雨天不采，露水干了以后再采，采下的"


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (("看天", "看芽"), "看天 看芽"),
        (("看天。", "看芽；", "看火"), "看天。看芽；看火"),
        (("看天;", "看芽"), "看天; 看芽"),
        ((LONG, f"{LONG}茶", "当天摊开"), f"{LONG}{LONG}茶当天摊开"),
        ((LONG, "当天摊开"), f"{LONG} 当天摊开"),
        ((LONG, "看天", LONG), f"{LONG}看天 {LONG}"),
    ],
)
def test_points_of_a_cell_are_parted_but_not_wrapped_lines(lines: tuple[str, ...], line: str) -> None:
    rows = [[Cell("岗位"), Cell("职责")], [Cell("采茶组"), Cell("\n".join(lines))]]
    assert table_block(rows, 1).text == f"岗位 | 职责\n采茶组 | {line}"
