"""The tables of the database; every change here needs a migration, and a test compares the two."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.state import replica_tables as replica_tables  # so that all tables are known wherever these are
from bot.state.table_base import Table as Table


class PersonRow(Table):
    """A person who wrote to the bot or whom an admin decided on; ``access`` is what they asked for or were given.

    ``language`` is what they chose, ``spoken`` what was last used with them.
    """

    __tablename__ = "people"

    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    access: Mapped[str] = mapped_column(String(16))
    language: Mapped[str | None] = mapped_column(String(8))
    spoken: Mapped[str | None] = mapped_column(String(8))
    changed_at: Mapped[datetime]


class GroupRow(Table):
    __tablename__ = "groups"

    chat_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str]
    access: Mapped[str] = mapped_column(String(16))
    changed_at: Mapped[datetime]


class InvitationRow(Table):
    """A pairing code, of which only the SHA-256 is kept."""

    __tablename__ = "invitations"

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    made_by: Mapped[int]
    expires_at: Mapped[datetime]
    used_by: Mapped[int | None]


class QuestionRow(Table):
    """A question with its status; ``answers`` are the ids of the messages that answer it, in order.

    ``remedy`` is what an admin did about a question that was not answered well. If that was done to others that ask
    the same together with it, ``settled_with`` is the id of the one that was pressed.
    """

    __tablename__ = "questions"
    __table_args__ = (
        UniqueConstraint("chat_id", "message_id"),
        Index("questions_of_a_person", "user_id"),
        Index("questions_by_time", "asked_at"),
    )

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    chat_id: Mapped[int]
    thread_id: Mapped[int | None]
    message_id: Mapped[int]
    user_id: Mapped[int]
    text: Mapped[str]
    language: Mapped[str] = mapped_column(String(8))
    tries: Mapped[int] = mapped_column(SmallInteger)
    previous: Mapped[str | None]
    status: Mapped[str] = mapped_column(String(16))
    answers: Mapped[list[int]]
    asked_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    remedy: Mapped[str | None] = mapped_column(String(16))
    settled_with: Mapped[int | None]


class QuotationRow(Table):
    """A passage that an answer quoted; ``position`` counts the quotes of the question in that message from 0.

    ``key`` has the beginning and end of each key sentence in ``text``, one after the other. ``dated`` is the date of
    the edition, as the document gives it, empty if it gives none; ``added`` is the day on which it was added, as
    ISO 8601, empty of what was quoted before layout 0017. ``told`` names what its asker was last told that the
    passage has become, None if it stands as quoted for all that they know; see `EARLIER` and
    `HEADING` in `bot.state.quotations`.
    """

    __tablename__ = "quotations"
    __table_args__ = (Index("quotations_by_place", "version", "ref"),)

    chat_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    message_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    document: Mapped[str]
    name: Mapped[str]
    sha256: Mapped[str] = mapped_column(String(64))
    dated: Mapped[str] = mapped_column(String(32))
    added: Mapped[str] = mapped_column(String(32), server_default="")
    version: Mapped[str] = mapped_column(String(32))
    ref: Mapped[str]
    label: Mapped[str]
    headings: Mapped[list[str]]
    page: Mapped[int | None]
    text: Mapped[str]
    key: Mapped[list[int]]
    told: Mapped[str | None] = mapped_column(String(16))


class LinkRow(Table):
    """A passage that a link opens, as it was when it was first shared."""

    __tablename__ = "links"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    document: Mapped[str]
    version: Mapped[str] = mapped_column(String(32))
    ref: Mapped[str]
    label: Mapped[str]
    headings: Mapped[list[str]]
    page: Mapped[int | None]
    text: Mapped[str]
    shared_at: Mapped[datetime]


class ConversationRow(Table):
    """The question that a person's next one in a chat may follow up; ``thread_id`` is the topic, 0 for none.

    ``shown`` is what was shown last, a `bot.answering.shown.Shown`. If nothing was asked before it, ``question`` is
    empty and ``message_id`` 0.
    """

    __tablename__ = "conversations"

    chat_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    thread_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    message_id: Mapped[int]
    question: Mapped[str]
    asked_at: Mapped[datetime]
    shown: Mapped[dict[str, Any] | None]


class FeedbackRow(Table):
    """A person's thumb (1 or -1) on an answer, with the index version and the passage that it quoted first.

    Both are empty if the thumb was only given as a reaction. ``reason`` is why a thumb is down, if the person says so.
    """

    __tablename__ = "feedback"

    chat_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    message_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    thumb: Mapped[int] = mapped_column(SmallInteger)
    version: Mapped[str]
    passage: Mapped[str]
    reason: Mapped[str | None] = mapped_column(String(16))
    given_at: Mapped[datetime]


class QuotesOnlyRow(Table):
    """A document that may only be quoted, by the checksum of its file and its title when an admin said so.

    ``title`` is empty if an edition that came later is given out.
    """

    __tablename__ = "quotes_only"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    title: Mapped[str]
    changed_at: Mapped[datetime]


class BellRow(Table):
    """A question whose asker is told as soon as it is answered; ``digest`` is that of the question in its context.

    ``chat_id`` and ``message_id`` are those of the message that asked it. ``asked`` is the state of the index (see
    `bot.answering.live.Live.edition`) that it was asked of last, empty if of none.
    """

    __tablename__ = "bells"
    __table_args__ = (UniqueConstraint("user_id", "digest"), Index("bells_by_question", "digest"))

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    user_id: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    chat_id: Mapped[int]
    message_id: Mapped[int]
    question: Mapped[str]
    previous: Mapped[str]
    language: Mapped[str] = mapped_column(String(8))
    asked: Mapped[str]
    kept_at: Mapped[datetime]


class MuteRow(Table):
    """A document of whose changes a person is told no more, by the digest of its title; both are empty for all."""

    __tablename__ = "mutes"

    user_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(12), primary_key=True)
    title: Mapped[str]


class ToldVersionRow(Table):
    """An index version of which all were told, and when; the newest is the one to compare with what is live."""

    __tablename__ = "told_versions"

    version: Mapped[str] = mapped_column(String(32), primary_key=True)
    told_at: Mapped[datetime]


class GroupNewsRow(Table):
    """A group that is told of changes to what was quoted in it, and the index version that it was told of last."""

    __tablename__ = "group_news"

    chat_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version: Mapped[str] = mapped_column(String(32))


class SentReportRow(Table):
    """A weekly report that was sent to an admin, by the day on which it was due."""

    __tablename__ = "sent_reports"

    day: Mapped[date] = mapped_column(primary_key=True)
    admin_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class AuditRow(Table):
    """An entry of the audit log: who did what; ``details`` say to whom or to what."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    at: Mapped[datetime]
    user_id: Mapped[int]
    action: Mapped[str] = mapped_column(String(32))
    details: Mapped[dict[str, Any]]


class KeyRow(Table):
    """A key of a program, of which only the SHA-256 is kept; it is never deleted, so that no other gets its ``id``."""

    __tablename__ = "keys"
    __table_args__ = (UniqueConstraint("name"),)

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    name: Mapped[str] = mapped_column(String(40))
    role: Mapped[str] = mapped_column(String(8))
    digest: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
