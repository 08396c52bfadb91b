"""Put the server together: its routes, what is opened and closed with it, what every request passes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import NoReturn

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from bot.answering.live import Live, follow
from bot.answering.searches import Searches
from bot.api import asking, gaps, reading, suites, versions
from bot.api.answering import Answering, Limits
from bot.api.guarding import Guarded, Limited, Logged
from bot.api.meters import Meters
from bot.api.problems import Json, Problem, on_error, on_http_error, on_impossible
from bot.api.runs import Runs
from bot.api.services import KEY_NEEDED, Services
from bot.api.tools import make_tools, over_http
from bot.api.watching import watching_routes
from bot.settings import Settings
from bot.state.database import Database
from bot.state.windows import windows_on
from bot.version_stores import version_store
from knowledge.errors import UserError

_DESCRIPTION = "Questions about documents, answered by quoting their passages word for word."


_DISK_EVERY_S = 2  # how often to look at a disk that was full


def make_app(settings: Settings, live: Live, database: Database) -> FastAPI:
    """Return the server on the index of ``live`` and an open ``database``, which stays open after it."""
    searches = Searches()
    most = settings.questions_per_minute, settings.questions_per_minute_in_all
    answering = Answering(live, searches, Limits(*most, windows_on(database)))
    meters = Meters(live, searches, version_store(settings))
    services = Services(settings, database, answering, meters, Runs(settings, database))
    tools = over_http(make_tools(answering))

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        following = asyncio.gather(follow(live), _look_after_disk(database))
        try:
            async with tools.router.lifespan_context(tools):
                yield
        finally:
            following.cancel()
            with suppress(asyncio.CancelledError):
                await following
            await services.runs.close()
            await asyncio.to_thread(searches.close)

    # The pages that show the description load scripts from elsewhere, so they are left out.
    app = FastAPI(title="springboard", description=_DESCRIPTION, version="1", lifespan=running, docs_url=None,
                  redoc_url=None, default_response_class=Json, redirect_slashes=False)  # fmt: skip
    app.state.services = services
    _add_routes(app)
    app.router.routes.extend(watching_routes(database, meters))
    app.router.routes.extend(tools.routes)
    for error, handler in (
        (UserError, on_error), (OSError, on_error),
        (HTTPException, on_http_error), (RequestValidationError, on_impossible),
    ):  # fmt: skip
        app.add_exception_handler(error, handler)
    app.add_middleware(Guarded, database=database)
    app.add_middleware(Limited)
    app.add_middleware(Logged)
    return app


def _add_routes(app: FastAPI) -> None:
    api = APIRouter(prefix="/v1", dependencies=[KEY_NEEDED])
    for module in (asking, reading, versions, suites, gaps):
        api.include_router(module.router)
    app.include_router(api)
    _describe(app)


def _describe(app: FastAPI) -> None:
    """Have the OpenAPI description say what a problem is; no endpoint names it as its own answer."""
    described = app.openapi()
    schemas = described["components"]["schemas"]
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs"))
    schemas["Problem"] = problem
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)


async def _look_after_disk(database: Database) -> NoReturn:
    """Take up the database's own file once its disk takes changes."""
    while True:
        await asyncio.sleep(_DISK_EVERY_S)
        await database.take_up()
