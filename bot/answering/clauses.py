"""Open a clause by its number: 第七条, 第三条之一, Article 7."""

import re
from collections.abc import Mapping

from bot.answering.asides import Aside, no_place, opened_rows
from bot.answering.intents import stands_alone
from bot.answering.snapshot import Snapshot
from knowledge.numerals import value_of
from knowledge.script import comparable, fold
from knowledge.types import Passage

_NUMBER = r"[一二三四五六七八九十百零〇两]{1,7}|\d{1,3}"
# Both are matched against folded text.
_CLAUSE = re.compile(
    rf"(?:第 ?(?P<chapter>{_NUMBER}) ?章 ?的? ?(?:第 ?(?:{_NUMBER}) ?节 ?的? ?)?)?"
    rf"第 ?(?P<number>{_NUMBER}) ?条(?: ?之 ?(?P<inserted>{_NUMBER}))?|\b(?:article|clause) (?P<latin>\d{{1,3}})\b"
)
_TITLE = re.compile(r"《([^》]*)》的?")

Number = tuple[int, int]  # 第三条之一 is 3, 1; 第三条 is 3, 0


def clause(message: str, snapshot: Snapshot) -> Aside | None:
    """Return the clause whose number ``message`` names and nothing else; None if no document has clauses.

    A document whose title stands in 《》 before it goes before others. Without that number it opens none, and says so.
    """
    folded = fold(message)
    title = _TITLE.search(folded)
    rest = _TITLE.sub(" ", folded)
    match = _CLAUSE.search(rest)
    if match is None or not stands_alone(f"{rest[: match.start()]} {rest[match.end() :]}"):
        return None
    clauses = {row: found for row, passage in enumerate(snapshot.index.passages) if (found := _labelled(passage))}
    if not clauses:
        return None
    rows = [row for row, found in clauses.items() if _number(found) == _number(match)]
    rows = _narrowed(rows, match, clauses, comparable(title[1]) if title else "", snapshot)
    return opened_rows(rows, snapshot) if rows else no_place(match[0].strip(), snapshot)


def _narrowed(
    rows: list[int], asked: re.Match[str], clauses: Mapping[int, re.Match[str]], title: str, snapshot: Snapshot
) -> list[int]:
    """Return those of ``rows`` that are in the document or chapter named, if any are, and all in one document."""
    passages = snapshot.index.passages
    rows = [row for row in rows if title and title in comparable(passages[row].document)] or rows
    if chapter := asked["chapter"]:
        inside = (row for row in rows if (label := clauses[row]["chapter"]) and value_of(label) == value_of(chapter))
        rows = list(inside) or rows
    return [row for row in rows if passages[row].document == passages[rows[0]].document]


def _labelled(passage: Passage) -> re.Match[str] | None:
    return _CLAUSE.search(fold(passage.label))


def _number(match: re.Match[str]) -> Number:
    inserted = match["inserted"]
    return value_of(match["number"] or match["latin"]), value_of(inserted) if inserted else 0
