"""The live index that questions are answered from; it follows what any process publishes or curates."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.answering.assistant import Assistant
from bot.answering.snapshot import snapshot_of
from bot.settings import Settings
from index.encoder import Encoder
from index.search import SearchIndex
from index.versions import current_version, load_current
from knowledge.errors import TOLD_ERRORS, ToldError

_RETRY_AFTER_S = 60  # A version that could not be loaded is tried again after this time.

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Additions:
    """What is added to an index version after it was loaded.

    The result of ``stamp`` changes whenever the additions change. ``add`` returns an index with the additions, and
    raises `DocumentError` and `EncoderError`.
    """

    stamp: Callable[[], object]
    add: Callable[[SearchIndex, Encoder], SearchIndex]


class Live:
    """The holder of the assistant on the newest index; an assistant that was taken before stays usable.

    ``base`` is the version as it was loaded, without the ``additions`` that the index of ``assistant`` has.
    """

    def __init__(self, settings: Settings, assistant: Assistant, base: SearchIndex, additions: Additions) -> None:
        self._settings = settings
        self._assistant = assistant
        self._base = base
        self._additions = additions
        self._stamp = additions.stamp()
        self._failed: tuple[object, float] | None = None
        self._one_at_a_time = threading.Lock()

    @property
    def assistant(self) -> Assistant:
        """The assistant on what is live now; take it once for all that must come from one version."""
        return self._assistant

    def refresh(self) -> ToldError | None:
        """Look for a new version or new additions on disk, and if there are any, replace the assistant.

        Return the error if that fails, once for each cause, else None. Call this in a worker thread. While nothing
        changes, only the name of the live version and the stamp of the additions are read.
        """
        with self._one_at_a_time:
            return self._refresh()

    def _refresh(self) -> ToldError | None:
        try:
            version = current_version(self._settings.data_folder.index)
        except TOLD_ERRORS as error:
            return self._failure(("?", None), error)
        stamp = self._additions.stamp()
        new_version = version is not None and version != self._base.manifest.version
        if not new_version and stamp == self._stamp:
            return None
        if self._failed and self._failed[0] == (version, stamp) and time.monotonic() < self._failed[1]:
            return None
        try:
            self._swap(new_version)
        except TOLD_ERRORS as error:
            return self._failure((version, stamp), error)
        self._stamp, self._failed = stamp, None
        return None

    def _swap(self, new_version: bool) -> None:
        base = load_current(self._settings.data_folder.index, self._settings.encoder) if new_version else self._base
        encoder = self._assistant.encoder
        newer = Assistant(snapshot_of(self._additions.add(base, encoder)), encoder)
        newer.warm_up()  # This fails, and so keeps the old assistant, if the new one cannot answer.
        before, self._assistant, self._base = self._assistant, newer, base
        samples = newer.snapshot.index.manifest.samples
        _log.info("index %s swapped for %s, %s samples", before.snapshot.version, newer.snapshot.version, samples)

    def _failure(self, cause: object, error: ToldError) -> ToldError | None:
        again = self._failed is not None and self._failed[0] == cause
        self._failed = cause, time.monotonic() + _RETRY_AFTER_S
        if again:
            return None
        _log.error("the index on disk cannot be used; the one before stays: %s", error)
        return error
