"""Where index versions are kept: `index.folder_store` has them in a folder, `index.postgres` in a database."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from index.history import Event
from index.locks import Builder
from index.search import SearchIndex
from index.types import IndexedDocument, Manifest
from knowledge.samples import SamplePlace
from knowledge.types import Passage

Check = Callable[[SearchIndex], Mapping[str, str]]


class VersionStore(Protocol):
    """All index versions, which of them is live, and what was live when.

    A version never changes. Of several programs, one at a time builds and one at a time changes which versions there
    are; all others go on reading. Whatever names a version raises `NoSuchVersionError` if it is not there, and every
    method `IndexUnreachableError` if the store is elsewhere and cannot be reached.
    """

    @property
    def place(self) -> str:
        """Where the versions are, for people; it holds no password."""

    def current(self) -> str | None:
        """Return the name of the live version, None if nothing has ever been indexed. Raises `LiveUnknownError`."""

    def current_event(self) -> Event | None:
        """Return the event that made the live version live, None if that is not known."""

    def last_live(self) -> str | None:
        """Return the live version or, if it cannot be told, the one that went live last, for repairs."""

    def once_live(self) -> list[str]:
        """Return the versions that were live, are still there and were not rolled back, the last one first."""

    def history(self) -> list[Event]:
        """Return all events, the oldest first."""

    def versions(self) -> list[str]:
        """Return the names of all versions, the oldest first."""

    def earlier(self) -> list[str]:
        """Return the versions that led to the live one and are still there, the oldest first, without the live one."""

    def before(self) -> str:
        """Return the version that was live before the live one. Raises `NoEarlierVersionError`, `LiveUnknownError`."""

    def require(self, version: str) -> None:
        """Raise `NoSuchVersionError` if that version is not there."""

    def manifest(self, version: str) -> Manifest:
        """Return what a version says of itself.

        Raises `IndexDamagedError`, `IndexMismatchError`, `OutdatedIndexError`.
        """

    def documents(self, version: str) -> tuple[IndexedDocument, ...]:
        """Return the documents of a version of any format. Raises `IndexDamagedError`."""

    def places(self, version: str) -> list[SamplePlace]:
        """Return the questions of a version by their places, also those not found in it. Raises `IndexDamagedError`."""

    def passages(self, version: str) -> list[Passage]:
        """Return the passages of a version without what finds them. Raises `IndexDamagedError`."""

    def beside(self, version: str, name: str) -> str | None:
        """Return the text ``name`` that was kept beside a version; None if there is none, empty if it is damaged."""

    def check(self, version: str) -> None:
        """Compare all of a version with its checksums.

        Raises `IndexDamagedError`, `IndexMismatchError`, `OutdatedIndexError`.
        """

    def load(self, version: str, model: str) -> SearchIndex:
        """Open a version for ``model`` after checking it.

        Raises `OutdatedIndexError`, `IndexMismatchError`, `IndexDamagedError`.
        """

    def load_current(self, model: str) -> SearchIndex:
        """Open the live version. Raises `NoIndexError`, `LiveUnknownError`, and the errors of `load`."""

    def new_version(self, content: str) -> tuple[str, str]:
        """Return an unused name for a version with that ``content`` digest, and its time (UTC, ISO 8601)."""

    def check_clock(self) -> None:
        """Raise `ClockError` if the clock is more than five minutes behind the time when the live version was made."""

    def add(self, index: SearchIndex, places: Sequence[SamplePlace] = (), check: Check | None = None) -> SearchIndex:
        """Keep ``index`` as a new version that is not live, and return it as it was opened again.

        ``places`` hold the questions that a later version shall have too. The texts that ``check`` returns for the
        opened index are kept for `beside`, each under its name. After an error nothing stays when the building ends.
        """

    def switch_to(self, version: str, by: str, why: str, *, instead_of: str | None = None) -> None:
        """Make ``version`` the live one and record ``by`` whom and ``why``.

        Whoever calls this has just added it, or `index.publishing` checks it before.

        Raises `OvertakenError` if ``instead_of`` is given and another version is live.
        """

    def prune(self, keep: int) -> list[str]:
        """Delete the oldest versions beyond ``keep``, never the live one or the one before it; return their names.

        Raises `LiveUnknownError`.
        """

    def building(self, by: str = "") -> AbstractContextManager[Builder | None]:
        """Keep other builders out, and clear away what an interrupted build has left.

        The block gets who built that, None if no build was interrupted. Raises `BusyError`, which says who builds.
        """

    def builder_now(self) -> Builder | None:
        """Return who is building in any process, None if nobody is; nothing is written."""

    def clear_interrupted(self) -> Builder | None:
        """Clear away what an interrupted build has left; return who built, None if nothing was left or somebody builds.

        Raises OSError if that cannot be done now.
        """
