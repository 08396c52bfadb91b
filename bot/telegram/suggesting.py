"""Which questions are suggested in a chat: below an answer, and to who begins; and which one a button asks."""

import asyncio

from bot.answering.asides import Aside
from bot.answering.assistant import Answer
from bot.answering.snapshot import Snapshot
from bot.answering.suggestions import STARTING, Suggestion, key_of, starters, suggestion_called, suggestions
from bot.answering.wording import written
from bot.languages import Language
from bot.state.often_asked import OftenAsked, asked_text, often_asked
from bot.state.questions import Asked
from bot.telegram.callbacks import SuggestionButton
from bot.telegram.context import Services


async def suggested(
    services: Services, snapshot: Snapshot, asked: Asked, said: Answer | Aside
) -> tuple[Suggestion, ...]:
    """Return the questions to go on with after what was ``said`` to a question, which ``snapshot`` answered."""
    if isinstance(said, Aside) and said.kind in STARTING:
        private = asked.conversation.chat_id == asked.conversation.user_id
        return await starting_questions(services, snapshot, asked.language) if private else ()
    language = asked.language
    return await asyncio.to_thread(suggestions, snapshot, said, asked.text, language, services.script(language))


async def starting_questions(services: Services, snapshot: Snapshot, language: Language) -> tuple[Suggestion, ...]:
    """Return the questions to start with: what several people asked and ``snapshot`` still answers comes first."""
    often = await often_asked(services.database)
    return await asyncio.to_thread(_starters, snapshot, language, often)


async def question_held(services: Services, snapshot: Snapshot, button: SuggestionButton) -> str | None:
    """Return the question that a button asks, None if it is not there any more."""
    if button.kept:
        text = await asked_text(services.database, button.kept)
        # Whoever makes up a button must not learn what others asked.
        return written(text, button.script or None) if text is not None and key_of(text) == button.key else None
    return await asyncio.to_thread(suggestion_called, snapshot, button.key, button.script or None)


def _starters(snapshot: Snapshot, language: Language, often: list[OftenAsked]) -> tuple[Suggestion, ...]:
    """Return the questions to start with; of those asked ``often`` one for each passage, if it is still there."""
    rows = {(passage.document, passage.text): row for row, passage in enumerate(snapshot.index.passages)}
    best: dict[int, OftenAsked] = {}
    for asked in often:
        row = rows.get((asked.document, asked.passage))
        if row is not None:
            best.setdefault(row, asked)
    return starters(snapshot, language, [(asked.id, asked.text, row) for row, asked in best.items()])
