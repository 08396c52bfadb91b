"""The live index that questions are answered from; it follows what any process publishes or curates."""

import asyncio
import hashlib
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NoReturn

from bot.answering.assistant import Assistant
from bot.answering.reopening import forget_unused
from bot.answering.snapshot import snapshot_of
from bot.settings import Settings
from bot.version_stores import version_store
from index.encoder import Encoder
from index.search import SearchIndex
from knowledge.errors import TOLD_ERRORS, ToldError

LOOK_EVERY_S = 0.5  # how often to look for what another process published or curated; a look reads some bytes
_RETRY_AFTER_S = 60  # A version that could not be loaded is tried again after this time.
_STAMP_CHARACTERS = 16

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Additions:
    """What is added to an index version after it was loaded.

    The result of ``stamp`` changes whenever the additions change. ``add`` returns an index with the additions. Both
    raise `UserError` and OSError.
    """

    stamp: Callable[[], object]
    add: Callable[[SearchIndex, Encoder], SearchIndex]


class _Failure:
    """What could not be taken up last: it is told once, and tried again only after a while."""

    def __init__(self) -> None:
        self._cause: object = None
        self._again_at = 0.0

    def waits(self, cause: object) -> bool:
        """Say whether ``cause`` failed so lately that it is not to be tried again yet."""
        return self._cause == cause and time.monotonic() < self._again_at

    def note(self, cause: object) -> bool:
        """Note that ``cause`` failed now; return whether that is new."""
        new = self._cause != cause
        self._cause, self._again_at = cause, time.monotonic() + _RETRY_AFTER_S
        return new

    def forget(self) -> None:
        self._cause = None


class Live:
    """The holder of the assistant on the newest index; an assistant that was taken before stays usable.

    ``base`` is the version as it was loaded, without the ``additions``, which the index of ``assistant`` has if they
    could be ``added``.
    """

    def __init__(
        self, settings: Settings, assistant: Assistant, base: SearchIndex, additions: Additions, *, added: bool = True
    ) -> None:
        self._settings = settings
        self._assistant = assistant
        self._base = base
        self._additions = additions
        self._stamp = additions.stamp() if added else None
        self._not_loaded, self._not_added = _Failure(), _Failure()
        self._untold: deque[ToldError] = deque()
        self._one_at_a_time = threading.Lock()

    @property
    def assistant(self) -> Assistant:
        """The assistant on what is live now; take it once for all that must come from one version."""
        return self._assistant

    @property
    def edition(self) -> str:
        """The state of the index that questions are answered from: its version, and a digest of the additions' stamp.

        Take it before the assistant: then what was asked of an older state is asked again, and nothing is missed.
        """
        stamp = hashlib.sha256(repr(self._stamp).encode()).hexdigest()[:_STAMP_CHARACTERS]
        return f"{self._assistant.snapshot.version}+{stamp}"

    def refresh(self) -> list[ToldError]:
        """Do as `take_up`, and return the errors that have come up since this was called last, each once."""
        self.take_up()
        problems: list[ToldError] = []
        while self._untold:
            problems.append(self._untold.popleft())
        return problems

    def take_up(self) -> None:
        """Look for a new version or new additions on disk, and if there are any, replace the assistant.

        Call this in a worker thread. While nothing changes, only the name of the live version and the stamp of the
        additions are read.
        """
        forget_unused()
        if self._assistant.earlier:
            self._assistant.earlier.forget_unused()
        with self._one_at_a_time:
            base = self._newer_version()
            extended = self._extended(base)
            if extended is not None:
                self._swap(base or self._base, *extended)

    def _newer_version(self) -> SearchIndex | None:
        """Load the live version if it is another one; if that fails, the one before stays."""
        store, cause = version_store(self._settings), "?"
        try:
            version = store.current()
            if version in (None, self._base.manifest.version):
                self._not_loaded.forget()
                return None
            cause = str(version)
            return None if self._not_loaded.waits(cause) else store.load(cause, self._settings.encoder)
        except TOLD_ERRORS as error:
            if self._not_loaded.note(cause):
                self._keep(error)
            return None

    def _extended(self, base: SearchIndex | None) -> tuple[SearchIndex, object] | None:
        """Return the index with the additions, and their stamp; None if nothing is new.

        If the additions fail, a new ``base`` does without them; else what was added before stays.
        """
        try:
            stamp = self._additions.stamp()
        except TOLD_ERRORS:  # a server is away, which `_newer_version` tells
            return None if base is None else (base, None)
        if base is None and (stamp == self._stamp or self._not_added.waits(stamp)):
            return None
        try:
            extended = self._additions.add(base or self._base, self._assistant.encoder)
        except TOLD_ERRORS as error:
            if self._not_added.note(stamp):
                self._keep(error)
            return None if base is None else (base, None)
        self._not_added.forget()
        return extended, stamp

    def _keep(self, error: ToldError) -> None:
        _log.error("part of the data cannot be used; %s answers: %s", self._assistant.snapshot.version, error)
        self._untold.append(error)

    def _swap(self, base: SearchIndex, extended: SearchIndex, stamp: object) -> None:
        newer = replace(self._assistant, snapshot=snapshot_of(extended))
        newer.warm_up()  # This fails, and so keeps the old assistant, if the new one cannot answer.
        before, self._assistant, self._base, self._stamp = self._assistant, newer, base, stamp
        samples = newer.snapshot.index.manifest.samples
        _log.info("index %s swapped for %s, %s samples", before.snapshot.version, newer.snapshot.version, samples)


async def follow(live: Live) -> NoReturn:
    """Take up what other processes publish and curate, again and again; it is logged what cannot be used.

    Whatever goes wrong, it looks again; the same error is logged once.
    """
    logged = ""
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        try:
            await asyncio.to_thread(live.refresh)
            logged = ""
        except Exception as error:
            if repr(error) != logged:
                logged = repr(error)
                _log.exception("what is live now cannot be taken up, and is tried again; the version before answers")
