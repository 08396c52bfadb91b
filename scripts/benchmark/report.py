"""A measured table: printed for people, written as JSON for programs."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Measurement:
    """One row of figures by name of column."""

    name: str
    figures: dict[str, float | int | str]


def show(title: str, rows: Sequence[Measurement], json_file: Path | None) -> None:
    """Print ``rows`` as a table, and write them to ``json_file`` where one is given."""
    columns = list(dict.fromkeys(column for row in rows for column in row.figures))
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for column in columns:
        table.add_column(column, justify="right")
    for row in rows:
        table.add_row(row.name, *(_written(row.figures.get(column, "")) for column in columns))
    Console(highlight=False).print(table)
    if json_file:
        records = [{"name": row.name, **row.figures} for row in rows]
        json_file.write_text(
            json.dumps({"title": title, "rows": records}, ensure_ascii=False, indent=2) + "\n", "utf-8"
        )


def _written(value: float | int | str) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)
