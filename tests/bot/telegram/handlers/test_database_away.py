"""The database is away for a moment after Telegram has heard that an update is taken in: nothing is lost by it."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event
from structlog.testing import capture_logs

from bot.telegram.ordering import kept_updates
from tests.bot.telegram.api.shapes import Json, styled
from tests.bot.telegram.handlers.conftest import ADMIN, ANNA, STRANGER, StartTeam, Team
from tests.scripts.test_replicas import Line

pytestmark = pytest.mark.slow
QUESTIONS = ("新主播开播之前要做什么？", "那收入呢？")
AGAIN = "update is handled again once the database is there"


@contextmanager
def cut_off(team: Team, postgres: str, words: str, *, times: int = 1, passing: int = 0) -> Iterator[list[str]]:
    """End the connection over which a bot sends a statement with these ``words``, after so many that are ``passing``.

    What is returned is filled with all such statements.
    """
    seen: list[str] = []

    def before(connection: Any, _: Any, statement: str, parameters: Any, *__: Any) -> None:
        if words not in f"{statement} {parameters}":
            return
        seen.append(statement)
        if passing < len(seen) <= passing + times:
            with psycopg.connect(postgres, autocommit=True) as own:
                pid = connection.connection.driver_connection.get_server_pid()
                own.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    engine = team.worlds[0].services.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", before)
    yield seen
    event.remove(engine, "before_cursor_execute", before)


async def ask(team: Team, user: Json, texts: Sequence[str] = QUESTIONS) -> list[int]:
    """Have questions taken in; their messages."""
    asked = [team.api.say(user, text)["message_id"] for text in texts]
    while team.api.updates:
        await kept_updates(team.worlds[0].app).accept(team.api.updates.pop(0))
    return asked


def answered(team: Team, user: Json) -> list[int]:
    found = [message for message in team.api.by_bot(user["id"]) if styled(message, "expandable_blockquote")]
    return [message["reply_to_message"]["message_id"] for message in found]


async def test_wherever_the_connection_is_cut_off_each_question_is_answered_once_and_in_order(
    start_team: StartTeam, empty_postgres: str
) -> None:
    at = [
        ("sent/", 0, 2),
        ("FROM people", 0, 2),
        ("INSERT INTO questions", 0, 2),
        ("'questions/", 0, 2),
        ("UPDATE questions SET tries", 0, 2),
        ("FROM people", 3, 1),  # right before the answer is sent
        ("UPDATE questions SET status", 0, 2),
        ("UPDATE conversations", 0, 2),
        ("UPDATE updates SET content", 0, 2),
    ]
    async with start_team(1) as team:
        for number, (words, passing, questions) in enumerate(at):
            user = (ANNA, ADMIN)[number % 2]
            before = answered(team, user)
            with cut_off(team, empty_postgres, words, passing=passing) as seen:
                asked = await ask(team, user, QUESTIONS[:questions])
                await team.deliver(0)
            assert len(seen) > passing, words
            assert answered(team, user) == before + asked, words
            assert len(team.api.by_bot(user["id"])) == len(before + asked), words


async def test_what_fails_each_time_is_told_and_logged(start_team: StartTeam, empty_postgres: str) -> None:
    async with start_team(1) as team:
        with cut_off(team, empty_postgres, "hits", times=100), capture_logs() as logs:
            (told,) = await team.ask(0, ANNA, QUESTIONS[0])
        (failed,) = [entry for entry in logs if entry["event"] == "update failed"]
        assert failed["error_id"] in told["text"]
        assert len([entry for entry in logs if entry["event"] == AGAIN]) == 3
        assert len(await team.ask(0, ANNA, QUESTIONS[0])) == 1


async def test_who_is_shut_out_is_not_let_in_by_a_connection_that_is_cut_off(
    start_team: StartTeam, empty_postgres: str
) -> None:
    async with start_team(1) as team:
        await team.ask(0, STRANGER, "hello")
        await team.ask(0, ADMIN, f"/revoke {STRANGER['id']}")
        with cut_off(team, empty_postgres, "tell-guest", times=100) as seen, capture_logs() as logs:
            (told,) = await team.ask(0, STRANGER, "/sources")
        assert seen
        (failed,) = [entry for entry in logs if entry["event"] == "update failed"]
        assert failed["error_id"] in told["text"]
        (told,) = await team.ask(0, STRANGER, "/sources")
        assert "tea.md" not in str(told)


@pytest.mark.parametrize("stopped", [False, True])
async def test_what_was_taken_in_before_the_database_went_away_is_answered_when_it_is_back(
    start_team: StartTeam, empty_postgres: str, *, stopped: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:  # a socket wants a short path
        line = Line(empty_postgres, Path(folder))
        await line.join()
        async with start_team(1, address=line.address) as team:
            with capture_logs() as logs:
                asked = await ask(team, ANNA)
                await line.cut()
                await team.worlds[0].until(lambda: AGAIN in [entry["event"] for entry in logs])
            if not stopped:
                await line.join()
                await team.worlds[0].until(lambda: len(answered(team, ANNA)) == len(asked))
        if stopped:
            assert len(answered(team, ANNA)) < len(asked)
            await line.join()
            async with start_team(1, address=line.address) as team:
                await team.worlds[0].until(lambda: len(answered(team, ANNA)) == len(asked))
        assert answered(team, ANNA) == asked
        await line.cut()
