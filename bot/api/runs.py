"""Runs of suites in the background, one at a time; the last ones are kept until the server stops."""

import logging
import threading
import uuid
from collections.abc import MutableMapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal

from cachetools import LRUCache

from bot.answering.assistant import Assistant
from bot.answering.snapshot import snapshot_of
from bot.api.errors import ApiError
from bot.blobs.chosen import curated_files
from bot.curation.questions import with_usable_curated
from bot.reindexing.gate import suites_for
from bot.settings import Settings
from bot.suites.cases import Suite
from bot.suites.editions import fitted
from bot.suites.report import conclude, report_of
from bot.suites.running import Runner
from bot.version_stores import version_store
from index.build import documents_of
from knowledge.errors import TOLD_ERRORS, ToldError

KEPT = 10  # runs; the oldest is forgotten first
_log = logging.getLogger(__name__)


@dataclass(slots=True)
class SuiteRun:
    """A run on a ``version``, written by the thread that asks and read by requests.

    ``report`` is as `springboard suite --json` writes it, when all cases have been asked.
    """

    id: str
    version: str
    by: str
    state: Literal["running", "done", "failed", "stopped"] = "running"
    asked: int = 0
    total: int = 0
    report: dict[str, Any] | None = None
    error: ToldError | None = None


class Runs:
    """The runs of this process; call `start` in a worker thread."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._runs: MutableMapping[str, SuiteRun] = LRUCache(KEPT)
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._pool = ThreadPoolExecutor(1, "suites")

    def start(self, live: Assistant, version: str | None, by: str) -> SuiteRun:
        """Begin to ask ``version``, or what is ``live``, the suites that hold for it, with those that admins curated.

        Raises `NoSuchVersionError`, and `ApiError` if a run is under way.
        """
        if version is not None:
            version_store(self._settings).require(version)
        with self._lock:
            if any(run.state == "running" for run in self._runs.values()):
                raise ApiError("api-run-busy")
            run = SuiteRun(uuid.uuid4().hex[:12], version or live.snapshot.version, by)
            self._runs[run.id] = run
        self._pool.submit(self._carry_out, run, live)
        return run

    def find(self, run_id: str) -> SuiteRun:
        """Return the run with that id. Raises `ApiError`."""
        run = self._runs.get(run_id)
        if run is None:
            raise ApiError("api-no-run", kept=KEPT)
        return run

    def close(self) -> None:
        """Stop the run under way after the case that is being asked."""
        self._stopping.set()
        self._pool.shutdown()

    def _carry_out(self, run: SuiteRun, live: Assistant) -> None:
        try:
            self._ask(run, live)
        except TOLD_ERRORS as error:
            run.error, run.state = error, "failed"
        except Exception:
            _log.exception("run of suites failed")
            run.error, run.state = ApiError("api-failed", request=run.id), "failed"

    def _ask(self, run: SuiteRun, live: Assistant) -> None:
        assistant = live if live.snapshot.version == run.version else self._open(run.version, live)
        suites = self._suites(assistant)
        run.total = sum(suite.size for suite in suites)
        runner, outcomes = Runner(assistant), []
        for outcome in runner.run(suites):
            outcomes.append(outcome)
            run.asked += 1
            if self._stopping.is_set():
                run.state = "stopped"
                return
        run.report = report_of(conclude(runner, runner.judge_times(outcomes), run.total))
        run.state = "done"

    def _suites(self, assistant: Assistant) -> list[Suite]:
        """Return the suites that hold for the documents. Raises `SuiteError`, and `ApiError` if there are none."""
        index = assistant.snapshot.index
        suites = fitted(suites_for(self._settings, documents_of(index)), index.manifest.documents)
        if not any(suite.size for suite in suites):
            raise ApiError("api-no-suites")
        return suites

    def _open(self, version: str, live: Assistant) -> Assistant:
        index = version_store(self._settings).load(version, self._settings.encoder)
        extended, _ = with_usable_curated(curated_files(self._settings), index, live.encoder)
        return Assistant(snapshot_of(extended), live.encoder)
