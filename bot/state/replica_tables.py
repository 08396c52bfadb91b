"""The tables by which equal bots, or servers, share their work; see `bot.state.tables`."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.state.table_base import Table


class UpdateRow(Table):
    """A message as Telegram sent it, in JSON, until it is dealt with; ``starts`` of the program found it left over.

    Where equal bots share the updates, all kinds are kept, and each is in the hands of one bot, the ``replica``.
    ``chat_id`` and ``user_id`` say whose turn it needs, if any. Ids below 0 are of no update: they stand for something
    else that is done in somebody's turn.
    """

    __tablename__ = "updates"
    __table_args__ = (Index("updates_to_do", "chat_id", "user_id", postgresql_where=text("done_at IS NULL")),)

    update_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[str]
    starts: Mapped[int] = mapped_column(SmallInteger)
    received_at: Mapped[datetime]
    chat_id: Mapped[int | None]
    user_id: Mapped[int | None]
    replica: Mapped[str | None] = mapped_column(String(32))
    done_at: Mapped[datetime | None]


class ReplicaRow(Table):
    """One of the equal bots that share the updates, and when it was alive last, by the server's clock.

    ``lock`` is the key of the advisory lock that it holds; see `bot.state.replicas`.
    """

    __tablename__ = "replicas"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str]
    lock: Mapped[int]
    seen_at: Mapped[datetime]


class HitRow(Table):
    """Something that a limit counts under ``key`` until that time; see `bot.state.shared_windows`."""

    __tablename__ = "hits"
    __table_args__ = (Index("hits_by_key", "key"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    key: Mapped[str]
    until: Mapped[datetime]


class BuildRow(Table):
    """A build under way in one of the equal bots, how far it is, and who wants it stopped; see `bot.state.builds`.

    The message that shows it is unknown only of a bot before layout 0016.
    """

    __tablename__ = "builds"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    stage: Mapped[str] = mapped_column(String(32))
    done: Mapped[int]
    total: Mapped[int]
    stopped_by: Mapped[int | None]
    seen_at: Mapped[datetime]
    chat_id: Mapped[int | None]
    message_id: Mapped[int | None]
    language: Mapped[str | None] = mapped_column(String(16))


class SuiteRunRow(Table):
    """A run of suites by one of the servers, and when that was heard of last; see `bot.state.suite_runs`.

    ``report`` is JSON; ``error`` has a text for each language. Runs are numbered in the order in which they began.
    """

    __tablename__ = "suite_runs"
    __table_args__ = (
        UniqueConstraint("id"),
        Index(
            "one_suite_run_at_a_time",
            "state",
            unique=True,
            postgresql_where=text("state = 'running'"),
            sqlite_where=text("state = 'running'"),
        ),
    )

    number: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    id: Mapped[str] = mapped_column(String(12))
    version: Mapped[str] = mapped_column(String(32))
    begun_by: Mapped[str]
    state: Mapped[str] = mapped_column(String(8))
    asked: Mapped[int]
    total: Mapped[int]
    report: Mapped[str | None]
    error: Mapped[dict[str, Any] | None]
    begun_at: Mapped[datetime]
    seen_at: Mapped[datetime]
