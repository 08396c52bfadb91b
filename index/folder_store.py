"""Index versions in a folder, held in memory when they are loaded; see `index.layout`."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from index import files, locks, versions
from index.current import current_event
from index.history import Event, read_history
from index.locks import Builder
from index.search import SearchIndex
from index.store import Check
from index.types import IndexedDocument, Manifest
from knowledge.samples import SamplePlace
from knowledge.types import Passage


@dataclass(frozen=True, slots=True)
class FolderStore:
    """The versions in ``folder``; see `index.store.VersionStore`."""

    folder: Path

    @property
    def place(self) -> str:
        return str(self.folder)

    def current(self) -> str | None:
        return versions.current_version(self.folder)

    def current_event(self) -> Event | None:
        return current_event(self.folder)

    def last_live(self) -> str | None:
        return versions.last_live(self.folder)

    def once_live(self) -> list[str]:
        return versions.once_live(self.folder)

    def history(self) -> list[Event]:
        return read_history(self.folder)

    def versions(self) -> list[str]:
        return versions.list_versions(self.folder)

    def earlier(self) -> list[str]:
        return versions.earlier_versions(self.folder)

    def before(self) -> str:
        return versions.version_before(self.folder)

    def require(self, version: str) -> None:
        versions.version_folder(self.folder, version)

    def manifest(self, version: str) -> Manifest:
        return files.read_manifest(versions.version_folder(self.folder, version))

    def documents(self, version: str) -> tuple[IndexedDocument, ...]:
        return files.read_documents(versions.version_folder(self.folder, version))

    def places(self, version: str) -> list[SamplePlace]:
        return files.read_places(versions.version_folder(self.folder, version))

    def passages(self, version: str) -> list[Passage]:
        return files.read_passages(versions.version_folder(self.folder, version))

    def beside(self, version: str, name: str) -> str | None:
        return versions.read_beside(self.folder, version, name)

    def check(self, version: str) -> None:
        files.check_files(versions.version_folder(self.folder, version))

    def load(self, version: str, model: str) -> SearchIndex:
        return versions.load_version(self.folder, version, model)

    def load_current(self, model: str) -> SearchIndex:
        return versions.load_current(self.folder, model)

    def new_version(self, content: str) -> tuple[str, str]:
        return versions.new_version(content, self.folder)

    def check_clock(self) -> None:
        versions.check_clock(self.folder)

    def add(self, index: SearchIndex, places: Sequence[SamplePlace] = (), check: Check | None = None) -> SearchIndex:
        return versions.add_version(index, self.folder, places, check)

    def switch_to(self, version: str, by: str, why: str, *, instead_of: str | None = None) -> None:
        versions.switch_to(self.folder, version, by, why, instead_of=instead_of)

    def prune(self, keep: int) -> list[str]:
        return versions.prune(self.folder, keep)

    def building(self, by: str = "") -> AbstractContextManager[Builder | None]:
        return locks.building(self.folder, by)

    def builder_now(self) -> Builder | None:
        return locks.builder_now(self.folder)

    def clear_interrupted(self) -> Builder | None:
        return locks.clear_interrupted(self.folder)
