"""Which drafted cases admins have dealt with: those that they confirmed, mended or dropped.

::

    curated/drafted.yaml   the ids of these cases, which are not drafted again
"""

import yaml

from bot.blobs.seam import Blobs
from bot.curation.questions import SETTLED, CuratedError
from bot.curation.sealing import is_as_written


def settled_ids(curated: Blobs) -> frozenset[str]:
    """Return the ids of the drafted cases that were dealt with. Raises `CuratedError` if the file is damaged."""
    try:
        content = curated.read(SETTLED)
        if content is None:
            return frozenset()
        if not is_as_written(content):
            raise ValueError("not-as-written")
        return frozenset(map(str, yaml.safe_load(content.decode()) or ()))
    except (OSError, ValueError, TypeError, yaml.YAMLError) as error:
        raise CuratedError("curated-unusable", file=curated.where(SETTLED), problem=error) from error
