"""What was shown last in a conversation, and what goes on from it."""

from dataclasses import dataclass

from bot.answering.intents import Kind
from bot.answering.outline import Outline

GOING_ON: tuple[Kind, ...] = (
    "next",
    "previous",
    "next-section",
    "previous-section",
    "next-chapter",
    "previous-chapter",
    "whole",
)
_CHAPTER = 2  # depth in the outline: 1 is the document


@dataclass(frozen=True, slots=True)
class Shown:
    """The passages ``rows``, ascending, of the index ``version``; none if only headings were shown.

    ``first`` is the row where what was shown begins.
    """

    version: str
    rows: tuple[int, ...]
    first: int


def shown_rows(version: str, rows: tuple[int, ...]) -> Shown:
    """Return what is shown by at least one passage, in any order."""
    return Shown(version, tuple(sorted(rows)), min(rows))


def rows_on(outline: Outline, shown: Shown, kind: Kind) -> tuple[range, int]:
    """Return the rows that ``kind`` wants after what was ``shown``, and their depth in the outline.

    There are none at the end of the document, and none for "whole" if the whole section was shown.
    """
    step, _, unit = kind.partition("-")
    if step == "whole":
        section = outline.section(shown.first)
        whole = range(0) if set(section) <= set(shown.rows) else section
        return whole, _depth(outline, shown.first, "section")
    row = _row_after(outline, shown, unit) if step == "next" else _row_before(outline, shown, unit)
    target = outline.neighbour(shown.first, row - shown.first)
    if target is None:
        return range(0), 1
    depth = _depth(outline, target, unit)
    return outline.members(target, depth) if unit else range(target, target + 1), depth


def _row_after(outline: Outline, shown: Shown, unit: str) -> int:
    last = shown.rows[-1] if shown.rows else shown.first - 1
    if not unit or (unit == "section" and not shown.rows):
        return last + 1  # Below the headings of a chapter its first section comes next.
    last = max(last, shown.first)
    return outline.members(last, _depth(outline, last, unit)).stop


def _row_before(outline: Outline, shown: Shown, unit: str) -> int:
    first = shown.first
    return (outline.members(first, _depth(outline, first, unit)).start if unit else first) - 1


def _depth(outline: Outline, row: int, unit: str) -> int:
    """Return the depth of the section or chapter of a passage, or of the passage itself if there is no ``unit``."""
    headings = len(outline.passages[row].headings)
    return {"chapter": min(_CHAPTER, 1 + headings), "section": 1 + headings}.get(unit, 2 + headings)
