"""Questions that are meant to do harm, or mean nothing: none takes much longer than a usual one, few are answered.

``--tries`` asks more of them than CI does.
"""

import json
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.answering.assistant import MAX_QUESTION_CHARACTERS, Assistant
from bot.settings import Settings
from bot.wiring import open_assistant
from tests.conftest import DATA

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

MOST_TIMES_MEDIAN = 5
MOST_TELEGRAM_SENDS = 4_096  # characters

NEWS = "今天下午市中心发生了一起交通事故，没有人员伤亡，警方正在调查原因，预计晚高峰前恢复通行。"
POEM = "床前明月光，疑是地上霜。举头望明月，低头思故乡。春眠不觉晓，处处闻啼鸟。夜来风雨声，花落知多少。"
RECIPE = "Peel the potatoes, cut them into thin slices and fry them in butter until they are golden on both sides. "
TRAIN = "Сколько стоит билет на поезд до Москвы и когда он отправляется завтра утром? "

# Each writes at least that many characters.
MEANINGLESS: dict[str, Callable[[random.Random, int], str]] = {
    "digits": lambda chance, size: "".join(chance.choice("0123456789") for _ in range(size)),
    "chinese characters": lambda chance, size: "".join(chr(chance.randrange(0x4E00, 0x9FFF)) for _ in range(size)),
    "letters": lambda chance, size: " ".join(
        "".join(chance.choice("abcdefghijklmnop") for _ in range(6)) for _ in range(size // 7 + 1)
    ),
    "emoji": lambda chance, size: "".join(chr(chance.randrange(0x1F300, 0x1F6FF)) for _ in range(size)),
    "kana": lambda chance, size: "".join(chr(chance.randrange(0x3041, 0x3096)) for _ in range(size)),
    "one word again and again": lambda _, size: "主播" * (size // 2),
    "news": lambda _, size: NEWS * (size // len(NEWS) + 1),
    "poem": lambda _, size: POEM * (size // len(POEM) + 1),
    "recipe": lambda _, size: RECIPE * (size // len(RECIPE) + 1),
    "train": lambda _, size: TRAIN * (size // len(TRAIN) + 1),
}
# Pieces that are costly to normalise, to cut into words, to correct or to read.
COSTLY = {
    "a ligature of eighteen letters": "\ufdfa",
    "another one": "\ufdfb",
    "marks on a letter": "a" + "\u0301" * 20,
    "units": "㍿㌖㌗㍍",
    "compatibility characters": "\uf900\uf901\uf902\ufa0e\ufa10",
    "families": "👩‍👩‍👧‍👦",
    "zero width joiners": "主\u200d播",
    "typing errors": "主波怎么陪训直播电伤",
    "pinyin": "zhubozenmepeixun",
    "misspelt words": "livestrem plaform tarin ",
    "one letter": "a",
    "one character": "主",
    "names": "李佳琦薇娅辛巴罗永浩",
    "figures": "2020年12.5亿美元",
    "quotes": "「『",
    "questions": "新主播怎么培训？",
    "goodbyes": "拜拜 ",
    "brackets": "([{",
}


def lines(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def shipped(shipped_home: Path) -> Assistant:
    return open_assistant(Settings(data_dir=shipped_home))


def processor_seconds(assistant: Assistant, question: str) -> float:
    started = time.process_time()
    assistant.ask(question)
    return time.process_time() - started


@pytest.mark.attack
def test_no_question_takes_much_longer_than_a_usual_one(shipped: Assistant, tries: int) -> None:
    usual = [str(line["question"]) for line in lines("fitting.jsonl")[::25]]
    median = sorted(processor_seconds(shipped, question) for question in usual)[len(usual) // 2]
    chance = random.Random(tries)
    costly = [piece * (MOST_TELEGRAM_SENDS // len(piece)) for piece in COSTLY.values()]
    costly += [piece * (MAX_QUESTION_CHARACTERS // len(piece)) for piece in COSTLY.values()]
    costly += ["".join(chance.choices([*COSTLY.values()], k=chance.randrange(500))) + "？" for _ in range(tries)]
    costly += [chr(chance.randrange(0x20, 0xD7FF)) * MAX_QUESTION_CHARACTERS for _ in range(tries)]
    slow = {question[:20]: processor_seconds(shipped, question) / median for question in costly}
    assert not {question: times for question, times in slow.items() if times > MOST_TIMES_MEDIAN}


@pytest.mark.attack
@pytest.mark.parametrize("size", [80, 200, 490])
def test_what_means_nothing_and_other_subjects_are_not_answered_however_long(
    shipped: Assistant, size: int, tries: int
) -> None:
    chance = random.Random(size)
    asked = [(kind, write(chance, size)) for kind, write in MEANINGLESS.items() for _ in range(max(2, tries // 5))]
    answered = [kind for kind, question in asked if shipped.ask(question).status == "answered"]
    assert len(answered) <= len(asked) // 20, answered


@pytest.mark.parametrize("message", lines("long_messages.jsonl"), ids=lambda message: message["id"])
def test_a_long_message_that_asks_something_is_answered(shipped: Assistant, message: dict[str, str]) -> None:
    answer = shipped.ask(message["question"])
    assert answer.status == "answered"
    assert message["relevant"][0].rpartition(".")[0] in {quote.ref.rpartition(".")[0] for quote in answer.quotes[:3]}
