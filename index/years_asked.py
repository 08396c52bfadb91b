"""Read "last year's report" as the report of a year, such as "2025 report", by the day on which it is asked for."""

import re
from collections.abc import Callable, Iterator
from datetime import date

from index.compared import compiled
from knowledge.script import fold, has_chinese

_YEARS_AGO = {"of_this_year": 0, "of_last_year": 1, "of_the_year_before": 2}


def with_years(question: str, today: date, is_there: Callable[[str], bool]) -> str:
    """Return ``question`` with years for such words before "report", as far as a report of that year ``is_there``."""
    folded = fold(question)
    if len(folded) != len(question):
        return question
    for match, year in sorted(_found(folded, today), key=lambda found: found[0].start("when"), reverse=True):
        if is_there(year):
            written = f"{year}年" if has_chinese(match["when"]) else year
            question = question[: match.start("when")] + written + question[match.end("when") :]
    return question


def _found(folded: str, today: date) -> Iterator[tuple[re.Match[str], str]]:
    """Yield where years are meant, each with the year."""
    for kind, ago in _YEARS_AGO.items():
        for form in compiled(kind):
            for match in form.finditer(folded):
                yield match, str(today.year - ago)
