"""Builds under way in any of the bots that share a database: how far they are, and whether somebody wants them stopped.

A bot tells of its build every second, so one that was killed is not taken for building, and the message that shows its
build can be corrected.
"""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import cast

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.languages import Language
from bot.state.database import Database
from bot.state.replica_tables import BuildRow

TELL_S = 1  # how often a bot tells of its build
_GONE_AFTER_S = 10
_ENDED_AFTER_S = 60  # a bot that has more to do than its machine can may be silent for half of this


@dataclass(frozen=True, slots=True)
class BuildUnderWay:
    """The stage of a build, and how much of it is done; ``total`` is 0 if that is not known."""

    stage: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class ShownBuild:
    """A message that shows a build, in ``language``."""

    chat_id: int
    message_id: int
    language: Language


async def tell_build(database: Database, build: str, now: BuildUnderWay, shown: ShownBuild) -> int | None:
    """Tell how far a build is, and which message shows it; return who wants it stopped, None if nobody."""
    values = {"stage": now.stage, "done": now.done, "total": now.total, "seen_at": func.now()}
    new = insert(BuildRow).values(id=build, **values, **asdict(shown))
    async with database.begin() as session:
        told = new.on_conflict_do_update(index_elements=["id"], set_=values)
        return await session.scalar(told.returning(BuildRow.stopped_by))


async def end_build(database: Database, build: str) -> None:
    async with database.begin() as session:
        await session.execute(delete(BuildRow).where(BuildRow.id == build))


async def left_builds(database: Database) -> list[tuple[str, ShownBuild | None]]:
    """Return the builds whose bots have ended, and the message that shows each, None if that is not known."""
    left = BuildRow.seen_at < func.now() - timedelta(seconds=_ENDED_AFTER_S)
    columns = (BuildRow.id, BuildRow.chat_id, BuildRow.message_id, BuildRow.language)
    async with database.read() as session:
        return [
            (build, ShownBuild(chat_id, message_id, cast(Language, language)) if chat_id and message_id else None)
            for build, chat_id, message_id, language in await session.execute(select(*columns).where(left))
        ]


async def ask_to_stop(database: Database, user_id: int) -> bool:
    """Have the build under way stopped in the name of a user; return False if there is none."""
    async with database.begin() as session:
        stopped = update(BuildRow).where(_goes_on()).values(stopped_by=func.coalesce(BuildRow.stopped_by, user_id))
        return (await session.execute(stopped.returning(BuildRow.id))).first() is not None


async def build_under_way(database: Database) -> BuildUnderWay | None:
    """Return how far the build under way is, None if there is none."""
    async with database.read() as session:
        row = await session.scalar(select(BuildRow).where(_goes_on()).limit(1))
        return BuildUnderWay(row.stage, row.done, row.total) if row else None


def _goes_on() -> ColumnElement[bool]:
    return BuildRow.seen_at > func.now() - timedelta(seconds=_GONE_AFTER_S)
