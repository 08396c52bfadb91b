"""Tell why a database cannot be used: damage, a full disk, a server that is not there yet, or a wrong setting."""

import errno
import socket
import sqlite3
import ssl
from pathlib import Path

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionLeft

from bot.database_address import secrets_in
from bot.secrecy import blot_out, forms_of
from knowledge.errors import UserError

_SQLITE_DISK_ERRORS = ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_CANTOPEN")  # or longer names of these
_POSTGRES_DISK_ERRORS = ("53100", "25006")  # the disk is full; the server takes no changes
_DAMAGE_CODES = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)  # the last: a name is another
_SERVER_BUSY = ("08", "53", "57")  # classes of PostgreSQL's states: the connection, resources, an operator's action
_NO_SUCH_HOST = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
_WRONG_SETTING = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EINVAL, errno.EACCES, errno.EPERM)


class DatabaseError(UserError):
    """The database cannot be used; ``details`` never hold its password."""


def unusable(url: URL, address: str, error: Exception) -> DatabaseError:
    """Return why the database at ``url``, which the settings write as ``address``, could not be opened."""
    cause = getattr(error, "orig", None) or error
    problem = _first_line(cause)
    if _tells_damage(cause):
        return DatabaseError("database-damaged", file=url.database, problem=problem)
    if _lacks_room(url, cause):
        return DatabaseError("database-no-room", file=url.database, problem=problem)
    details = _details(url, address, problem)
    if _may_pass(cause):
        return DatabaseError("database-not-reached", **details)
    return DatabaseError("database-unusable", **details)


def not_reached(url: URL, address: str, error: Exception) -> DatabaseError:
    """Return that a database which was open cannot be reached now, whatever of `is_away` is the reason."""
    problem = _first_line(getattr(error, "orig", None) or error)
    return DatabaseError("database-not-reached", **_details(url, address, problem))


def is_away(error: BaseException) -> bool:
    """Say whether a database that was opened could not be reached, so that the same may succeed once it can be."""
    if isinstance(error, DBAPIError):
        connected = error.statement is not None and not error.connection_invalidated
        return not cannot_write(error) and (not connected or _may_pass(error.orig or error))
    if isinstance(error, OSError):
        return error.filename is None  # else it is about a file
    return isinstance(error, NoConnectionLeft)


def cannot_write(error: DBAPIError) -> bool:
    """Say whether the disk is why a change was not kept."""
    sqlite_name = getattr(error.orig, "sqlite_errorname", "")
    return sqlite_name.startswith(_SQLITE_DISK_ERRORS) or getattr(error.orig, "sqlstate", "") in _POSTGRES_DISK_ERRORS


def _details(url: URL, address: str, problem: str) -> dict[str, str | None]:
    # Of a server nothing is shown: what was meant for the password may stand in any part of the address.
    name = url.database if url.get_backend_name() == "sqlite" else "PostgreSQL"
    return {"database": name, "problem": blot_out(problem, forms_of(secrets_in(address) if address else ()))}


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _may_pass(error: BaseException) -> bool:
    """Say whether the database may be reached later by the same settings: it is starting, or busy, or the network is.

    What the driver raises may be around what the system or the server said.
    """
    causes = [error]
    while (further := causes[-1].__cause__) is not None and further not in causes:
        causes.append(further)
    return any(_is_passing(cause) for cause in causes)


def _is_passing(error: BaseException) -> bool:
    if getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
        return True
    if isinstance(error, ssl.SSLError):
        return False
    if isinstance(error, OSError):  # also a timeout
        return error.errno not in (_NO_SUCH_HOST if isinstance(error, socket.gaierror) else _WRONG_SETTING)
    return str(getattr(error, "sqlstate", "") or "").startswith(_SERVER_BUSY)


def _lacks_room(url: URL, cause: object) -> bool:
    """Say whether an SQLite file that may be as it should be cannot be opened because its disk takes no writing."""
    file = Path(url.database or "")
    there = url.get_backend_name() == "sqlite" and file.absolute().parent.is_dir() and not file.is_dir()
    return there and getattr(cause, "sqlite_errorname", "").startswith(_SQLITE_DISK_ERRORS)


def _tells_damage(error: BaseException) -> bool:
    if isinstance(error, sqlite3.DatabaseError):
        return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF in _DAMAGE_CODES
    return isinstance(error, UnicodeDecodeError)  # SQLite's message has a damaged name in it
