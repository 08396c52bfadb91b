"""The snapshot that one update or question is answered from, even if another version goes live meanwhile."""

from dataclasses import dataclass

from bot.answering.outline import Outline
from index.search import SearchIndex


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An index version and its outline."""

    index: SearchIndex
    outline: Outline

    @property
    def version(self) -> str:
        return self.index.manifest.version


def snapshot_of(index: SearchIndex) -> Snapshot:
    """Return the snapshot of ``index`` with its outline."""
    return Snapshot(index, Outline(index.passages, index.manifest.version, index.manifest.documents))
