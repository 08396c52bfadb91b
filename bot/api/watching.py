"""What whoever runs the server looks at: whether it is up, whether it can answer, and its meters. No key is needed."""

import asyncio
from contextlib import suppress

from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.api.meters import Meters
from bot.state.database import DATABASE_ERRORS, Database

_DATABASE_S = 5  # to answer; a supervisor asks again

WATCHING = ("/healthz", "/readyz", "/metrics")


def watching_routes(database: Database, meters: Meters) -> list[Route]:
    """Return the routes."""

    async def healthz(_: Request) -> Response:
        return JSONResponse({"status": "up"})

    async def readyz(_: Request) -> Response:
        reached = await _is_reached(database)
        told = {"status": "ready" if reached else "not ready", "index": "loaded", "database": "reached"}
        return JSONResponse(told if reached else told | {"database": "not reached"}, 200 if reached else 503)

    async def metrics(_: Request) -> Response:
        return Response(await asyncio.to_thread(meters.written), media_type=CONTENT_TYPE_LATEST)

    return [Route(path, endpoint) for path, endpoint in zip(WATCHING, (healthz, readyz, metrics), strict=True)]


async def _is_reached(database: Database) -> bool:
    with suppress(*DATABASE_ERRORS):
        async with asyncio.timeout(_DATABASE_S), database.read() as session:
            await session.execute(select(1))
            return True
    return False
