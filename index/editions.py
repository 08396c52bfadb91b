"""Recognise a question on an earlier edition of a document, and find the version that held it.

"去年的报告怎么说退货率" and "what did the 2025 report say on returns" set an earlier edition beside the live one. Which
words name an edition is in ``data/comparisons.txt``.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain

from index.compared import compared, compiled, in_parts_as_typed
from index.documents_asked import has_year, names_a_subject
from index.errors import (
    IndexDamagedError,
    IndexMismatchError,
    NoSuchVersionError,
    OutdatedIndexError,
    SearchIndexError,
)
from index.search import SearchIndex
from index.store import VersionStore
from index.types import IndexedDocument, Manifest, Readable, ReadVersion
from knowledge.script import fold

_KEPT_S = 300  # seconds that a version stays loaded after it was asked last
_GONE = (NoSuchVersionError, IndexDamagedError, IndexMismatchError, OutdatedIndexError)
_ENDS = " \t,，。.?？!！:：;；、的"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EditionAsked:
    """The edition that a question names, of one of the ``years`` or just the one before, and the ``topic`` or ""."""

    years: tuple[str, ...]
    topic: str


@dataclass(frozen=True, slots=True)
class Edition:
    """An earlier edition: the ``document`` as it was, the index ``version`` that held it, and its ``title`` now."""

    document: IndexedDocument
    version: str
    title: str


def edition_asked(question: str) -> EditionAsked | None:
    """Return the edition that ``question`` names, None if it names none."""
    folded = fold(question)
    found = [match for form in compiled("editions") for match in form.finditer(folded)]
    if not found:
        return None
    years = dict.fromkeys(match["year"] for match in found if "year" in match.re.groupindex)
    comparison = compared(question)
    if comparison and names_a_subject(comparison.common):
        return EditionAsked(tuple(years), comparison.common)
    for form in (*compiled("editions"), *compiled("edition_frames")):
        folded = form.sub(" ", folded)
    topic = " ".join(folded.split()).strip(_ENDS)
    return EditionAsked(tuple(years), in_parts_as_typed(topic, question) if names_a_subject(topic) else "")


class Earlier:
    """The earlier versions in a ``store``; the one that was asked last stays loaded for some minutes."""

    def __init__(self, store: VersionStore, model: str) -> None:
        self._store = store
        self._model = model
        self._loaded: SearchIndex | None = None
        self._asked_at = 0.0
        self._one_at_a_time = threading.Lock()

    def find(self, live: Manifest, years: tuple[str, ...]) -> Edition | None:
        """Return the latest edition before that of ``live``, of one of the ``years`` if any; None if none is kept.

        A year in a title goes before that of a date: the report on 2025 may be of January 2026.
        """
        if not years:
            return next(self._editions(live), None)
        editions = list(self._editions(live))
        titled = (each for each in editions if any(has_year(each.document.title, year) for year in years))
        dated = (each for each in editions if each.document.date.startswith(years))
        return next(chain(titled, dated), None)

    def documents(self, live: Manifest, title: str) -> list[IndexedDocument]:
        """Return the kept editions of the document of that title before that of ``live``, the latest first."""
        return [each.document for each in self._editions(live) if each.title == title]

    def _editions(self, live: Manifest) -> Iterator[Edition]:
        """Yield the kept editions that differ from those of ``live``, the latest first."""
        here = {document.sha256 for document in live.documents}
        for version in reversed(self._store.earlier()):
            try:
                documents = self._store.documents(version)
            except SearchIndexError:  # a version that is damaged, or was deleted meanwhile
                continue
            for document in documents:
                now = live.successor(document.title)
                if now is not None and document.sha256 not in here:
                    yield Edition(document, version, now.title)

    def manifest(self, version: str) -> Manifest | None:
        """Return what a version says of itself; None if it did not lead to the live one or cannot be read."""
        with suppress(*_GONE):
            return self._store.manifest(version) if version in self._store.earlier() else None
        return None

    def read(self, version: str) -> Readable | None:
        """Return the passages of a version, without loading what finds them; None as with `manifest`."""
        loaded, manifest = self._loaded, self.manifest(version)
        if loaded is not None and manifest is not None and loaded.manifest.version == version:
            return loaded
        with suppress(*_GONE):
            return ReadVersion(self._store.passages(version), manifest) if manifest else None
        return None

    def load(self, version: str) -> SearchIndex | None:
        """Load a version, None if that cannot be done. Call this in a worker thread."""
        with self._one_at_a_time:
            if self._loaded is None or self._loaded.manifest.version != version:
                self._loaded = None  # before the other one takes its memory
                try:
                    self._loaded = self._store.load(version, self._model)
                except SearchIndexError as error:
                    _log.warning("the earlier version %s cannot be asked: %s", version, error)
            self._asked_at = time.monotonic()
            return self._loaded

    def forget_unused(self) -> None:
        """Let go of the loaded version if nobody has asked it for some minutes; not while one is being loaded."""
        if self._one_at_a_time.acquire(blocking=False):
            try:
                if time.monotonic() - self._asked_at >= _KEPT_S:
                    self._loaded = None
            finally:
                self._one_at_a_time.release()
