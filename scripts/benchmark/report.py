"""Show measurements: as a printed table for people, and as JSON for programs."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.box import SIMPLE
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

_PADDING = 3  # characters a column takes beside its text
_EDGES = 2  # characters


@dataclass(frozen=True, slots=True)
class Measurement:
    """One row of figures by name of column."""

    name: str
    figures: dict[str, float | int | str]


def show(title: str, rows: Sequence[Measurement], json_file: Path | None) -> None:
    """Print ``rows`` as a table, split if it is too wide, and write them to ``json_file`` if one is given."""
    console = Console(highlight=False)
    for columns in _parts(rows, console.width):
        table = Table(title=title, title_justify="left", box=SIMPLE)
        table.add_column("", no_wrap=True)
        for column in columns:
            table.add_column(column, justify="right", no_wrap=True)
        for row in rows:
            if any(column in row.figures for column in columns):
                table.add_row(row.name, *(_written(row.figures.get(column, "")) for column in columns))
        console.print(table)
    if json_file:
        records = [{"name": row.name, **row.figures} for row in rows]
        json_file.write_text(
            json.dumps({"title": title, "rows": records}, ensure_ascii=False, indent=2) + "\n", "utf-8"
        )


def _parts(rows: Sequence[Measurement], width: int) -> Iterator[list[str]]:
    """Yield the columns in order, as many at a time as fit ``width`` characters beside the names of the rows."""
    names = max((cell_len(row.name) for row in rows), default=0) + _PADDING
    part: list[str] = []
    taken = names + _EDGES
    for column in dict.fromkeys(column for row in rows for column in row.figures):
        needed = max(cell_len(column), *(cell_len(_written(row.figures.get(column, ""))) for row in rows)) + _PADDING
        if part and taken + needed > width:
            yield part
            part, taken = [], names + _EDGES
        part.append(column)
        taken += needed
    yield part


def _written(value: float | int | str) -> str:
    return f"{value:.2f}" if isinstance(value, float) else str(value)
