"""Where a running bot works on its documents: proposals at hand, and the build under way."""

import threading
from collections.abc import MutableMapping
from dataclasses import dataclass, field

from cachetools import LRUCache

from bot.curation.reading import curated_stamp
from bot.reindexing.engine import Proposal, Summary, carry_out, propose
from bot.reindexing.errors import BuildStoppedError
from bot.reindexing.plans import Plan
from bot.settings import Settings
from index.versions import last_live


@dataclass(slots=True)
class Progress:
    """How far a build is, written by the thread that builds and read by the one that tells."""

    stage_name: str = "reading"
    done: int = 0
    total: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)

    def stage(self, name: str) -> None:
        self.stage_name, self.done, self.total = name, 0, 0
        self._go_on()

    def advance(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        self._go_on()

    def _go_on(self) -> None:
        # What is being published is done in a moment, and cannot be half done.
        if self.stopped.is_set() and self.stage_name != "publishing":
            raise BuildStoppedError


class Builds:
    """Proposals and builds of this process. Its methods are for worker threads."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._proposals: MutableMapping[object, Proposal] = LRUCache(
            2
        )  # each press on a preview needs it again; each holds an index
        self._lock = threading.Lock()
        self.progress: Progress | None = None

    def propose(self, plan: Plan, by: str) -> Proposal:
        """What ``plan`` comes to from what is live now; see `bot.reindexing.engine.propose` for what is raised."""
        settings = self._settings
        live = last_live(settings.data_folder.index)
        key = plan.encode(), by, live, curated_stamp(settings.data_folder.curated)
        with self._lock:
            known = self._proposals.get(key)
        if known is None:
            known = propose(settings, plan.request(settings.data_folder.documents, by))
            with self._lock:
                self._proposals[key] = known
        return known

    def stop(self) -> bool:
        """Stop the build under way; False where there is none."""
        progress = self.progress
        if progress is None:
            return False
        progress.stopped.set()
        return True

    def build(self, proposal: Proposal, progress: Progress) -> Summary:
        """Carry ``proposal`` out. Raises `BuildStoppedError` where somebody stopped it, else see `carry_out`."""
        self.progress = progress
        try:
            return carry_out(self._settings, proposal, progress.stage, progress.advance)
        finally:
            self.progress = None
