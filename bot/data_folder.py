"""The paths in the data directory, and which of its files are temporary."""

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
        """The original files of the indexed documents; see `bot.reindexing.store`."""
        return self.root / "documents"

    @property
    def curated(self) -> Path:
        """The questions and test cases that admins curate; see `bot.curation.questions`."""
        return self.root / "curated"

    @property
    def embeddings(self) -> Path:
        """The cached vectors of texts that were encoded before."""
        return self.root / "embeddings.sqlite"

    @property
    def benchmark_embeddings(self) -> Path:
        """The cached vectors of the data sets that the benchmark indexes."""
        return self.root / "benchmark-embeddings.sqlite"

    @property
    def database(self) -> Path:
        """The database of people, groups and questions, unless the settings name another one."""
        return self.root / "state.sqlite"

    @property
    def chat_history(self) -> Path:
        """The history of what was typed in the terminal's chat."""
        return self.root / "chat_history"

    def permanent_files(self) -> Iterator[Path]:
        """Yield all files except temporary ones and those that SQLite keeps beside an open database."""
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
