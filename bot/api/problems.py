"""Errors as problem details (RFC 9457), told in the language that the request prefers."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.api.errors import ApiError
from bot.api.speaking import language_wanted
from bot.errors import explain
from knowledge.errors import ToldError, UserError

_STATUS = {
    "api-no-key": 401,
    "api-bad-key": 401,
    "api-admins-only": 403,
    "api-not-found": 404,
    "api-no-passage": 404,
    "api-no-place": 404,
    "api-no-run": 404,
    "index-no-such-version": 404,
    "api-method": 405,
    "api-run-busy": 409,
    "index-no-earlier": 409,
    "index-overtaken": 409,
    "index-busy": 409,
    "index-unreachable": 503,
    "index-store": 503,
    "index-damaged": 409,
    "index-mismatch": 409,
    "index-outdated": 409,
    "api-too-large": 413,
    "api-not-json": 415,
    "api-impossible": 422,
    "quote-long": 422,
    "quote-empty": 422,
    "question-empty": 422,
    "api-too-many": 429,
    "api-busy": 503,
    "database-not-kept": 503,
    "database-not-reached": 503,
    "disk": 503,
}
_MAX_PLACES = 20  # of mistakes in a request that are named
_MAX_PLACE_CHARACTERS = 60
_log = structlog.stdlib.get_logger(__name__)


class Mistake(BaseModel):
    """Where a request is not as it must be, and pydantic's code of what is wrong there."""

    where: str
    code: str


class Problem(BaseModel):
    """What went wrong: ``code`` is for programs, ``detail`` for people."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    request_id: str
    errors: list[Mistake] | None = None


class Json(JSONResponse):
    """JSON as `springboard ask --jsonl` writes it: a lone surrogate, which UTF-8 cannot hold, as an escape."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content, ensure_ascii=False, allow_nan=False).encode("utf-8", "backslashreplace")


class ProblemResponse(Json):
    media_type = "application/problem+json"


def told(request: Request, error: ToldError) -> ProblemResponse:
    """Return the response that tells of ``error``."""
    code = error.code if isinstance(error, UserError) else "disk"
    status = _STATUS.get(code, 500)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        _log.error("request failed", why=str(error))
    return _response(request, status, code, error)


def told_failure(request: Request) -> ProblemResponse:
    """Return the response to a request that met a defect of this program, which the log tells."""
    return _response(request, 500, "api-failed", ApiError("api-failed", request=request.state.id))


async def on_error(request: Request, error: Exception) -> ProblemResponse:
    assert isinstance(error, UserError | OSError)
    return told(request, error)


async def on_http_error(request: Request, error: Exception) -> ProblemResponse:
    """Tell what the framework says in English otherwise."""
    assert isinstance(error, HTTPException)
    known = {404: ApiError("api-not-found"), 405: ApiError("api-method")}
    # Else it could not make anything of the body, such as one that is no UTF-8.
    told_as = known.get(error.status_code, ApiError("api-impossible", places="body"))
    return _response(request, _STATUS[told_as.code], told_as.code, told_as, error.headers)


async def on_impossible(request: Request, error: Exception) -> ProblemResponse:
    """Tell where a request is not as it must be, without repeating what was sent there."""
    assert isinstance(error, RequestValidationError)
    mistakes = [{"where": _where(each["loc"]), "code": each["type"]} for each in error.errors()[:_MAX_PLACES]]
    places = ", ".join(mistake["where"] for mistake in mistakes)
    return _response(request, 422, "api-impossible", ApiError("api-impossible", places=places), errors=mistakes)


def _where(place: Sequence[str | int]) -> str:
    return ".".join(map(str, place))[:_MAX_PLACE_CHARACTERS]


def _response(
    request: Request,
    status: int,
    code: str,
    error: ToldError,
    headers: Mapping[str, str] | None = None,
    errors: list[dict[str, str]] | None = None,
) -> ProblemResponse:
    language = language_wanted(request)
    content: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": explain(error, language, "program"),
        "request_id": request.state.id,
    }
    more: dict[str, str] = {"Content-Language": language}
    if status == HTTPStatus.UNAUTHORIZED:
        more["WWW-Authenticate"] = "Bearer"
    if isinstance(error, UserError) and "seconds" in error.details:
        more["Retry-After"] = str(error.details["seconds"])
    return ProblemResponse(content | ({"errors": errors} if errors else {}), status, {**(headers or {}), **more})


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return what OpenAPI says of the problems that an endpoint may tell; some every endpoint may."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": content}
        for status in sorted({401, 413, 422, 503, *statuses})
    }
