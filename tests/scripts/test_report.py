"""springboard report, called in the test's own process."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.data_folder import DataFolder
from bot.state.database import open_database
from bot.state.questions import Conversation, finish, receive
from tests.knowledge.fonts import make_font
from tests.scripts.conftest import call

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("here")]


async def refuse(home: Path, question: str) -> None:
    """Keep a question that was refused just now."""
    database = await open_database("", DataFolder(home).database)
    await receive(database, Conversation(7, None, 7), 1, question, "zh-Hans", datetime.now(UTC))
    await finish(database, 7, 1, "refused")
    await database.close()


def test_a_week_is_told_in_five_lines_in_json_and_in_a_picture(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert call("report").stdout.startswith("Nobody asked anything from ")
    asyncio.run(refuse(here, "今天天气怎么样？"))
    lines = call("report").stdout.splitlines()
    assert [line.partition(": ")[0] for line in lines[1:]] == [
        "Asked most", "Not answered well", "Passages quoted most", "Test cases passed"
    ]  # fmt: skip
    assert "1 question – 0 answered, 0 hedged, 1 refused" in lines[0]
    figures = json.loads(call("report", "--json").stdout)
    assert figures["days"][-1]["refused"] == 1
    assert figures["gaps"][0]["question"] == "今天天气怎么样？"
    drawn = tmp_path / "week.png"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))
    make_font(tmp_path / "own" / "fonts")
    call("report", "--png", drawn)
    assert drawn.read_bytes().startswith(b"\x89PNG")
    drawn.unlink()
    monkeypatch.setattr("knowledge.pages.fonts._folders", lambda: iter(()))
    assert "fonts-noto-cjk" in call("report", "--png", drawn, code=2).stderr
    assert not drawn.exists()
