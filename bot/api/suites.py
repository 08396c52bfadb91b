"""Runs of suites: begin one, and look how far it is."""

import asyncio
import json

from fastapi import APIRouter, Request, Response

from bot.api.problems import Json, responses
from bot.api.services import Admin, Here
from bot.api.shapes import RunRequest, RunShape
from bot.api.speaking import language_wanted
from bot.state.audit import note
from bot.state.suite_runs import SuiteRun

router = APIRouter(tags=["suites"])

_BEGUN = {202: {"model": RunShape}, **responses(403, 404, 409, 415)}


@router.post("/suites/runs", response_model=None, status_code=202, responses=_BEGUN)
async def begin(wanted: RunRequest, request: Request, here: Here, caller: Admin) -> Response:
    """Begin to ask a version the suites that hold for its documents; one run at a time."""
    live = here.answering.live.assistant
    run = await here.runs.begin(live, wanted.version, caller.name)
    await note(here.database, caller.user_id, "ran suites", version=run.version)
    return Json(_shown(run, request), 202, {"Location": f"/v1/suites/runs/{run.id}"})


@router.get("/suites/runs/{run_id}", response_model=None, responses={200: {"model": RunShape}, **responses(403, 404)})
async def find(run_id: str, request: Request, here: Here, _: Admin) -> Response:
    """Show how far a run is, and when it is done its report, as `springboard suite --json` writes it."""
    run = await here.runs.find(run_id)
    return Json(await asyncio.to_thread(_shown, run, request))


def _shown(run: SuiteRun, request: Request) -> dict[str, object]:
    standing = run.standing
    error = standing.error or {}
    return {
        "id": run.id,
        "version": run.version,
        "by": run.by,
        "state": standing.state,
        "asked": standing.asked,
        "total": standing.total,
        "error": error.get(language_wanted(request), error.get("en")),
        "report": json.loads(standing.report) if standing.report else None,
    }
