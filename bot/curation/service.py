"""What admins can do about questions: attach them to passages, make test cases of them, set them aside, undo it."""

import asyncio
from collections.abc import Sequence

from bot.answering.assistant import Assistant
from bot.answering.live import Live
from bot.blobs.seam import Blobs
from bot.curation.files import add_case, attach, attach_unanswered, detach
from bot.curation.gaps import Group, group_gaps
from bot.curation.merging import case_named
from bot.state.curation import Gap, Remedy, open_gaps, settle, settled_with, unsettle
from bot.state.database import Database
from bot.suites.cases import Case, Expectation, ExpectedPassage
from knowledge.types import Passage

_MAX_GAPS_GROUPED = 300
_QUOTED_CHARACTERS = 30  # the length of the quote by which a test case names its passage


async def group_open_gaps(database: Database, assistant: Assistant) -> list[Group]:
    """Return the newest open gaps, grouped by similarity, the largest group first. Raises `EncoderError`."""
    found = await open_gaps(database, _MAX_GAPS_GROUPED)
    background = assistant.snapshot.index.background
    return await asyncio.to_thread(group_gaps, found, assistant.encoder, background)


async def gaps_like(database: Database, assistant: Assistant, gap: Gap) -> Sequence[Gap]:
    """Return the open gaps that ask the same as ``gap``, including ``gap`` itself."""
    groups = await group_open_gaps(database, assistant)
    return next((group.gaps for group in groups if any(each.id == gap.id for each in group.gaps)), (gap,))


async def attach_questions(
    database: Database,
    live: Live,
    curated: Blobs,
    admin_id: int,
    gap: Gap,
    same: Sequence[Gap],
    passage: Passage,
    place: str,
) -> None:
    """Make the questions in ``same`` sample questions of ``passage``, with immediate effect.

    They ask what ``gap`` asks, by which `take_back` finds them. ``place`` is the name of the passage in the audit log.
    Raises `DocumentError`, OSError.
    """
    for each in same:
        await asyncio.to_thread(attach, curated, passage, each.text)
    await asyncio.to_thread(live.take_up)
    await settle(database, admin_id, [each.id for each in same], "attached", gap.id, place=place)


async def set_aside(
    database: Database, live: Live, curated: Blobs, admin_id: int, gap: Gap, remedy: Remedy, assistant: Assistant
) -> list[Group]:
    """Note a question, and the open gaps that ask the same, as unanswered questions.

    Return the groups that are left. A question like them is less likely to be answered from now on. Raises
    `DocumentError`, OSError.
    """
    same = await gaps_like(database, assistant, gap)
    passage = await asyncio.to_thread(_nearest, assistant, gap.text)
    for each in same:
        elsewhere = remedy == "not-ours"
        await asyncio.to_thread(attach_unanswered, curated, passage, each.text, elsewhere=elsewhere)
    await asyncio.to_thread(live.take_up)
    await settle(database, admin_id, [each.id for each in same], remedy)
    return await group_open_gaps(database, assistant)


def _nearest(assistant: Assistant, question: str) -> Passage:
    found = assistant.ask(question)
    return assistant.snapshot.index.passages[found.quotes[0].number]


async def take_back(database: Database, live: Live, curated: Blobs, admin_id: int, gap: Gap) -> None:
    """Undo `attach_questions` for ``gap`` and what was attached with it. Raises `DocumentError`, OSError."""
    attached = await settled_with(database, gap) or [gap]
    for each in attached:
        await asyncio.to_thread(detach, curated, each.text)
    await asyncio.to_thread(live.take_up)
    await unsettle(database, admin_id, [each.id for each in attached])


async def make_passage_case(
    database: Database, curated: Blobs, admin_id: int, gap: Gap, same: Sequence[Gap], passage: Passage, place: str
) -> bool:
    """Make a test case that expects ``passage`` for the question; return False if a case asks the same already.

    In both cases settle the gaps in ``same``, which ask the same question. Raises `SuiteError`, OSError.
    """
    expected = ExpectedPassage(quote=passage.text[:_QUOTED_CHARACTERS].strip())
    case = _case(gap, Expectation(passages=(expected,), within=3))
    new = await asyncio.to_thread(add_case, curated, case)
    await settle(database, admin_id, [each.id for each in same], "case", place=place)
    return new


async def make_refusal_case(database: Database, curated: Blobs, admin_id: int, gap: Gap, same: Sequence[Gap]) -> None:
    """Make a test case that expects the question to be refused, and settle the gaps in ``same``.

    Raises `SuiteError`, OSError.
    """
    await asyncio.to_thread(add_case, curated, _case(gap, Expectation(status=("refused",))))
    await settle(database, admin_id, [each.id for each in same], "case")


def _case(gap: Gap, expect: Expectation) -> Case:
    return Case(id=case_named(gap.text), question=gap.text, tags=("curated",), expect=expect)
