"""Programs get what `springboard ask --jsonl` writes, within limits and in turn."""

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

from tests.bot.api.conftest import QUESTION, Served, serving, settings_of

ROOT = Path(__file__).parents[3]
ASKED = (
    {"question": QUESTION},
    {"question": "那收入呢？", "previous": "新主播开播之前要学什么？"},
    {"question": "2022年高山茶市场规模是多少？"},
    {"question": "今天天氣怎麼樣？"},
    {"question": "你好"},
    {"question": "第二章"},
    {"question": "How are the hosts paid?"},
)
LIMIT = 2


def ask(client: httpx.Client, **asked: object) -> httpx.Response:
    return client.post("/v1/ask", json={"question": QUESTION, **asked})


@pytest.fixture(scope="module")
def written(served: Served) -> list[dict[str, object]]:
    """What the command line writes for the same questions."""
    done = subprocess.run(
        [sys.executable, "-m", "scripts.ask", "--jsonl", "--limit", str(LIMIT)],
        cwd=ROOT,
        env=os.environ | {"DATA_DIR": str(served.settings.data_dir)},
        input="\n".join(map(json.dumps, ASKED)),
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("number", range(len(ASKED)), ids=lambda number: ASKED[number]["question"])
def test_an_answer_is_field_by_field_what_the_command_line_writes(
    served: Served, written: list[dict[str, object]], number: int
) -> None:
    answered = ask(served.member, limit=LIMIT, **ASKED[number])
    assert answered.status_code == 200, answered.text
    assert list(answered.json()) == list(written[number])
    timeless = {"took_ms": 0}
    assert answered.json() | timeless == written[number] | timeless


def test_quotes_are_in_the_characters_that_are_asked_for(served: Served) -> None:
    (first, *_) = ask(served.member, script="zh-Hant").json()["passages"]
    assert "製茶車間" in first["text"]
    assert first["key_sentences"]
    assert all(sentence in first["text"] for sentence in first["key_sentences"])


def test_an_empty_question_is_told_in_the_language_that_is_preferred(served: Served) -> None:
    wanted = {"zh-TW": "問題是空的", "zh-CN,zh;q=0.9": "问题是空的", "en;q=0.5, zh-Hant;q=0.9": "問題", "": "is empty"}
    for header, words in wanted.items():
        told = served.member.post("/v1/ask", json={"question": " "}, headers={"Accept-Language": header})
        assert told.status_code == 422
        assert told.headers["content-type"] == "application/problem+json"
        assert told.json()["code"] == "question-empty"
        assert words in told.json()["detail"]


def test_a_key_may_ask_so_often_in_a_minute_and_is_told_when_it_may_again(home: Path) -> None:
    settings = settings_of(home).model_copy(update={"questions_per_minute": 3, "questions_per_minute_in_all": 5})
    with serving(settings) as served:
        assert [ask(served.member).status_code for _ in range(4)] == [200, 200, 200, 429]
        refused = ask(served.member)
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert refused.json()["code"] == "api-too-many"
        assert [ask(served.admin).status_code for _ in range(3)] == [200, 200, 429]  # and all together no more than 5


def test_what_asks_many_things_at_once_gets_all_its_answers(served: Served) -> None:
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(ask(served.member).status_code)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 12
