"""Ask, and check a quote."""

from fastapi import APIRouter

from bot.api.problems import Json, responses
from bot.api.services import Caller, Here
from bot.api.shapes import Answered, Checked, Question, Quotation, Said
from bot.api.speaking import script_of

router = APIRouter(tags=["asking"])


@router.post("/ask", response_model=None, responses={200: {"model": Answered | Said}, **responses(415, 429)})
async def ask(asked: Question, here: Here, caller: Caller) -> Json:
    """Answer a question, just as `springboard ask --jsonl` does."""
    script = script_of(asked.script)
    return Json(await here.answering.ask(caller.user_id, asked.question, asked.previous, asked.limit, script))


@router.post("/quotes/check", response_model=None, responses={200: {"model": Checked}, **responses(415, 429)})
async def check(quotation: Quotation, here: Here, caller: Caller) -> Json:
    """Say whether a text is in the documents word for word, where, and what differs."""
    return Json(await here.answering.check(caller.user_id, quotation.text))
