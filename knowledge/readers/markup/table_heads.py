"""Gather the rows of a table that head its columns, where a page has not marked them off from the others."""

from itertools import takewhile
from typing import TYPE_CHECKING

from knowledge.readers.markup.html_tags import children_of, tags_in

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import Tag

_LEAST = 2  # rows; a single one is known to head the columns anyway


def gather_heads(soup: "BeautifulSoup") -> None:
    """Put the first rows of each table into its head if all their cells are heads, and other rows follow."""
    for table in [tag for tag in tags_in(soup) if tag.name == "table"]:
        inner = children_of(table)
        if any(child.name == "thead" for child in inner):
            continue
        groups = [child for child in inner if child.name in ("tr", "tbody")]
        rows = [row for group in groups for row in ([group] if group.name == "tr" else children_of(group))]
        heads = list(takewhile(_is_head, rows))
        if _LEAST <= len(heads) < len(rows):
            around = soup.new_tag("thead")
            groups[0].insert_before(around)
            for row in heads:
                around.append(row.extract())


def _is_head(row: "Tag") -> bool:
    cells = children_of(row)
    return row.name == "tr" and bool(cells) and all(cell.name == "th" for cell in cells)
