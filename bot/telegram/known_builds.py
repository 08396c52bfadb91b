"""The builds that people know of at this bot: its own or, with equal bots, those of all that share the database.

They see how far a build is and may stop it. The message that shows one is corrected if its bot was killed.
"""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from contextlib import suppress

from bot.reindexing.builds import Builds, Progress
from bot.settings import Settings
from bot.state.builds import (
    TELL_S,
    BuildUnderWay,
    ShownBuild,
    ask_to_stop,
    build_under_way,
    end_build,
    left_builds,
    tell_build,
)
from bot.state.database import DATABASE_ERRORS, Database
from bot.telegram.shown_builds import forget_shown, keep_shown, shown_builds

# Say in a message what became of the build that it showed, by the key of a text; return False to be called again later.
Correct = Callable[[ShownBuild, str], Awaitable[bool]]


class KnownBuilds:
    """Those of a single bot, which keeps what shows them in its data directory."""

    def __init__(self, builds: Builds, settings: Settings) -> None:
        self._builds = builds
        self._folder = settings.data_folder.shown_builds
        # What an earlier process has left, if it was killed; this one's own are corrected by none of its jobs.
        self._interrupted = frozenset(shown_builds(self._folder))

    def keep(self, shown: ShownBuild) -> None:
        """Keep which message shows a build, until `forget` is told that it says what came of it."""
        keep_shown(self._folder, shown)

    def forget(self, shown: ShownBuild) -> None:
        forget_shown(self._folder, shown)

    async def tell(self, shown: ShownBuild, progress: Progress) -> None:
        """Let other bots know of a build, and stop it, until this is cancelled; there are none."""

    async def stop(self, user_id: int) -> bool:
        """Have the build under way stopped in the name of a user; return False if there is none."""
        return self._builds.stop(user_id)

    async def under_way(self) -> Progress | None:
        """Return how far the build under way is, None if there is none."""
        return self._builds.progress

    async def correct_interrupted(self, correct: Correct) -> None:
        """Correct the messages that showed a build of this bot when it was killed."""
        for shown in self._interrupted.intersection(shown_builds(self._folder)):
            if await correct(shown, "build.interrupted"):
                self.forget(shown)

    async def correct_left(self, correct: Correct) -> None:
        """Correct the messages that showed builds of other bots that have ended; there are none."""


class SharedBuilds(KnownBuilds):
    """Those of all bots that share the ``database``, by which they tell each other."""

    def __init__(self, builds: Builds, settings: Settings, database: Database) -> None:
        super().__init__(builds, settings)
        self._database = database

    def keep(self, shown: ShownBuild) -> None:
        """Keep nothing here: `tell` does so where the others see it."""

    async def tell(self, shown: ShownBuild, progress: Progress) -> None:
        build = uuid.uuid4().hex
        try:
            while True:
                with suppress(*DATABASE_ERRORS):  # the build does not depend on it
                    now = BuildUnderWay(progress.stage_name, progress.done, progress.total)
                    stopped_by = await tell_build(self._database, build, now, shown)
                    if stopped_by is not None:
                        self._builds.stop(stopped_by)
                await asyncio.sleep(TELL_S)
        finally:
            with suppress(*DATABASE_ERRORS):
                await end_build(self._database, build)

    async def stop(self, user_id: int) -> bool:
        return await super().stop(user_id) or await ask_to_stop(self._database, user_id)

    async def under_way(self) -> Progress | None:
        own = await super().under_way()
        if own is not None or (elsewhere := await build_under_way(self._database)) is None:
            return own
        return Progress(elsewhere.stage, elsewhere.done, elsewhere.total)

    async def correct_left(self, correct: Correct) -> None:
        with suppress(*DATABASE_ERRORS):  # it is tried again
            for build, shown in await left_builds(self._database):
                if shown is None or await correct(shown, "build.left"):
                    await end_build(self._database, build)


def known_builds(builds: Builds, settings: Settings, database: Database) -> KnownBuilds:
    """Return the builds that people know of at a bot with this ``database``, whose own are ``builds``."""
    return SharedBuilds(builds, settings, database) if database.shared else KnownBuilds(builds, settings)
