"""The context of handlers: the services of the process, and who is speaking."""

from collections.abc import MutableMapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cachetools import LRUCache
from telegram import User
from telegram.ext import Application, CallbackContext, ExtBot

from bot.answering.asides import Aside
from bot.answering.assistant import Answer, Assistant
from bot.answering.held import HeldQuestions
from bot.answering.inbox import Inbox
from bot.answering.live import Live
from bot.answering.reply import reply
from bot.answering.searches import Searches
from bot.answering.snapshot import Snapshot
from bot.answering.turns import Turns
from bot.blobs.chosen import document_files
from bot.languages import LANGUAGES, Language, language_called
from bot.pages.pictures import Pictures
from bot.reindexing.builds import Builds
from bot.settings import Settings
from bot.state.database import Database
from bot.state.people import AccessList, Person, Role
from bot.state.questions import Asked
from bot.state.windows import windows_on
from bot.telegram.known_builds import KnownBuilds, known_builds
from bot.telegram.limits import Limits
from bot.telling.progress import Progress
from knowledge.script import Script

PassedOver = dict[tuple[int, int | None, str], int]


@dataclass(slots=True)
class Services:
    """The parts that live as long as the process.

    ``passed_over`` counts the questions that are not answered, by chat, topic and the text that says why.
    ``builds`` are those of this process, ``known_builds`` those that people know of. ``captioned_albums`` has
    the albums that ask something. ``stopping`` says that what has not begun is left to the next start. ``beside`` is
    what is served beside the bot. ``telling`` is how far the bot is with what it tells people by itself.
    """

    settings: Settings
    database: Database
    access: AccessList
    limits: Limits
    searches: Searches
    live: Live
    inbox: Inbox
    builds: Builds
    known_builds: KnownBuilds
    pictures: Pictures
    stopping: bool = False
    telling: Progress = field(default_factory=Progress)
    beside: AsyncExitStack = field(default_factory=AsyncExitStack)
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    passed_over: PassedOver = field(default_factory=dict)
    captioned_albums: MutableMapping[str, bool] = field(default_factory=lambda: LRUCache(maxsize=1000))
    spoken: MutableMapping[int, Language] = field(default_factory=lambda: LRUCache(maxsize=10_000))

    async def ask(self, user_id: int, assistant: Assistant, question: str, previous: str | None = None) -> Answer:
        """Find an answer when that person's turn has come.

        Raises `EmptyQuestionError`.
        """
        async with self.searches.turn(user_id):
            return await self.searches.run(assistant.ask, question, previous)

    async def find_again(self, user_id: int, assistant: Assistant, asked: Asked) -> Answer:
        """Find the answer to a question that was ``asked``; see `say_again`.

        What would get an aside by now is answered from the passages. Raises `EmptyQuestionError`.
        """
        said = await self.say_again(user_id, assistant, asked)
        return said if isinstance(said, Answer) else await self.ask(user_id, assistant, asked.text, asked.previous)

    async def say_again(self, user_id: int, assistant: Assistant, asked: Asked) -> Answer | Aside:
        """Say what is said now to a question that was ``asked`` on another day, when that person's turn has come."""
        on_that_day = assistant.on(asked.asked_at.astimezone().date())
        async with self.searches.turn(user_id):
            return await self.searches.run(reply, on_that_day, asked.text, asked.previous)

    @property
    def default_language(self) -> Language:
        """The language for people who have not chosen one and whose Telegram client does not name one."""
        setting = self.settings.interface_language
        return "zh-Hans" if setting == "auto" else setting

    def language_of(self, person: Person, code: str | None = None) -> Language:
        """Return the language that a person chose, else their Telegram client's, else the one last used with them.

        ``code`` is the IETF tag of the language that the client is set to.
        """
        last = self.spoken.get(person.user_id) or person.spoken or self.default_language
        self.spoken[person.user_id] = language = person.language or language_called(code or "") or last
        return language

    def language_heard(self, user: User | None) -> Language:
        """Return the language for somebody who has not been looked up: as `language_of`, but for what is kept."""
        last = self.spoken.get(user.id) if user else None
        return last or language_called((user and user.language_code) or "") or self.default_language

    def script(self, language: Language) -> Script | None:
        """Return the characters in which quotes are shown to a person spoken to in ``language``; None: as written."""
        if script := LANGUAGES[language].script:
            return script
        return None if self.settings.quote_script == "as-written" else self.settings.quote_script


def make_services(settings: Settings, live: Live, database: Database) -> Services:
    """Make the services of a process."""
    searches, builds = Searches(), Builds(settings)
    return Services(
        settings=settings,
        database=database,
        access=AccessList(frozenset(settings.telegram_admins), frozenset(settings.telegram_members)),
        limits=Limits(settings.questions_per_minute, settings.questions_per_minute_in_all, windows_on(database)),
        searches=searches,
        live=live,
        inbox=Inbox(
            database, HeldQuestions(database), searches, Turns(database), timedelta(minutes=settings.backlog_minutes)
        ),
        builds=builds,
        known_builds=known_builds(builds, settings, database),
        pictures=Pictures(document_files(settings), settings.data_folder.pictures, settings.pictures_mb),
    )


class Context(CallbackContext[ExtBot[int], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """The context of an update.

    `bot.telegram.access` fills in who is speaking before any other handler runs.
    """

    person: Person
    role: Role
    language: Language
    assistant: Assistant

    @property
    def services(self) -> Services:
        services: Services = self.bot_data["services"]
        return services

    @property
    def snapshot(self) -> Snapshot:
        return self.assistant.snapshot

    @property
    def script(self) -> Script | None:
        return self.services.script(self.language)


App = Application[ExtBot[int], Any, Any, Any, Any, Any]
