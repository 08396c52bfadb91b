"""python -m bot on a file system of its own that becomes full, with its log on it."""

import asyncio
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bot.__main__ import EXIT_LATER
from tests.bot.telegram.api.model import TOKEN, BotApi
from tests.bot.telegram.api.shapes import Json, buttons, person, styled
from tests.bot.telegram.api.transports import Server
from tests.scripts.conftest import ROOT, environment
from tests.scripts.program import ANNA, QUESTION, Program, running

ADMIN = person(1, "Ada")
SIZE_MB = 48


@pytest.fixture
def home(tea_home: Path, tmp_path: Path) -> Iterator[Path]:
    """A data directory with the small report indexed, on a small file system."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", str(place)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("mounting is not allowed")
    shutil.copytree(tea_home / "index", place / "index")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    served = Server(BotApi())
    yield served
    await served.close()


def fill(home: Path) -> Path:
    """Leave no room at all."""
    filler = home / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            with suppress(OSError):
                while True:
                    file.write(bytes(size))
    return filler


def remount(home: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(home)], check=True)


async def rated(program: Program, api: BotApi, answer: Json) -> str:
    """Press a thumb; what the person is told."""
    query = api.press(ANNA, answer, buttons(answer)["👍"])
    await program.until(lambda: query in api.answers)
    return str(api.answers[query]["text"])


def answered(api: BotApi) -> list[int]:
    """The questions that were answered, one for each answer."""
    said = [message for message in api.by_bot(ANNA["id"]) if styled(message, "expandable_blockquote")]
    return [message["reply_to_message"]["message_id"] for message in said]


async def told(program: Program, api: BotApi, chat_id: int, words: str) -> None:
    await program.until(lambda: any(words in message["text"] for message in api.by_bot(chat_id)))


@pytest.mark.slow
async def test_people_are_answered_and_told_and_all_works_when_there_is_room(home: Path, server: Server) -> None:
    api = server.api
    async with running(home, server, TELEGRAM_ADMINS=str(ADMIN["id"])) as program:
        api.say(ADMIN, "/help")
        first = api.say(ANNA, QUESTION)
        await program.until(lambda: len(answered(api)) == 1)
        filler = fill(home)
        asked = [api.say(ANNA, QUESTION + "？" * number) for number in range(6)]
        await program.until(lambda: len(answered(api)) == 7)
        await told(program, api, ADMIN["id"], "The server's disk is full")
        query = api.press(ANNA, api.by_bot(ANNA["id"])[0], buttons(api.by_bot(ANNA["id"])[0])["👍"])
        await program.until(lambda: query in api.answers)
        assert "could not be kept" in api.answers[query]["text"]
        filler.unlink()
        await asyncio.sleep(3)  # what was held is written
        query = api.press(ANNA, api.by_bot(ANNA["id"])[0], buttons(api.by_bot(ANNA["id"])[0])["👍"])
        await program.until(lambda: query in api.answers)
        assert "could not be kept" not in api.answers[query]["text"]
    async with running(home, server) as program:
        await program.until(lambda: program.log.read_text("utf-8", "replace").count('"started"') == 2)
        last = api.say(ANNA, QUESTION)
        await program.until(lambda: len(answered(api)) == 8)
    assert answered(api) == [message["message_id"] for message in (first, *asked, last)]
    assert sum("disk is full" in message["text"] for message in api.by_bot(ADMIN["id"])) == 1
    assert not any("went wrong" in message["text"] for message in api.messages.values())


@pytest.mark.slow
@pytest.mark.parametrize("how", ["full", "read-only"])
async def test_a_start_on_a_disk_that_takes_no_changes_answers_and_takes_up_all_when_it_does(
    home: Path, server: Server, tmp_path: Path, how: str
) -> None:
    api, logs = server.api, tmp_path / "logs"
    logs.mkdir()
    settings = {"DATA_DIR": str(home), "TELEGRAM_ADMINS": str(ADMIN["id"]), "TELEGRAM_MEMBERS": ""}
    async with running(logs, server, **settings) as program:
        api.say(ADMIN, "/help")
        api.say(ANNA, "hello")
        await told(program, api, ADMIN["id"], "asks for access")
        request = next(m for m in api.by_bot(ADMIN["id"]) if "asks for access" in m["text"])
        api.press(ADMIN, request, buttons(request)["Let in"])
        await told(program, api, ANNA["id"], "You are in")
    # Stopped in peace, it has left nothing beside the database, and to open that something has to be written.
    (home / "index" / "building-x").mkdir()
    filler = fill(home) if how == "full" else None
    remount(home, "ro" if how == "read-only" else "rw")
    async with running(logs, server, **settings) as program:
        asked = [api.say(ANNA, QUESTION + "？" * number) for number in range(3)]
        await program.until(lambda: len(answered(api)) == 3)
        await told(program, api, ADMIN["id"], "The server's disk is full")
        first = next(m for m in api.by_bot(ANNA["id"]) if styled(m, "expandable_blockquote"))
        assert "could not be kept" in await rated(program, api, first)
        remount(home, "rw")
        if filler:
            filler.unlink()
        for _ in range(20):
            if "could not be kept" not in await rated(program, api, first):
                break
            await asyncio.sleep(0.5)
        else:
            pytest.fail("there is room, and nothing is kept")
        asked.append(api.say(ANNA, QUESTION))
        await program.until(lambda: len(answered(api)) == 4)
        assert not any("Traceback" in entry.get("exception", "") for entry in program.events())
        await asyncio.sleep(3)  # what was held is written
    async with running(logs, server, **settings) as program:
        asked.append(api.say(ANNA, QUESTION))
        await program.until(lambda: len(answered(api)) == 5)
    assert answered(api) == [message["message_id"] for message in asked]
    assert sum("disk is full" in message["text"] for message in api.by_bot(ADMIN["id"])) == 1
    assert not any("went wrong" in message["text"] for message in api.messages.values())


@pytest.mark.slow
async def test_a_first_start_without_room_says_so_and_may_be_tried_again(home: Path, server: Server) -> None:
    api = server.api
    filler = fill(home)
    command = [sys.executable, "-m", "bot"]
    settings = environment(home) | {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": server.url}
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=settings, stderr=subprocess.PIPE)
    _, said = await process.communicate()
    assert process.returncode == EXIT_LATER
    assert "its disk is full or read only" in said.decode().splitlines()[-1]
    filler.unlink()
    async with running(home, server) as program:
        api.say(ANNA, QUESTION)
        await program.until(lambda: len(answered(api)) == 1)
