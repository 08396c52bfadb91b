"""Index versions: list them; for admins, all that is known of one, and which one is live."""

import asyncio
from typing import Any

from fastapi import APIRouter
from pydantic import TypeAdapter

from bot.api.problems import Json, responses
from bot.api.services import Admin, Caller, Here, Services
from bot.api.shapes import Live, Reason, VersionShape
from bot.reindexing.catalogue import VersionEntry, read_catalogue, read_entry
from bot.reindexing.releases import release_version
from bot.state.keys import Key
from bot.version_stores import version_store

router = APIRouter(tags=["versions"])

_ENTRY: TypeAdapter[VersionEntry] = TypeAdapter(VersionEntry)
_SHOWN = ("version", "state", "created", "passages")
_OF_DOCUMENTS = {"title", "name", "sha256", "passages"}
_CHANGING = responses(403, 404, 409, 415)


@router.get("/versions", response_model=None, responses={200: {"model": list[VersionShape]}, **responses()})
def versions(here: Here, _: Caller) -> Json:
    """List all versions, the newest first."""
    return Json([_shown(entry) for entry in read_catalogue(version_store(here.settings))])


@router.get("/versions/{version}", response_model=None, responses={200: {"model": VersionEntry}, **responses(403, 404)})
def version_entry(version: str, here: Here, _: Admin) -> Json:
    """Show one version: who made it and why, its documents, when it went live, what the suites said."""
    return Json(_ENTRY.dump_python(read_entry(version_store(here.settings), version), mode="json"))


@router.post("/versions/{version}/live", response_model=None, responses={200: {"model": Live}, **_CHANGING})
async def make_live(version: str, reason: Reason, here: Here, caller: Admin) -> Json:
    """Make a version live, also one that was held back."""
    return await _released(here, caller, version, reason.why)


@router.post("/rollback", response_model=None, responses={200: {"model": Live}, **_CHANGING})
async def roll_back(reason: Reason, here: Here, caller: Admin) -> Json:
    """Make the version live again that was live before the present one."""
    version = await asyncio.to_thread(version_store(here.settings).before)
    return await _released(here, caller, version, reason.why)


async def _released(here: Services, caller: Key, version: str, why: str) -> Json:
    live = here.answering.live
    before = live.assistant.snapshot.version
    await release_version(here.database, here.settings, caller.user_id, caller.name, version, before, why)
    await asyncio.to_thread(live.take_up)
    return Json({"live": live.assistant.snapshot.version})


def _shown(entry: VersionEntry) -> dict[str, Any]:
    held = [document.model_dump(include=_OF_DOCUMENTS) for document in entry.documents]
    return {name: getattr(entry, name) for name in _SHOWN} | {"documents": held}
