import json
from pathlib import Path

import pytest
from rich.cells import cell_len

from scripts.benchmark.report import Measurement, show


def test_a_wide_table_is_parted_and_nothing_is_cut(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    figures: dict[str, float | int | str] = {f"figure {number}": number * 11.25 for number in range(9)}
    rows = [Measurement("a rather long name of a row", figures), Measurement("短的", {"figure 0": "n/a"})]
    show("measured", rows, tmp_path / "rows.json")
    printed = capsys.readouterr().out
    assert max(map(cell_len, printed.splitlines())) <= 60
    assert all(printed.count(column) == 1 for column in figures)
    assert printed.count("a rather long name of a row") == printed.count("measured") > 1
    assert all(f"{value:.2f}" in printed for value in figures.values() if isinstance(value, float))
    assert json.loads((tmp_path / "rows.json").read_text("utf-8"))["rows"][1] == {"name": "短的", "figure 0": "n/a"}
