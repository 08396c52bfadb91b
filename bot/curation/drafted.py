"""Which drafted cases admins have dealt with: those that they confirmed, mended or dropped.

::

    <data>/curated/drafted.yaml   the ids of these cases, which are not drafted again
"""

from pathlib import Path

import yaml

from bot.curation.questions import SETTLED, CuratedError
from bot.curation.sealing import is_as_written


def settled_ids(folder: Path) -> frozenset[str]:
    """Return the ids of the drafted cases that were dealt with. Raises `CuratedError` if the file is damaged."""
    path = folder / SETTLED
    if not path.exists():
        return frozenset()
    try:
        if not is_as_written(path):
            raise ValueError("not-as-written")
        return frozenset(map(str, yaml.safe_load(path.read_text("utf-8")) or ()))
    except (OSError, ValueError, TypeError, yaml.YAMLError) as error:
        raise CuratedError("curated-unusable", file=str(path), problem=error) from error
