"""Take the address of a database apart; nothing that is raised or shown holds any of it.

SQLAlchemy's own parser ends a password at its first @, so that the rest of it would pass for the name of the host.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, unquote_plus

_KINDS = {"sqlite": "sqlite", "postgresql": "postgresql", "postgres": "postgresql"}
_ADDRESS = re.compile(r"([a-z0-9]+)(?:\+\w+)?://(.*)", re.DOTALL)
_FILE = re.compile(r"/(?P<database>[^?]+)(?:\?(?P<query>.*))?", re.DOTALL)
# An @ that belongs to a user name or a password fits nowhere here: the one before the host is the only one.
_SERVER = re.compile(
    r"(?:(?P<user>[^:/?#@]*)(?::(?P<password>[^@]*))?@)?"
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[^\[\]:/?#@\s]*)(?::(?P<port>[0-9]{1,5})?)?"
    r"(?:/(?P<database>[^?@]*))?(?:\?(?P<query>[^@]*))?",
    re.DOTALL,
)
_MAX_PORT = 65535


class AddressError(ValueError):
    """Not the address of a database; ``code`` says what is wrong with it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, repr=False)
class DatabaseAddress:
    """The parts of an address, decoded; an empty one is absent. ``kind`` is "sqlite" or "postgresql"."""

    kind: str
    user: str
    password: str
    host: str
    port: int | None
    database: str
    query: tuple[tuple[str, str], ...]


def parse_address(text: str) -> DatabaseAddress:
    """Return the parts of the address ``text``. Raises `AddressError`."""
    kind, parts = _take_apart(text)
    return DatabaseAddress(
        kind=kind,
        user=unquote(parts.get("user", "")),
        password=unquote(parts.get("password", "")),
        host=parts.get("host", "").strip("[]"),
        port=_port(parts.get("port", "")),
        database=parts["database"] if kind == "sqlite" else unquote(parts["database"]),
        query=tuple(parse_qsl(parts["query"])),
    )


def secrets_in(text: str) -> Iterator[str]:
    """Yield the passwords in the address ``text``, decoded and as they are written. Raises `AddressError`."""
    _, parts = _take_apart(text)
    written = parts.get("password", "")
    yield from (written, unquote(written))
    for pair in parts["query"].split("&"):
        key, _, value = pair.partition("=")
        if "password" in key:
            yield from (value, unquote_plus(value))


def _take_apart(text: str) -> tuple[str, dict[str, str]]:
    """Return the kind of the database and the other parts as they are written."""
    named = _ADDRESS.fullmatch(text)
    if named is None:
        raise AddressError("database-no-address")
    if named[1] not in _KINDS:
        raise AddressError("database-kind")
    kind = _KINDS[named[1]]
    parts = (_FILE if kind == "sqlite" else _SERVER).fullmatch(named[2])
    if parts is None:
        raise AddressError("database-no-file" if kind == "sqlite" else "database-parts")
    if kind == "sqlite" and parts["query"]:
        raise AddressError("database-options")
    return kind, parts.groupdict(default="")


def _port(written: str) -> int | None:
    if written and not 0 < int(written) <= _MAX_PORT:
        raise AddressError("database-parts")
    return int(written) if written else None
