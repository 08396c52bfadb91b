"""Write out what a page shows by styles and roles alone: lines, tables, quotation marks, figures that stand apart."""

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge.readers.markup.html_tags import Sizes, around, children_of, classes, inside, sizes_of, tags_in

if TYPE_CHECKING:
    from bs4 import BeautifulSoup
    from bs4.element import Tag

_CODE = ("pre", "code", "kbd", "samp", "math")
_BLOCK = re.compile(r"display\s*:\s*block", re.IGNORECASE)
_WEIGHT = re.compile(r"font-weight\s*:\s*([a-z]+|[0-9]{3})", re.IGNORECASE)
_BOLD, _LIGHT = {"bold", "bolder", "600", "700", "800", "900"}, {"normal", "lighter", "100", "200", "300", "400", "500"}
_AROUND_BLOCKS = {"p", "div", "section", "article", "body", "li", "td"}
_RUN = re.compile(r"c\d+|grame|spelle|mso")  # classes of Google's and Word's runs, which may divide a figure
_CELLS = {"cell": "td", "gridcell": "td", "columnheader": "th", "rowheader": "th"}


def write_out(soup: "BeautifulSoup") -> None:
    """Change a page so that its tags and texts alone say what its styles and roles do."""
    tags = list(tags_in(soup))
    code = inside(tags, _CODE)
    edges, sizes = _edges(tags), sizes_of(soup)
    around_light = around(tag for tag in tags if _weight(tag) in _LIGHT)
    for tag in tags:
        if tag.name == "span" and _is_block(tag):
            tag.name = "div"
        elif tag.name == "span" and _weight(tag) in _BOLD and id(tag) not in around_light:
            tag.name = "b"
        elif tag.name == "div" and tag.get("role") in ("table", "grid"):
            _make_table(tag, sizes)
        elif tag.name in ("div", "li") and (tick := _tick(tag)):
            _put(tag, {0: tick})
            tag.name = "li" if tag.name == "li" else "span"  # it stands in the line of the task
        elif tag.name == "q":
            _put(tag, {0: "“", len(tag.contents): "”"})
        if id(tag) not in code:
            _part_figures(tag, edges, sizes)


def _is_block(tag: "Tag") -> bool:
    around = tag.parent
    return around is not None and around.name in _AROUND_BLOCKS and bool(_BLOCK.search(str(tag.get("style", ""))))


def _weight(tag: "Tag") -> str:
    """Return how bold a tag's style makes its text: the last that it says holds."""
    return "".join(_WEIGHT.findall(str(tag.get("style", "")))[-1:]).lower()


def _tick(tag: "Tag") -> str:
    """Return the box of a task in Notion's and Confluence's pages, ticked or not."""
    names = classes(tag).split()
    if "checkbox-on" in names or "checkbox-off" in names:
        return "☒ " if "checkbox-on" in names else "☐ "
    if tag.name == "li" and tag.parent is not None and "inline-task-list" in classes(tag.parent).split():
        return "☒ " if "checked" in names else "☐ "
    return ""


def _make_table(table: "Tag", sizes: Sizes) -> None:
    """Give a table of roles the tags of one, if all its text stands in cells of rows."""
    inner = children_of(table)
    groups = [child for child in inner if child.get("role") == "rowgroup"]
    rows = [row for child in inner for row in (children_of(child) if child.get("role") == "rowgroup" else [child])]
    cells = [
        cell for row in rows if row.get("role") == "row" for cell in children_of(row) if cell.get("role") in _CELLS
    ]
    if not cells or sum(sizes[id(cell)][0] for cell in cells) < sizes[id(table)][0]:
        return
    table.name = "table"
    for group in groups:
        group.name = "tbody"
    for row in rows:
        row.name = "tr"
    for cell in cells:
        cell.name = _CELLS[str(cell.get("role"))]


def _part_figures(around: "Tag", edges: dict[int, str], sizes: Sizes) -> None:
    """Put a blank between figures that stand in spans or links of their own right beside each other."""
    from bs4.element import Tag

    joints = {
        number: " "
        for number, (before, after) in enumerate(pairwise(around.contents), start=1)
        if isinstance(before, Tag) and isinstance(after, Tag) and _are_apart(before, after, sizes)
        if _is_figure(edges[id(before)][-1:], edges[id(after)][:1])
    }
    if joints:
        _put(around, joints)


def _are_apart(before: "Tag", after: "Tag", sizes: Sizes) -> bool:
    """Say whether two tags beside each other hold things of their own, not runs or digits of one."""
    if before.name == after.name == "a":
        return before.get("href") != after.get("href")
    if before.name != "span" or after.name != "span" or sizes[id(before)][0] + sizes[id(after)][0] < 3:
        return False
    return all(classes(tag) and not _RUN.match(classes(tag)) and not tag.has_attr("lang") for tag in (before, after))


def _is_figure(last: str, first: str) -> bool:
    return (last.isdigit() or last in ("%", "％")) and first.isdigit()


def _edges(tags: "list[Tag]") -> dict[int, str]:
    """Return the first and the last character in each tag, in one text, by the tag's id."""
    from bs4.element import NavigableString

    edges: dict[int, str] = {}
    for tag in reversed(tags):  # a tag comes after all that is inside it
        texts = [str(child) if type(child) is NavigableString else edges.get(id(child), "") for child in tag.contents]
        text = "".join(each[:1] + each[-1:] for each in texts)
        edges[id(tag)] = text[:1] + text[-1:]
    return edges


def _put(tag: "Tag", texts: dict[int, str]) -> None:
    """Put texts before those of a tag's contents with these numbers."""
    from bs4.element import NavigableString

    contents = [*tag.contents]
    for number in sorted(texts, reverse=True):
        contents.insert(number, NavigableString(texts[number]))
    tag.contents = contents
