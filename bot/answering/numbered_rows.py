"""Open the row of a table by the number that the document gives it: 6.2.1, V6.2.1, "what does 6.2.1 require".

Standards number their requirements so. A place of the outline goes before, where its own label has that number.
"""

import re
from dataclasses import replace

from bot.answering.asides import Aside, opened_rows
from bot.answering.intents import stands_alone
from bot.answering.snapshot import Snapshot
from knowledge.numerals import value_of
from knowledge.script import fold
from knowledge.table_text import row_numbers

_ASKED = re.compile(r"(?<![\w.])(?:第 ?)?(v)?(\d{1,3}(?:\.\d{1,3}){2,3})(?![\w.]*\d)(?: ?[条款项])?")  # in folded text
_WHAT_IT_SAYS = re.compile(
    r"(?:的)?(?:具体)?(?:内容|要求|规定)?(?:是|有|要求|规定|说|讲|写)?(?:了|的是)?(?:什么|啥|哪些)?(?:内容|要求|规定)?[?？]*$"
    r"|\b(?:what|does|do|is|say|says|mean|require|requires|requirement|about|the|rule|control|item)\b"
)
_NUMERAL = re.compile(r"\d+|[一二三四五六七八九十百]+")


def numbered_row(message: str, snapshot: Snapshot) -> Aside | None:
    """Return the row whose number ``message`` names and nothing else.

    None if no table has it, or if a place is called so; V6.2.1 calls no place that the outline has numbered.
    """
    folded = fold(message)
    match = _ASKED.search(folded)
    if match is None:
        return None
    letter, number = match.groups()
    row = snapshot.outline.rows_numbered.get(number)
    if row is None or (not letter and _is_called(number, snapshot)):
        return None
    rest = f"{folded[: match.start()]} {folded[match.end() :]}"
    if not stands_alone(_WHAT_IT_SAYS.sub(" ", rest)):
        return None
    passage, opened = snapshot.index.passages[row], opened_rows([row], snapshot)
    (quote,) = opened.quotes
    start = row_numbers(passage)[number]
    key = tuple(span for span in passage.sentences if span[0] == start)
    return replace(opened, label=number, quotes=(replace(quote, key_sentences=key),))


def _is_called(number: str, snapshot: Snapshot) -> bool:
    """Say whether a passage at that place has the number in its label, as 七、2 (2) has 7.2.2."""
    labels = (snapshot.index.passages[row].label for row in snapshot.outline.first_at(number)[:1])
    wanted = [int(part) for part in number.split(".")]
    return any([value_of(part) for part in _NUMERAL.findall(label)][: len(wanted)] == wanted for label in labels)
