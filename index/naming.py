"""Which passages name the subject of which everything is asked."""

from collections.abc import Iterator

import numpy as np

from index.dense import Rows
from index.mentions import passages_naming
from index.search import SearchIndex
from knowledge.script import has_chinese

_NONE = np.zeros(0, dtype=np.int64)


def naming(index: SearchIndex, subject: str, enough: int) -> Rows:
    """Return the rows of all passages that name a folded ``subject``, ascending; none if it is empty.

    Of its wide and its narrow sense the first counts that several passages have, ``enough`` at most. Else those count
    that have a Chinese subject as it stands, since its common words are in many; else the wide sense.
    """
    senses = list(_senses(index, subject)) if subject else []
    several = next((rows for rows in senses if 1 < len(rows) <= enough), None)
    if several is not None:
        return several
    as_it_stands = _having(index, subject) if has_chinese(subject) else _NONE
    return as_it_stands if len(as_it_stands) or not senses else senses[0]


def _senses(index: SearchIndex, subject: str) -> Iterator[Rows]:
    return (_searched(index, np.flatnonzero(names)) for names in passages_naming(index.text, subject))


def _having(index: SearchIndex, subject: str) -> Rows:
    """Return the rows of the passages that have each pair of characters of ``subject``, ascending."""
    pairs = [subject[start : start + 2] for start in range(len(subject) - 1)]
    if not pairs or any(pair not in index.text.vocabulary for pair in pairs):
        return _NONE
    return _searched(index, np.flatnonzero(np.all([index.text.share([pair]) > 0 for pair in pairs], axis=0)))


def _searched(index: SearchIndex, rows: Rows) -> Rows:
    """Return those of ``rows`` that are searched."""
    return rows if index.among is None else np.intersect1d(rows, index.among)
