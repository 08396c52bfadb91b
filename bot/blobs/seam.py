"""What can be done with shared files: `bot.blobs.folder` has them in a folder, `bot.blobs.postgres` in a database."""

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol


class NoFileError(OSError):
    """Something that is no file, such as a folder, or a link to a disk that is not there, stands in its place."""


class Blobs(Protocol):
    """Files of one kind, known by name, which may be ``folder/name``.

    A file is there whole or not at all, for everybody, whatever happens to who writes it. Every method raises
    `IndexUnreachableError` if the files are elsewhere and cannot be reached, and OSError.
    """

    def where(self, name: str = "") -> str:
        """Return where the files are, or the file ``name`` would be, for people; it holds no password."""

    def names(self, beginning: str = "") -> list[str]:
        """Return the names that begin with ``beginning``."""

    def stamp(self, name: str) -> object:
        """Return what changes whenever anybody changes that file."""

    def read(self, name: str) -> bytes | None:
        """Return the content of a file, None if it is not there. Raises `NoFileError`."""

    def path(self, name: str) -> Path:
        """Return a path of that file on this machine, for those that need one; it may be gone after a day."""

    def write(self, contents: Mapping[str, bytes]) -> None:
        """Replace the files with these names, after the new content of all is safe."""

    def clear(self, needed: Collection[str], older_than: float) -> list[str]:
        """Delete the folders that are not ``needed`` and whose files came more than ``older_than`` seconds ago.

        Return the names of the folders.
        """

    def changing(self) -> AbstractContextManager["Blobs"]:
        """Let only one program at a time read, change and write the files, by what the block gets."""
