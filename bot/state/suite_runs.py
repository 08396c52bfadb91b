"""Runs of suites by any of the servers that share a database: at most one goes on, and the last ones are kept.

The server that carries out a run tells of it every few seconds, so one that was killed is not taken for running. What
was once taken for stopped stays that, since another may have begun by then. All times are those of the database.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal, cast

from sqlalchemy import ColumnElement, and_, case, delete, extract, func, not_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.languages import Language
from bot.state.database import Database
from bot.state.replica_tables import SuiteRunRow

RunState = Literal["running", "done", "failed", "stopped"]

KEPT = 10  # runs; the oldest is forgotten first
SILENT_S = 15  # after which a run of which nothing was heard is taken for stopped


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a run is: ``asked`` of ``total`` cases; ``total`` is 0 until it is known.

    ``report`` is JSON as `springboard suite --json` writes it, when all cases have been asked. ``error`` says in each
    language why the run failed.
    """

    state: RunState = "running"
    asked: int = 0
    total: int = 0
    report: str | None = None
    error: Mapping[Language, str] | None = None


@dataclass(frozen=True, slots=True)
class SuiteRun:
    """A run on a ``version``, begun by the key of that name."""

    id: str
    version: str
    by: str
    standing: Standing


async def begin_run(database: Database, run: SuiteRun) -> bool:
    """Keep that ``run`` begins, and forget the oldest; return False if another one goes on.

    Of two that begin at once a unique index lets one pass.
    """
    named = {"id": run.id, "version": run.version, "begun_by": run.by}
    values = {**named, **asdict(run.standing), "begun_at": func.now(), "seen_at": func.now()}
    async with database.begin() as session:
        await session.execute(update(SuiteRunRow).where(_is_silent()).values(state="stopped"))
        insert = postgresql.insert if database.shared else sqlite.insert
        new = insert(SuiteRunRow).values(values).on_conflict_do_nothing()
        begun = await session.scalar(new.returning(SuiteRunRow.number)) is not None
        if begun:
            newest = select(SuiteRunRow.number).order_by(SuiteRunRow.number.desc()).limit(KEPT)
            await session.execute(delete(SuiteRunRow).where(SuiteRunRow.number.not_in(newest)))
        return begun


async def tell_run(database: Database, run_id: str, standing: Standing) -> bool:
    """Tell how far a run is; return False, and keep nothing of it, if it was taken for stopped before."""
    goes_on = and_(SuiteRunRow.state == "running", not_(_is_silent()))
    told = update(SuiteRunRow).where(SuiteRunRow.id == run_id, goes_on)
    async with database.begin() as session:
        kept = await session.execute(told.values(seen_at=func.now(), **asdict(standing)).returning(SuiteRunRow.id))
        return kept.first() is not None


async def find_run(database: Database, run_id: str) -> SuiteRun | None:
    state = case((_is_silent(), "stopped"), else_=SuiteRunRow.state)
    async with database.read() as session:
        chosen = select(SuiteRunRow, state).where(SuiteRunRow.id == run_id)
        found = (await session.execute(chosen)).one_or_none()
    return _as_run(*found) if found else None


def _as_run(row: SuiteRunRow, state: RunState) -> SuiteRun:
    error = cast(Mapping[Language, str] | None, row.error)
    return SuiteRun(row.id, row.version, row.begun_by, Standing(state, row.asked, row.total, row.report, error))


def _is_silent() -> ColumnElement[bool]:
    silent_s = extract("epoch", func.now()) - extract("epoch", SuiteRunRow.seen_at)
    return and_(SuiteRunRow.state == "running", silent_s > SILENT_S)
