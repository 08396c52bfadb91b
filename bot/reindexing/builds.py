"""The proposals of a running bot, and the build that is under way."""

import threading
from collections.abc import MutableMapping
from dataclasses import dataclass, field

from cachetools import LRUCache

from bot.blobs.chosen import curated_files, document_files
from bot.curation.questions import curated_stamp
from bot.reindexing.engine import Proposal, Summary, carry_out, propose
from bot.reindexing.errors import BuildStoppedError
from bot.reindexing.plans import Plan
from bot.settings import Settings
from bot.version_stores import version_store


@dataclass(slots=True)
class Progress:
    """The progress of a build, written by the thread that builds and read by the one that reports it."""

    stage_name: str = "reading"
    done: int = 0
    total: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)
    stopped_by: int = 0  # user id; 0: the program

    def stage(self, name: str) -> None:
        self.stage_name, self.done, self.total = name, 0, 0
        self._go_on()

    def advance(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        self._go_on()

    def _go_on(self) -> None:
        # Publishing takes only a moment and must not be left half done.
        if self.stopped.is_set() and self.stage_name != "publishing":
            raise BuildStoppedError


class Builds:
    """The proposals and the build of this process; call the methods in worker threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        # Each button pressed below a preview needs its proposal again, but every proposal holds an index in memory.
        self._proposals: MutableMapping[object, Proposal] = LRUCache(2)
        self._lock = threading.Lock()
        self.progress: Progress | None = None

    def propose(self, plan: Plan, by: str) -> Proposal:
        """Return the proposal for ``plan`` on what is live now; `bot.reindexing.engine.propose` says what is raised."""
        settings = self._settings
        live = version_store(settings).last_live()
        # The file of a plan is asked for each time: it may be gone, or its copy on this machine.
        request = plan.request(document_files(settings), by)
        key = plan.encode(), by, live, curated_stamp(curated_files(settings))
        with self._lock:
            known = self._proposals.get(key)
        if known is None:
            known = propose(settings, request)
            with self._lock:
                self._proposals[key] = known
        return known

    def stop(self, by: int = 0) -> bool:
        """Have the build under way stopped in the name of a user, or of the program (0); return False if there is none.

        A build that is being published goes on.
        """
        progress = self.progress
        if progress is None:
            return False
        if not progress.stopped.is_set():
            progress.stopped_by = by
        progress.stopped.set()
        return True

    def build(self, proposal: Proposal, progress: Progress) -> Summary:
        """Carry out ``proposal``. Raises `BuildStoppedError` if the build is stopped, and the errors of `carry_out`."""
        with self._lock:
            # `carry_out` refuses a second build; the progress stays that of the first.
            first = self.progress is None
            if first:
                self.progress = progress
        try:
            return carry_out(self._settings, proposal, progress.stage, progress.advance)
        finally:
            if first:
                self.progress = None
