"""How tests of documents in chat send a file, press a button, and look at what came of it."""

from pathlib import Path

from bot.state.audit import newest
from index.versions import current_version
from tests.bot.telegram.api.shapes import Json, buttons
from tests.bot.telegram.handlers.conftest import ADMIN, World


def content_of(path: Path) -> bytes:
    return path.read_bytes()


async def send(world: World, path: Path, name: str | None = None) -> list[Json]:
    """An admin sends a file; what the bot says to it."""
    before = len(world.api.by_bot(ADMIN["id"]))
    world.api.send_file(ADMIN, name or path.name, content_of(path))
    await world.settle()
    return world.api.by_bot(ADMIN["id"])[before:]


async def press(world: World, message: Json, label: str) -> list[Json]:
    """An admin presses the button of that label; what the bot has sent since."""
    before = len(world.api.by_bot(ADMIN["id"]))
    await world.press(ADMIN, message, buttons(message)[label])
    return world.api.by_bot(ADMIN["id"])[before:]


def live(world: World) -> str | None:
    return current_version(world.services.settings.data_folder.index)


async def actions(world: World) -> list[str]:
    return [entry.action for entry in await newest(world.services.database, 20)]
