"""The keys that programs ask with: made and revoked on the command line, kept as digests only.

A key is ``sbk_ID_SECRET``. Where a person has a user id, as in the audit log, a key has minus its own id: Telegram's
user ids are above 0, so the two never meet.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, cast

from sqlalchemy import select

from bot.state.audit import record
from bot.state.database import Database
from bot.state.tables import KeyRow
from knowledge.errors import UserError

KeyRole = Literal["member", "admin"]

_NAME = re.compile(r"\w[\w .@-]{0,39}")
_SECRET_BYTES = 32
_WRITTEN = re.compile(r"sbk_([1-9][0-9]{0,17})_([\w-]{43})", re.ASCII)
_NO_DIGEST = "-" * 64  # is the digest of nothing, and as long as one
_TERMINAL = 0  # stands for the user id of who sits at the server's terminal


class KeyNameError(UserError):
    """A key cannot have this name, or none has it."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret; ``revoked_at`` is None as long as it opens."""

    id: int
    name: str
    role: KeyRole
    made_at: datetime
    revoked_at: datetime | None

    @property
    def user_id(self) -> int:
        """What stands for this key where a person has a user id."""
        return -self.id


async def make_key(database: Database, name: str, role: KeyRole, by: str) -> str:
    """Make a key and return it; it cannot be shown again. Raises `KeyNameError` if the name is taken or impossible."""
    if not _NAME.fullmatch(name):
        raise KeyNameError("key-name-impossible", name=name)
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    async with database.begin() as session:
        if await session.scalar(select(KeyRow.id).where(KeyRow.name == name)) is not None:
            raise KeyNameError("key-name-taken", name=name)
        row = KeyRow(name=name, role=role, digest=_digest(secret), made_at=datetime.now(UTC), revoked_at=None)
        session.add(row)
        await session.flush()
        record(session, _TERMINAL, "key-made", name=name, role=role, by=by)
        return f"sbk_{row.id}_{secret}"


async def list_keys(database: Database) -> list[Key]:
    """Return all keys, also revoked ones, the oldest first."""
    async with database.read() as session:
        return [_key(row) for row in await session.scalars(select(KeyRow).order_by(KeyRow.id))]


async def revoke_key(database: Database, name: str, by: str) -> None:
    """Have the key of that name open nothing from the next request on. Raises `KeyNameError` if there is none."""
    async with database.begin() as session:
        found = select(KeyRow).where(KeyRow.name == name, KeyRow.revoked_at.is_(None)).with_for_update()
        row = await session.scalar(found)
        if row is None:
            raise KeyNameError("key-no-such-name", name=name)
        row.revoked_at = datetime.now(UTC)
        record(session, _TERMINAL, "key-revoked", name=name, by=by)


async def find_key(database: Database, written: str) -> Key | None:
    """Return the key that opens with what is ``written``, None if there is none or it was revoked."""
    match = _WRITTEN.fullmatch(written)
    if match is None:
        return None
    async with database.read() as session:
        row = await session.get(KeyRow, int(match[1]))
    # Compared in the same time whatever is in it, and whether or not there is a key of that id.
    fits = hmac.compare_digest(row.digest if row else _NO_DIGEST, _digest(match[2]))
    return _key(row) if row and fits and row.revoked_at is None else None


def _digest(secret: str) -> str:
    # The secret is 256 random bits: nobody can try them all, however quick the hash is.
    return hashlib.sha256(secret.encode()).hexdigest()


def _key(row: KeyRow) -> Key:
    return Key(row.id, row.name, cast(KeyRole, row.role), row.made_at, row.revoked_at)
