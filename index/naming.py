"""Which passages name the subject of which everything is asked."""

import numpy as np

from index.dense import Rows
from index.mentions import passages_naming
from index.search import SearchIndex


def naming(index: SearchIndex, subject: str, enough: int) -> Rows:
    """Return the rows of all passages that name a folded ``subject``, ascending; none if it is empty.

    Of its wide and its narrow sense the first counts that several passages have, ``enough`` at most, else the wide one.
    """
    if not subject:
        return np.zeros(0, dtype=np.int64)
    named = [np.flatnonzero(names) for names in passages_naming(index.text, subject)]
    several = (rows for rows in named if 1 < len(rows) <= enough)
    return next(several, named[0] if named else np.zeros(0, dtype=np.int64))
