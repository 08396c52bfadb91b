"""The inbox: keep each waiting question in the database and answer it once, even if the process ends meanwhile."""

from collections.abc import MutableMapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from time import monotonic

from cachetools import LRUCache

from bot.answering.asides import Aside
from bot.answering.assistant import Answer, Assistant, Turn
from bot.answering.held import HeldQuestions
from bot.answering.reply import Previous, Resumed, reply, shown_by
from bot.answering.searches import Searches
from bot.answering.shown import Shown
from bot.answering.turns import Turns
from bot.languages import Language
from bot.state.database import Database
from bot.state.forgetting import forget
from bot.state.questions import (
    UNFINISHED,
    Asked,
    Conversation,
    Status,
    finish,
    receive,
    start,
)
from bot.state.quotations import Quotation

MAX_TRIES = 3  # A question that is still unanswered after so many tries may be what ends the process.
_MAX_SEEN = 10_000  # questions of which it is known when they came; enough for those that wait


@dataclass(frozen=True, slots=True)
class Inbox:
    """The ``database`` with its ``questions``, the ``searches`` for answers, and the last turn of each conversation.

    A question that has waited longer than ``patience`` is not answered any more. ``seen`` has the time, by a clock that
    is never set, at which a question came while the bot ran, by its chat and message.
    """

    database: Database
    questions: HeldQuestions
    searches: Searches
    turns: Turns
    patience: timedelta
    seen: MutableMapping[tuple[int, int], float] = field(default_factory=lambda: LRUCache(maxsize=_MAX_SEEN))


async def keep(
    inbox: Inbox,
    conversation: Conversation,
    message_id: int,
    question: str,
    language: Language,
    waited_since: datetime | None,
    previous: str | None = None,
) -> bool:
    """Keep a question before it waits for its turn, so that it is found again whatever happens.

    ``waited_since`` is when it was sent, by this server's clock, if it had to wait for the start. ``previous`` is the
    question that it follows up: empty if it follows none, None if that is the one asked before it. Return False if the
    message was dealt with before and its text is the same, as after a second delivery.
    """
    known = await inbox.questions.find(conversation.chat_id, message_id)
    if known is not None and known.text == question and known.status != "received":
        return False
    if waited_since is None:
        inbox.seen[conversation.chat_id, message_id] = monotonic()
    asked_at = waited_since or datetime.now(UTC)
    answers = known.answers if known else ()
    asked = Asked(conversation, message_id, question, language, 0, previous, "received", answers, asked_at)
    await inbox.questions.change(
        lambda: receive(inbox.database, conversation, message_id, question, language, asked_at, previous), asked
    )
    return True


async def find_waiting(inbox: Inbox, chat_id: int, message_id: int, text: str | None = None) -> Asked | None:
    """Return a question whose turn has come, None if it was deleted, dealt with, or edited so that ``text`` differs."""
    known = await inbox.questions.find(chat_id, message_id)
    if known is None or known.status not in UNFINISHED or (text is not None and known.text != text):
        return None
    return known


def is_late(inbox: Inbox, asked: Asked) -> bool:
    """Say whether a question has waited too long; no wrong clock says so of one that came while the bot ran."""
    seen = inbox.seen.get((asked.conversation.chat_id, asked.message_id))
    waited = datetime.now(UTC) - asked.asked_at if seen is None else timedelta(seconds=monotonic() - seen)
    return waited > inbox.patience


async def find_reply(inbox: Inbox, assistant: Assistant, asked: Asked) -> Answer | Aside:
    """Find the reply to a question when its turn has come, after noting in the database that it is being tried."""
    async with inbox.searches.turn(asked.conversation.user_id):
        previous = await _previous(inbox, asked)
        text = _question_of(previous)
        chat_id, message_id = asked.conversation.chat_id, asked.message_id
        tried = replace(asked, tries=asked.tries + 1, previous=text)
        await inbox.questions.change(lambda: start(inbox.database, chat_id, message_id, text), tried)
        day = asked.asked_at.astimezone().date()
        return await inbox.searches.run(reply, assistant.on(day), asked.text, previous)


async def conclude(
    inbox: Inbox,
    asked: Asked,
    status: Status,
    said: Answer | Aside | None = None,
    sent: list[int] | None = None,
    quotations: tuple[Quotation, ...] = (),
) -> None:
    """Keep the ``status`` of a question and the messages ``sent``, and let the next one follow up what was ``said``.

    With what was said its ``quotations`` are kept, in place of those of an earlier answer.
    """
    chat_id, message_id = asked.conversation.chat_id, asked.message_id
    latest = inbox.questions.latest(asked)
    answers = latest.answers if sent is None else tuple(sent)
    concluded = replace(latest, status=status, answers=answers, tries=min(latest.tries, 1))
    quoted = None if said is None else quotations
    await inbox.questions.change(lambda: finish(inbox.database, chat_id, message_id, status, sent, quoted), concluded)
    if sent is None or said is None:
        return
    if isinstance(said, Answer):
        if said.status != "refused":  # what was refused may be on another subject
            await inbox.turns.follow(asked, said.turn, held=inbox.questions.holds(asked))
    elif said.kind == "topic":
        await inbox.turns.start_anew(asked.conversation)
    elif shown := shown_by(said):
        await inbox.turns.note_shown(asked.conversation, shown)


async def forget_person(inbox: Inbox, user_id: int) -> int:
    """Delete everything that a person asked and return the number of questions."""
    inbox.turns.forget(user_id)
    number = await forget(inbox.database, user_id)
    inbox.questions.forget(user_id)
    return number


async def _previous(inbox: Inbox, asked: Asked) -> Previous:
    """Return what a question may follow up; one that was tried before follows up the same question again."""
    if asked.tries or asked.previous is not None:
        return asked.previous
    return await inbox.turns.last(asked.conversation)


def _question_of(previous: Previous) -> str | None:
    """Return the question that a message follows up, None if it follows none."""
    if isinstance(previous, Turn):
        return previous.ranking.question.text
    if isinstance(previous, Resumed):
        return previous.question
    return None if isinstance(previous, Shown) else previous
