"""What the next message of each conversation follows up: as it was in memory, else as far as the database has it."""

from collections.abc import MutableMapping
from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from cachetools import TTLCache

from bot.answering.assistant import Turn
from bot.answering.following import completed, needs_words
from bot.answering.reply import Previous, Resumed, moved_to
from bot.answering.shown import Shown
from bot.state.database import Database, NotKeptError
from bot.state.questions import Asked, Conversation, begin_anew, remember, remember_shown, remembered

CONVERSATION_HOURS = 12  # A question that comes later than this begins a new conversation.
_MAX_CONVERSATIONS = 2000  # whose last turn is in memory

Known = tuple[datetime | None, Turn | Shown]  # a turn and when the database took it in; None: not yet


class Turns:
    """The last turns of conversations.

    Another process may have answered, shown or forgotten something since, so what is in memory counts only if the
    database has nothing else.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: MutableMapping[Conversation, Known] = TTLCache(_MAX_CONVERSATIONS, CONVERSATION_HOURS * 3600)

    async def last(self, conversation: Conversation) -> Previous:
        """Return what the next message follows up, None if nothing."""
        at, turn = self._known.get(conversation, (None, None))
        if turn is not None and at is None:
            return turn
        since = datetime.now(UTC) - timedelta(hours=CONVERSATION_HOURS)
        kept = await remembered(self._database, conversation, since)
        if kept is None:
            self._known.pop(conversation, None)
            return None
        if turn is not None and kept.at == at:
            return turn
        shown = Shown(**kept.shown | {"rows": tuple(kept.shown["rows"])}) if kept.shown else None
        if shown is None:
            return kept.question
        return Resumed(kept.question, shown) if kept.question else shown

    async def follow(self, asked: Asked, turn: Turn, *, held: bool) -> None:
        """Let the next message follow up an answered question, unless a newer one may be or this one was deleted.

        ``held`` says that the database could not keep the question yet.
        """
        conversation, question = asked.conversation, asked.text
        # What leans on the question before it is understood by nobody who has only this one. That question is their
        # own, and not one of somebody else's that may be forgotten.
        if asked.previous is None and len(turn.past.questions) > 1 and needs_words(question):
            question = completed(turn.past.questions[-2].text, question)
        at = None
        if not held:
            try:
                at = await remember(self._database, conversation, asked.message_id, question, asdict(turn.shown))
            except NotKeptError:
                held = True
        if held or at is not None:
            self._known[conversation] = at, turn

    async def note_shown(self, conversation: Conversation, shown: Shown) -> None:
        """Let the next message go on from what was ``shown`` without a question, as by a button."""
        before = await self.last(conversation)
        at = None
        with suppress(NotKeptError):  # it is noted with the database, and told once
            at = await remember_shown(self._database, conversation, asdict(shown))
        if before is None or isinstance(before, Turn | Shown):
            self._known[conversation] = at, moved_to(before, shown)
        else:
            self._known.pop(conversation, None)

    async def start_anew(self, conversation: Conversation) -> None:
        """Begin a new conversation: the next question does not follow up an earlier one."""
        self._known.pop(conversation, None)
        await begin_anew(self._database, conversation)

    def forget(self, user_id: int) -> None:
        """Forget what is in memory of a person."""
        for conversation in [conversation for conversation in self._known if conversation.user_id == user_id]:
            self._known.pop(conversation, None)

    def people(self) -> set[int]:
        """Return the people of whom something is in memory."""
        return {conversation.user_id for conversation in self._known}
