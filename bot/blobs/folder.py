"""Shared files in a folder, which all programs with this data directory have."""

import os
import shutil
import tempfile
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from bot.blobs.seam import NoFileError
from bot.data_folder import LOCK
from knowledge.errors import naming

_LOCK_TIMEOUT_S = 30  # This is ample, since a change takes only a moment.


@dataclass(frozen=True, slots=True)
class FolderBlobs:
    """The files in ``folder``; see `bot.blobs.seam.Blobs`. What is being written there begins with ``pending``."""

    folder: Path
    pending: str

    def where(self, name: str = "") -> str:
        return str(self.folder / name)

    def names(self, beginning: str = "") -> list[str]:
        found: list[str] = []
        for path in self.folder.glob(f"{beginning}*"):
            found += [f"{path.name}/{each.name}" for each in path.iterdir()] if path.is_dir() else [path.name]
        return found

    def stamp(self, name: str) -> object:
        try:
            status = (self.folder / name).stat()
        except OSError:
            return 0, 0, 0
        return status.st_mtime_ns, status.st_ino, status.st_size

    def read(self, name: str) -> bytes | None:
        path = self.folder / name
        if path.is_file():
            return path.read_bytes()
        if path.exists() or path.is_symlink():
            raise NoFileError(f"{path} is no file")
        return None

    def path(self, name: str) -> Path:
        return self.folder / name

    def write(self, contents: Mapping[str, bytes]) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        pending: dict[Path, Path] = {}
        try:
            for name, content in contents.items():
                descriptor, written = tempfile.mkstemp(prefix=self.pending, dir=self.folder)
                pending[self.folder / name] = Path(written)
                with naming(self.folder / name), os.fdopen(descriptor, "wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
            for path in pending:
                _make_way(path)
                pending[path].replace(path)
        finally:
            for left in pending.values():
                left.unlink(missing_ok=True)

    def clear(self, needed: Collection[str], older_than: float) -> list[str]:
        if not self.folder.exists():
            return []
        before = time.time() - older_than
        # This includes what a process that was killed has left half written.
        going = [home for home in self.folder.iterdir() if home.name not in needed and home.stat().st_mtime < before]
        for home in going:
            shutil.rmtree(home) if home.is_dir() else home.unlink()
        return [home.name for home in going]

    @contextmanager
    def changing(self) -> Iterator[Self]:
        from filelock import FileLock

        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder / LOCK, timeout=_LOCK_TIMEOUT_S):
            yield self


def _make_way(path: Path) -> None:
    """Delete what damage has put in the place of a file, or of its folder."""
    if path.parent.is_file():
        path.parent.unlink()
    path.parent.mkdir(exist_ok=True)
    if path.is_dir():
        shutil.rmtree(path)
