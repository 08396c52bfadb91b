"""The paths in the data directory, and which of its files are temporary.

A temporary file is known by its exact place and not by its name alone, because documents are kept under any name.
"""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index import layout
from knowledge.errors import UserError

LOCK = "lock"
ARRIVING_PREFIX = "arriving-"  # a document that is being received
SAVING_PREFIX = ".saving-"  # a curated file that is being written
BACKUP_PREFIX = ".backup-"  # a backup that is being written into the data directory itself
RESTORING_PREFIX = ".restoring-"  # a backup that is being unpacked
LOST_AND_FOUND = "lost+found"  # what file systems keep at the top of a disk
_SHOWN_BUILDS = "shown-builds"
_PICTURES = "pictures"
_COPIES = "copies"
_POLLING = "polling.lock"

# Files beside a database: SQLite's own, and the count of changes (see `bot.state.changes`).
_BESIDE_DATABASES = (WAL, SHARED_MEMORY, JOURNAL, CHANGES) = ("-wal", "-shm", "-journal", "-changes")
_SQLITE_HEADER = b"SQLite format 3\0"
_OTHERS = 0o077  # the rights of all but the owner


class UnfinishedRestoreError(UserError):
    """A restore into the data directory was interrupted, so that what is there is not all there was."""


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

    def check_finished(self) -> None:
        """Raise `UnfinishedRestoreError` if a backup was being restored here and that was interrupted."""
        if any(self.root.glob(f"{RESTORING_PREFIX}*")):
            raise UnfinishedRestoreError("backup-unfinished", folder=str(self.root))

    @property
    def shown_builds(self) -> Path:
        """A file for each message that shows a build under way; see `bot.telegram.shown_builds`."""
        return self.root / _SHOWN_BUILDS

    @property
    def pictures(self) -> Path:
        """Pictures of pages that were asked for lately, which can be drawn anew; see `bot.pages`."""
        return self.root / _PICTURES

    @property
    def copies(self) -> Path:
        """Copies of documents that are kept in PostgreSQL, which can be fetched anew; see `bot.blobs.postgres`."""
        return self.root / _COPIES

    @property
    def polling(self) -> Path:
        """What the process that fetches updates keeps locked; see `bot.state.polling`."""
        return self.root / _POLLING

    def keep_private(self) -> list[Path]:
        """Let this process make files for its own user alone, and shut what an older program left open to others.

        Return what stays open: what belongs to another user, and the folder itself if it holds other things too.
        """
        os.umask(_OTHERS)
        own = [path for path in self._own() if path.exists()]
        if self.root.is_dir() and all(path in own or self._is_temporary(path) for path in self.root.iterdir()):
            own.append(self.root)
        opened = [path for path in {*own, self.root} if _is_open(path)]
        return sorted(path for path in opened if path not in own or not _shut(path))

    def _own(self) -> tuple[Path, ...]:
        """Return all that this program makes in the folder and does not delete again."""
        databases = (self.embeddings, self.benchmark_embeddings, self.database)
        beside = (database.with_name(database.name + end) for database in databases for end in _BESIDE_DATABASES)
        return (
            self.index,
            self.documents,
            self.curated,
            self.chat_history,
            self.shown_builds,
            self.pictures,
            self.copies,
            self.polling,
            *databases,
            *beside,
        )

    def permanent_files(self) -> Iterator[Path]:
        """Yield all files except temporary ones and those that belong to an open database.

        This includes what is no regular file, such as a pipe, and each folder that cannot be listed. A folder may be
        on another disk by a link from the top of the data directory; links to folders elsewhere are not followed.
        """
        yield from self._files_below(self.root)

    def is_database(self, path: Path) -> bool:
        """Say whether the file at ``path`` is an SQLite database of this program."""
        if path.parent != self.root or not _is_kind(path, stat.S_ISREG):
            return False
        return path in (self.database, self.embeddings, self.benchmark_embeddings) or _begins_like_database(path)

    def _files_below(self, folder: Path) -> Iterator[Path]:
        try:
            paths = sorted(folder.iterdir())
        except OSError:
            yield folder
            return
        for path in paths:
            if self._is_temporary(path):
                continue
            if _is_kind(path, stat.S_ISDIR, follow_links=folder == self.root):
                yield from self._files_below(path)
            else:
                yield path

    def _is_temporary(self, path: Path) -> bool:
        name = path.name
        if path.parent == self.root:
            ours = name.startswith((BACKUP_PREFIX, RESTORING_PREFIX)) or name in (
                LOST_AND_FOUND,
                _SHOWN_BUILDS,
                _PICTURES,
                _COPIES,
                _POLLING,
            )
            return ours or self._is_beside_database(path)
        if path.parent == self.index:
            return layout.is_temporary(name)
        if path.parent == self.curated:
            return name.startswith(SAVING_PREFIX) or name == LOCK
        return path.parent == self.documents and name.startswith(ARRIVING_PREFIX)

    def _is_beside_database(self, path: Path) -> bool:
        ending = next((ending for ending in _BESIDE_DATABASES if path.name.endswith(ending)), None)
        return ending is not None and self.is_database(path.with_name(path.name.removesuffix(ending)))


def _is_kind(path: Path, kind: Callable[[int], bool], *, follow_links: bool = True) -> bool:
    try:
        return kind(path.stat(follow_symlinks=follow_links).st_mode)
    except OSError:
        return False


def _begins_like_database(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE_HEADER)) == _SQLITE_HEADER
    except OSError:
        return False


def _is_open(path: Path) -> bool:
    """Say whether other users may enter, read or change ``path`` itself; what a link leads to is not asked."""
    try:
        mode = path.stat(follow_symlinks=False).st_mode
    except OSError:
        return False
    return not stat.S_ISLNK(mode) and bool(mode & _OTHERS)


def _shut(path: Path) -> bool:
    try:
        path.chmod(stat.S_IMODE(path.stat().st_mode) & ~_OTHERS)
    except OSError:
        return False
    return True
