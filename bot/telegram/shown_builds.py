"""Keep which messages show a build under way, so that the next start can correct them if the process was killed."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from bot.languages import Language


@dataclass(frozen=True, slots=True)
class ShownBuild:
    """A message that shows a build, in ``language``; it is kept as an empty file whose name says all this."""

    chat_id: int
    message_id: int
    language: Language

    def keep(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path(folder).touch()

    def forget(self, folder: Path) -> None:
        with suppress(OSError):  # on a read-only disk the next start tries again
            self._path(folder).unlink(missing_ok=True)

    def _path(self, folder: Path) -> Path:
        return folder / f"{self.chat_id}.{self.message_id}.{self.language}"


def shown_builds(folder: Path) -> Iterator[ShownBuild]:
    """Yield the messages that are kept in ``folder``; files of other names are left alone."""
    for path in sorted(folder.glob("*.*.*")):
        chat_id, message_id, language = path.name.split(".", 2)
        if chat_id.removeprefix("-").isdecimal() and message_id.isdecimal() and language in get_args(Language):
            yield ShownBuild(int(chat_id), int(message_id), cast(Language, language))
