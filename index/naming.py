"""Which passages name the subject of which everything is asked."""

import numpy as np

from index.dense import Rows
from index.mentions import passages_naming
from index.search import SearchIndex


def naming(index: SearchIndex, subject: str, enough: int) -> Rows:
    """Return the rows of all passages that name a folded ``subject``, ascending; none if it is empty.

    Of its wide and its narrow sense the first counts that no more than ``enough`` passages have, else the rarer one.
    """
    if not subject:
        return np.zeros(0, dtype=np.int64)
    named = [np.flatnonzero(names) for names in passages_naming(index.text, subject)]
    some = [rows for rows in named if len(rows)]
    few = (rows for rows in some if len(rows) <= enough)
    return next(few, min(some, key=len, default=np.zeros(0, dtype=np.int64)))
