"""People: who may ask, in which language the bot writes to them, and the one-time codes that let people in."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal, cast, get_args

from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.languages import Language
from bot.state.audit import record, record_of_anybody
from bot.state.database import Database, NotKeptError, get_or_make
from bot.state.naming import signature
from bot.state.tables import InvitationRow, KeyRow, PersonRow, QuestionRow

Access = Literal["none", "asked", "member", "refused", "revoked"]
Role = Literal["admin", "member", "guest"]

INVITATION_HOURS = 24
_MAX_IN_STATEMENT = 1000  # ids
_UNDECIDED = ("none", "asked")
_DIGITS = "23456789"  # A code begins with one of these, so that no word looks like a code.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # None of these is mistaken for another when read aloud or copied.
_CODE_CHARACTERS = 10


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a user; ``access`` is "none" for users that the bot does not know.

    ``name`` is as `bot.state.naming` keeps it. ``language`` is what they chose, ``spoken`` what was last used with
    them.
    """

    user_id: int
    name: str
    access: Access
    language: Language | None
    spoken: Language | None = None

    @property
    def signature(self) -> str:
        """The name below what an admin did."""
        return signature(self.name)


@dataclass(frozen=True, slots=True)
class AccessList:
    """The user ids that the settings let in; the bot's commands cannot shut out admins."""

    admins: frozenset[int]
    members: frozenset[int]

    def role(self, person: Person) -> Role:
        """Return what ``person`` may do in every chat; a guest may only ask, in a group that an admin approved."""
        if person.user_id in self.admins:
            return "admin"
        listed = person.user_id in self.members and person.access != "revoked"
        return "member" if listed or person.access == "member" else "guest"

    def allows(self, person: Person, group: str | None) -> bool:
        """Say whether ``person`` gets an answer in a private chat (``group`` None) or in a group with that access."""
        role = self.role(person)
        if group is None:
            return role != "guest"
        return group == "approved" and (role != "guest" or person.access not in ("refused", "revoked"))


async def find_person(database: Database, user_id: int, name: str | None = None) -> Person:
    """Return the person with that id; if ``name`` is given and new, note it as their current name."""
    async with database.read() as session:
        row = await session.get(PersonRow, user_id)
    if row is None:
        return unknown(user_id, name)
    person = _person(row)
    if name is None or name == person.name:
        return person
    with suppress(NotKeptError):  # who is speaking is known without it
        async with database.begin() as session:
            await session.execute(update(PersonRow).where(PersonRow.user_id == user_id).values(name=name))
    return replace(person, name=name)


def unknown(user_id: int, name: str | None = None) -> Person:
    """Return a person of whom nothing is kept."""
    return Person(user_id, name or str(user_id), "none", None)


async def find_people(database: Database, user_ids: Sequence[int]) -> dict[int, Person]:
    """Return the people with those ids; those of whom nothing is kept are left out."""
    found: dict[int, Person] = {}
    async with database.read() as session:
        for first in range(0, len(user_ids), _MAX_IN_STATEMENT):
            some = user_ids[first : first + _MAX_IN_STATEMENT]
            rows = await session.scalars(select(PersonRow).where(PersonRow.user_id.in_(some)))
            found |= {row.user_id: _person(row) for row in rows}
    return found


async def is_known(database: Database, user_id: int) -> bool:
    """Say whether that person has written to the bot, as far as that is kept."""
    async with database.read() as session:
        row = await session.get(PersonRow, user_id)
        asked = await session.scalar(select(QuestionRow.id).where(QuestionRow.user_id == user_id).limit(1))
    return asked is not None or (row is not None and row.name != str(user_id))


async def keep_name(database: Database, user_id: int, name: str) -> None:
    """Keep the name of a person on whom nothing was decided, such as an admin, for lists of what people did.

    A name that is known is not written again, since writing may have to wait. On a full disk it is not kept.
    """
    async with database.read() as session:
        row = await session.get(PersonRow, user_id)
    if row is None or row.name != name:
        with suppress(NotKeptError):
            async with database.begin() as session:
                (await _row(session, user_id, name)).name = name


async def keep_spoken(database: Database, user_id: int, language: Language) -> None:
    """Keep the language used with a person, for what the bot sends by itself later, if anything is kept of them."""
    async with database.read() as session:
        row = await session.get(PersonRow, user_id)
    if row is not None and row.spoken != language:
        with suppress(NotKeptError):
            async with database.begin() as session:
                await session.execute(update(PersonRow).where(PersonRow.user_id == user_id).values(spoken=language))


async def names_of(database: Database, user_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of those people that are known, and of keys, whose ids are below 0 (see `bot.state.keys`)."""
    ids = list(user_ids)
    async with database.read() as session:
        people = await session.scalars(select(PersonRow).where(PersonRow.user_id.in_(ids)))
        keys = await session.scalars(select(KeyRow).where(KeyRow.id.in_([-each for each in ids if each < 0])))
        return {row.user_id: row.name for row in people} | {-row.id: row.name for row in keys}


async def list_people(database: Database, limit: int, skip: int = 0) -> list[Person]:
    """Return ``limit`` of the people who were let in or shut out, after the first ``skip``, the latest change first."""
    decided = select(PersonRow).where(PersonRow.access.not_in(_UNDECIDED)).order_by(PersonRow.changed_at.desc())
    return await _people(database, decided.limit(limit).offset(skip))


async def list_waiting_people(database: Database, limit: int, skip: int = 0) -> list[Person]:
    """Return ``limit`` of the people who wait for a decision, after the first ``skip``.

    Those who have waited longest come first, so that nobody's request is pushed back by later ones.
    """
    waiting = select(PersonRow).where(PersonRow.access == "asked").order_by(PersonRow.changed_at, PersonRow.user_id)
    return await _people(database, waiting.limit(limit).offset(skip))


async def count_people(database: Database) -> dict[str, int]:
    """Count the people by their access."""
    async with database.read() as session:
        counts = await session.execute(select(PersonRow.access, func.count()).group_by(PersonRow.access))
        return dict(counts.all())


async def set_language(database: Database, user_id: int, name: str, language: Language) -> None:
    async with database.begin() as session:
        (await _row(session, user_id, name)).language = language


async def request_access(database: Database, user_id: int, name: str) -> bool:
    """Note a request for access; return False if the person has asked before or an admin has decided."""
    async with database.begin() as session:
        row = await _row(session, user_id, name)
        if row.access != "none":
            return False
        row.name, row.access, row.changed_at = name, "asked", datetime.now(UTC)
        await record_of_anybody(session, user_id, "knocked", name=name)
        return True


async def withdraw_access_request(database: Database, user_id: int) -> None:
    """Delete a request for access that could not be passed on to an admin, so that the next message makes another."""
    async with database.begin() as session:
        row = await session.get(PersonRow, user_id)
        if row is not None and row.access == "asked":
            row.access = "none"


async def set_access(database: Database, admin_id: int, user_id: int, access: Access) -> Person:
    """Set a person's access, with an entry in the audit log."""
    async with database.begin() as session:
        row = await _row(session, user_id, str(user_id))
        row.access, row.changed_at = access, datetime.now(UTC)
        record(session, admin_id, f"person-{access}", user=user_id, name=row.name)
        return _person(row)


async def make_invitation(database: Database, admin_id: int) -> str:
    """Make a pairing code for one person, valid for `INVITATION_HOURS`; only its digest is kept."""
    code = secrets.choice(_DIGITS) + "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_CHARACTERS - 1))
    async with database.begin() as session:
        expires_at = datetime.now(UTC) + timedelta(hours=INVITATION_HOURS)
        session.add(InvitationRow(code_hash=_digest(code), made_by=admin_id, expires_at=expires_at))
        record(session, admin_id, "invited", code=_digest(code)[:8])
    return code


async def use_invitation(database: Database, user_id: int, name: str, code: str) -> bool:
    """Let ``user_id`` in by a pairing code; return False if it is unknown, used or too old.

    Also return False for a person whom an admin has shut out, and for one who was refused since the code was made: a
    code does not undo a later decision.
    """
    async with database.begin() as session:
        row = await _row(session, user_id, name)
        if row.access == "revoked":
            return False
        good = [InvitationRow.code_hash == _digest(code), InvitationRow.used_by.is_(None)]
        if row.access == "refused":
            good.append(InvitationRow.expires_at > row.changed_at + timedelta(hours=INVITATION_HOURS))
        in_time = InvitationRow.expires_at > datetime.now(UTC)
        taken = await session.scalar(  # One statement lets in only one of two people who send a code at the same time.
            update(InvitationRow).where(*good, in_time).values(used_by=user_id).returning(InvitationRow.made_by)
        )
        if taken is None:
            return False
        row.name, row.access, row.changed_at = name, "member", datetime.now(UTC)
        record(session, user_id, "code-used", code=_digest(code)[:8], made_by=taken)
        return True


def looks_like_a_code(text: str) -> bool:
    """Say whether ``text`` may be a pairing code; upper and lower case, hyphens and outer spaces do not matter."""
    code = _plain(text)
    return len(code) == _CODE_CHARACTERS and code[0] in _DIGITS and set(code) <= set(_ALPHABET)


def _plain(code: str) -> str:
    return code.strip().replace("-", "").upper()


def _digest(code: str) -> str:
    return hashlib.sha256(_plain(code).encode()).hexdigest()


async def _people(database: Database, chosen: Select[PersonRow]) -> list[Person]:
    async with database.read() as session:
        return [_person(row) for row in await session.scalars(chosen)]


async def _row(session: AsyncSession, user_id: int, name: str) -> PersonRow:
    now = datetime.now(UTC)
    return await get_or_make(session, PersonRow, {"user_id": user_id}, name=name, access="none", changed_at=now)


def _person(row: PersonRow) -> Person:
    return Person(row.user_id, row.name, cast(Access, row.access), _language(row.language), _language(row.spoken))


def _language(kept: str | None) -> Language | None:
    return cast(Language, kept) if kept in get_args(Language) else None
