"""Where everything is in the data directory, and what of it is only there for a moment."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index import layout

LOCK = "lock"
ARRIVING_PREFIX = "arriving-"  # a document that is being received
SAVING_PREFIX = ".saving-"  # a curated file that is being written
BACKUP_PREFIX = ".backup-"

DATABASE_ENDING = ".sqlite"
_BESIDE_DATABASES = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The paths in the data directory ``root``."""

    root: Path

    @property
    def index(self) -> Path:
        """The index versions; see `index.layout`."""
        return self.root / "index"

    @property
    def documents(self) -> Path:
        """The files that were indexed; see `bot.reindexing.store`."""
        return self.root / "documents"

    @property
    def curated(self) -> Path:
        """What admins curate; see `bot.curation.reading`."""
        return self.root / "curated"

    @property
    def embeddings(self) -> Path:
        """The vectors of texts that were encoded before."""
        return self.root / "embeddings.sqlite"

    @property
    def benchmark_embeddings(self) -> Path:
        """The same for the sets that the benchmark indexes."""
        return self.root / "benchmark-embeddings.sqlite"

    @property
    def database(self) -> Path:
        """People, groups and questions, unless the settings name another database."""
        return self.root / "state.sqlite"

    @property
    def chat_history(self) -> Path:
        """What was typed in the terminal's chat."""
        return self.root / "chat_history"

    def permanent_files(self) -> Iterator[Path]:
        """All files but those that are only there for a moment, or belong to an open database."""
        for folder, folders, names in os.walk(self.root):
            folders[:] = [name for name in folders if not _is_temporary(name)]
            for name in names:
                path = Path(folder, name)
                if not _is_temporary(name) and path.is_file():
                    yield path


def _is_temporary(name: str) -> bool:
    return (
        layout.is_temporary(name)
        or name.startswith((ARRIVING_PREFIX, SAVING_PREFIX, BACKUP_PREFIX))
        or name == LOCK
        or name.endswith(_BESIDE_DATABASES)
    )
