"""Keep which messages show a build under way, so that the next start can correct them if the process was killed.

That is for a single bot. Those that share a database correct each other's; see `bot.state.builds`.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import cast, get_args

from bot.languages import Language
from bot.state.builds import ShownBuild


def keep_shown(folder: Path, shown: ShownBuild) -> None:
    """Keep a message as an empty file whose name says all of it."""
    folder.mkdir(parents=True, exist_ok=True)
    _path(folder, shown).touch()


def forget_shown(folder: Path, shown: ShownBuild) -> None:
    with suppress(OSError):  # on a read-only disk the next start tries again
        _path(folder, shown).unlink(missing_ok=True)


def shown_builds(folder: Path) -> Iterator[ShownBuild]:
    """Yield the messages that are kept in ``folder``; files of other names are left alone."""
    for path in sorted(folder.glob("*.*.*")):
        chat_id, message_id, language = path.name.split(".", 2)
        if chat_id.removeprefix("-").isdecimal() and message_id.isdecimal() and language in get_args(Language):
            yield ShownBuild(int(chat_id), int(message_id), cast(Language, language))


def _path(folder: Path, shown: ShownBuild) -> Path:
    return folder / f"{shown.chat_id}.{shown.message_id}.{shown.language}"
