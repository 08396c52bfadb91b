"""springboard report, called in the test's own process."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.data_folder import DataFolder
from bot.state.database import open_database
from bot.state.questions import Conversation, finish, receive
from tests.scripts.conftest import call

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("here")]


async def refuse(home: Path, question: str) -> None:
    """Keep a question that was refused just now."""
    database = await open_database("", DataFolder(home).database)
    await receive(database, Conversation(7, None, 7), 1, question, "zh-Hans", datetime.now(UTC))
    await finish(database, 7, 1, "refused")
    await database.close()


def test_a_week_is_told_in_five_lines_and_in_json(here: Path) -> None:
    assert call("report").stdout.startswith("Nobody asked anything from ")
    asyncio.run(refuse(here, "今天天气怎么样？"))
    lines = call("report").stdout.splitlines()
    assert [line.partition(": ")[0] for line in lines[1:]] == [
        "Asked most", "Not answered well", "Passages quoted most", "Test cases passed"
    ]  # fmt: skip
    assert "1 questions: 0 answered, 0 hedged, 1 refused" in lines[0]
    figures = json.loads(call("report", "--json").stdout)
    assert figures["days"][-1]["refused"] == 1
    assert figures["gaps"][0]["question"] == "今天天气怎么样？"
