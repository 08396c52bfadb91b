"""Gaps: questions of people that were not answered well, and that no admin has dealt with yet."""

from fastapi import APIRouter
from pydantic import TypeAdapter

from bot.api.problems import Json, responses
from bot.api.services import Admin, Here
from bot.api.shapes import GapGroup
from bot.curation.service import group_open_gaps
from bot.state.curation import Gap

router = APIRouter(tags=["gaps"])

_GAPS: TypeAdapter[tuple[Gap, ...]] = TypeAdapter(tuple[Gap, ...])


@router.get("/gaps", response_model=None, responses={200: {"model": list[GapGroup]}, **responses(403)})
async def gaps(here: Here, _: Admin) -> Json:
    """List open gaps in groups that ask much the same, the largest group first."""
    groups = await group_open_gaps(here.database, here.answering.live.assistant)
    return Json([{"texts": list(group.texts), "gaps": _GAPS.dump_python(group.gaps, mode="json")} for group in groups])
