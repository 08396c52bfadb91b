"""Hold advisory locks of the server, which it keeps as long as the connection that has taken them."""

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.state.database import Database


class LockSession:
    """A connection for locks; ``connection`` is None while there is none."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.connection: AsyncConnection | None = None

    async def open(self) -> AsyncConnection:
        """Connect. Whoever gets an error then, or when taking a lock, drops the connection."""
        async with self._database.reaching():
            self.connection = await self._database.engine.connect()
            # Without a transaction: one that lasts would keep the server from tidying up.
            await self.connection.execution_options(isolation_level="AUTOCOMMIT")
        return self.connection

    async def drop(self) -> None:
        """Give up the connection, and with it the locks; they must not stay with one that goes back to the pool."""
        connection, self.connection = self.connection, None
        if connection is not None:
            await connection.invalidate()
            await connection.close()
