"""Where this program's index versions are kept, as the settings say."""

from functools import lru_cache
from typing import TYPE_CHECKING

from bot.database_address import parse_address
from bot.settings import Settings
from index.errors import StoreError
from index.folder_store import FolderStore
from index.store import VersionStore

if TYPE_CHECKING:
    from index.postgres.server import Server

_SERVER_NAME = "PostgreSQL"  # of its address nothing is shown: what was meant for the password may stand in any part


def version_store(settings: Settings) -> VersionStore:
    """Return the store of index versions. Raises `StoreError` if PostgreSQL's driver is not installed."""
    if settings.index_store == "folder":
        return FolderStore(settings.data_folder.index)
    return _in_postgres(settings.database_url.get_secret_value())


@lru_cache(maxsize=4)
def server_at(address: str) -> "Server":
    """Return the PostgreSQL server at ``address``, one for this process, as its connections are.

    Raises `StoreError` if PostgreSQL's driver is not installed.
    """
    try:
        from psycopg.conninfo import make_conninfo
        from psycopg.pq import Conninfo

        from index.postgres.server import Server
    except ModuleNotFoundError as error:
        raise StoreError("index-no-driver", package=error.name) from error

    parts = parse_address(address)
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    # The other driver, which reads the bot's own tables, has options of its own.
    options = {key: value for key, value in parts.query if key in known}
    named = {"user": parts.user, "password": parts.password, "host": parts.host, "dbname": parts.database}
    given = {key: value for key, value in named.items() if value} | ({"port": str(parts.port)} if parts.port else {})
    return Server(make_conninfo(**(given | options)), _SERVER_NAME)


@lru_cache(maxsize=4)
def _in_postgres(address: str) -> VersionStore:
    server = server_at(address)
    from index.postgres.store import PostgresStore

    return PostgresStore(server)
