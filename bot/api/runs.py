"""Runs of suites in the background, one at a time over all servers on one database; the last ones are kept there."""

import asyncio
import json
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from time import monotonic

import structlog

from bot.answering.assistant import Assistant
from bot.answering.snapshot import snapshot_of
from bot.api.errors import ApiError
from bot.blobs.chosen import curated_files
from bot.curation.questions import with_usable_curated
from bot.errors import explain
from bot.languages import LANGUAGES
from bot.reindexing.gate import suites_for
from bot.settings import Settings
from bot.state.database import DATABASE_ERRORS, Database
from bot.state.suite_runs import KEPT, SILENT_S, Standing, SuiteRun, begin_run, find_run, tell_run
from bot.suites.cases import Suite
from bot.suites.editions import fitted
from bot.suites.report import conclude, report_of
from bot.suites.running import Runner
from bot.version_stores import version_store
from index.build import documents_of
from knowledge.errors import TOLD_ERRORS, ToldError

_TELL_S = 1  # how often to tell how far a run is
_SIGN_S = 5  # how often to tell that it goes on, where it is no further; several such signs may be lost
_log = structlog.stdlib.get_logger(__name__)


@dataclass(slots=True)
class _Going:
    """A run of this process: ``standing`` is changed by the thread that asks, and read by the loop."""

    run: SuiteRun
    standing: Standing = field(default_factory=Standing)
    stopping: threading.Event = field(default_factory=threading.Event)

    def now(self, ended: bool) -> Standing:
        """Return how far the run is; whatever keeps it from its end, it is stopped by that."""
        standing = self.standing
        cut_short = standing.state == "running" and (ended or self.stopping.is_set())
        return replace(standing, state="stopped") if cut_short else standing


class Runs:
    """The runs in ``database``, and the one that this process carries out."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._going: dict[asyncio.Task[None], _Going] = {}  # more than one if one has been taken for stopped
        self._pool = ThreadPoolExecutor(1, "suites")

    async def begin(self, live: Assistant, version: str | None, by: str) -> SuiteRun:
        """Begin to ask ``version``, or what is ``live``, the suites that hold for it, with those that admins curated.

        Raises `NoSuchVersionError`, and `ApiError` if a run is under way at any server.
        """
        if version is not None:
            await asyncio.to_thread(version_store(self._settings).require, version)
        run = SuiteRun(uuid.uuid4().hex[:12], version or live.snapshot.version, by, Standing())
        if not await begin_run(self._database, run):
            raise ApiError("api-run-busy")
        going = _Going(run)
        following = asyncio.create_task(self._follow(going, live))
        self._going[following] = going
        following.add_done_callback(lambda ended: self._going.pop(ended).stopping.set())
        return run

    async def find(self, run_id: str) -> SuiteRun:
        """Return the run with that id, whichever server carries it out. Raises `ApiError`."""
        # PostgreSQL takes no text with a NUL, and no driver a lone surrogate.
        run = await find_run(self._database, run_id) if run_id.isascii() and run_id.isalnum() else None
        if run is None:
            raise ApiError("api-no-run", kept=KEPT)
        return run

    async def close(self) -> None:
        """Tell that the run under way is stopped, and wait for the case that is being asked."""
        for going in self._going.values():
            going.stopping.set()
        await asyncio.gather(*self._going, return_exceptions=True)
        await asyncio.to_thread(self._pool.shutdown, cancel_futures=True)

    async def _follow(self, going: _Going, live: Assistant) -> None:
        """Have the suites asked, and tell how far that is until the end is told, or it is too late for that."""
        asking = asyncio.get_running_loop().run_in_executor(self._pool, self._carry_out, going, live)
        told, told_at = going.run.standing, monotonic()  # as it was kept; the thread may be done by now
        while told.state == "running" and monotonic() - told_at < SILENT_S:
            await asyncio.wait([asking], timeout=_TELL_S)
            now, at = going.now(asking.done()), monotonic()
            if now == told and at - told_at < _SIGN_S:
                continue
            try:
                if not await tell_run(self._database, going.run.id, now):
                    _log.warning("a run of suites was taken for stopped", run=going.run.id)
                    break
                told, told_at = now, at
            except DATABASE_ERRORS as error:
                _log.warning("how far a run of suites is could not be told", why=str(error))
                if going.stopping.is_set():
                    break
                await asyncio.sleep(_TELL_S)

    def _carry_out(self, going: _Going, live: Assistant) -> None:
        try:
            self._ask(going, live)
        except TOLD_ERRORS as error:
            going.standing = _failed(going, error)
        except Exception:
            _log.exception("run of suites failed")
            going.standing = _failed(going, ApiError("api-failed", request=going.run.id))

    def _ask(self, going: _Going, live: Assistant) -> None:
        version = going.run.version
        assistant = live if live.snapshot.version == version else self._open(version, live)
        suites = self._suites(assistant)
        going.standing = Standing(total=sum(suite.size for suite in suites))
        runner, outcomes = Runner(assistant), []
        for outcome in runner.run(suites):
            outcomes.append(outcome)
            going.standing = replace(going.standing, asked=len(outcomes))
            if going.stopping.is_set():
                return
        report = report_of(conclude(runner, runner.judge_times(outcomes), going.standing.total))
        going.standing = replace(going.standing, state="done", report=json.dumps(report))

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


def _failed(going: _Going, error: ToldError) -> Standing:
    """Return that a run failed by ``error``, in words: its details may be of any type, which not all can be kept."""
    told = {language: explain(error, language, "program") for language in LANGUAGES}
    return replace(going.standing, state="failed", error=told)
