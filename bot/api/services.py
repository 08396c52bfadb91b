"""The parts of the server that live as long as it does, and how a request gets at them."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import HTTPBearer

from bot.answering.snapshot import Snapshot
from bot.api.answering import Answering
from bot.api.errors import ApiError
from bot.api.meters import Meters
from bot.api.runs import Runs
from bot.settings import Settings
from bot.state.database import Database
from bot.state.keys import Key


@dataclass(frozen=True, slots=True)
class Services:
    """``answering`` has the live index; ``runs`` are those of suites."""

    settings: Settings
    database: Database
    answering: Answering
    meters: Meters
    runs: Runs


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


def _caller(request: Request) -> Key:
    """Return the key that `bot.api.guarding` has found good."""
    key: Key = request.state.key
    return key


def _snapshot(request: Request) -> Snapshot:
    return _services(request).answering.live.assistant.snapshot


def _admin(caller: Annotated[Key, Depends(_caller)]) -> Key:
    if caller.role != "admin":
        raise ApiError("api-admins-only")
    return caller


Here = Annotated[Services, Depends(_services)]
Caller = Annotated[Key, Depends(_caller)]
Admin = Annotated[Key, Depends(_admin)]
Now = Annotated[Snapshot, Depends(_snapshot)]

# Only for the OpenAPI description: keys are checked before anything of a request is read.
KEY_NEEDED = Security(HTTPBearer(auto_error=False, description="A key that springboard key create made."))
