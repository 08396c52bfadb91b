"""Questions that wait: kept before their turn, then answered once, also where the process ended meanwhile."""

import asyncio
from collections.abc import MutableMapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.answering.asides import Aside
from bot.answering.assistant import Answer, Assistant, Turn
from bot.answering.reply import reply
from bot.languages import Language
from bot.state.database import Database
from bot.state.questions import (
    Asked,
    Conversation,
    Status,
    begin_anew,
    find_question,
    finish,
    forget,
    previous_question,
    receive,
    remember,
    start,
)

CONVERSATION_HOURS = 12  # a question asked after longer begins a new subject
MAX_TRIES = 3  # of a question at which the process ended: it may well be why


@dataclass(frozen=True, slots=True)
class Inbox:
    """Where questions are kept, where answers are found (``pool``), and the last ``turns`` of conversations.

    A question that has waited longer than ``patience`` is answered no more.
    """

    database: Database
    pool: Executor
    turns: MutableMapping[Conversation, Turn]
    patience: timedelta


async def keep(
    inbox: Inbox, conversation: Conversation, message_id: int, question: str, language: Language, sent_at: datetime
) -> bool:
    """Keep a question before it waits for its turn, so that it is found again whatever happens.

    False where it was delivered before, or edited in nothing that matters.
    """
    known = await find_question(inbox.database, conversation.chat_id, message_id)
    if known is not None and known.text == question and known.status != "received":
        return False
    await receive(inbox.database, conversation, message_id, question, language, sent_at)
    return True


async def find_waiting(inbox: Inbox, chat_id: int, message_id: int, text: str | None = None) -> Asked | None:
    """A question whose turn has come, with that ``text`` if given; None where it was deleted, edited or answered."""
    known = await find_question(inbox.database, chat_id, message_id)
    if known is None or known.status != "received" or (text is not None and known.text != text):
        return None
    return known


def is_late(inbox: Inbox, sent_at: datetime) -> bool:
    return datetime.now(UTC) - sent_at > inbox.patience


async def find_reply(inbox: Inbox, assistant: Assistant, asked: Asked) -> Answer | Aside:
    """What to say to a question, found in a worker thread; that it was tried is kept first."""
    previous = await _previous(inbox, asked)
    text = previous.ranking.question.text if isinstance(previous, Turn) else previous
    await start(inbox.database, asked.conversation.chat_id, asked.message_id, text)
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(inbox.pool, reply, assistant, asked.text, previous)


async def conclude(
    inbox: Inbox, asked: Asked, status: Status, said: Answer | Aside | None = None, sent: list[int] | None = None
) -> None:
    """Keep what came of a question, and the messages ``sent``; what was ``said`` is what the next may follow up."""
    await finish(inbox.database, asked.conversation.chat_id, asked.message_id, status, sent)
    # A stray question that was refused is no ground for the next one.
    follow_up = sent is not None and isinstance(said, Answer) and said.status != "refused"
    if follow_up and await remember(inbox.database, asked.conversation, asked.message_id, asked.text):
        assert isinstance(said, Answer)
        inbox.turns[asked.conversation] = said.turn


async def start_anew(inbox: Inbox, conversation: Conversation) -> None:
    """Let the next question there follow up none."""
    inbox.turns.pop(conversation, None)
    await begin_anew(inbox.database, conversation)


async def forget_person(inbox: Inbox, user_id: int) -> int:
    """Delete all that a person asked; how many questions these were."""
    for conversation in [conversation for conversation in inbox.turns if conversation.user_id == user_id]:
        inbox.turns.pop(conversation, None)
    return await forget(inbox.database, user_id)


async def _previous(inbox: Inbox, asked: Asked) -> Turn | str | None:
    """What a question may follow up: for one that was begun before, what it followed up then."""
    if asked.tries:
        return asked.previous
    since = datetime.now(UTC) - timedelta(hours=CONVERSATION_HOURS)
    return inbox.turns.get(asked.conversation) or await previous_question(inbox.database, asked.conversation, since)
