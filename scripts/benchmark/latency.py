"""Measure how long a start, an answer and the chat take, compared with the naive bot and the encoder alone."""

import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bot.answering.assistant import Assistant
from bot.suites.loading import SHIPPED_SUITE, read_suite
from index.encoder import Encoder
from scripts.benchmark.naive import NaiveBot, save_model, write
from scripts.benchmark.report import Measurement

_ROUNDS = 5
_STARTS = 5
_UNREAD, _READ = "answer, nothing to be read", "answer, passages read with the question"
_MOST_OF_EACH = 50  # questions that sheets answer, and comparisons
_BARE = "import numpy, faiss"
_START = """
import json, resource, subprocess, sys, time
started = time.perf_counter()
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
print(json.dumps([time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]))
"""


def measure_latency(assistant: Assistant, questions: Sequence[str]) -> list[Measurement]:
    """Time answers and starts, compared with the naive bot on the same passages and with the bare libraries.

    Beside the ``questions`` those of the shipped suite are asked that sheets and comparisons answer.
    """
    from sentence_transformers import SentenceTransformer

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        model = SentenceTransformer(str(save_model(home)), device="cpu")
        texts = [passage.text for passage in assistant.snapshot.index.passages]
        write(Encoder().passages(texts), texts, home)  # as the model would, of the same weights, but sooner
        answers = _answers(assistant, NaiveBot(model, home), questions)
        return [*answers, *_gathered(assistant, _of_suite()), *_starts(questions[0], home)]


def _answers(assistant: Assistant, naive: NaiveBot, questions: Sequence[str]) -> list[Measurement]:
    """Time the bare encoder call, the answer and the naive bot's answer, in milliseconds.

    The three take turns, so that noise affects all alike. Answers for which passages were read with the question have a
    row of their own.
    """
    for question in questions:
        for call in (assistant.ask, naive.ask):
            call(question)
    times: dict[str, list[float]] = {"bare encoder call": [], _UNREAD: [], _READ: [], "naive bot's answer": []}
    for number in range(_ROUNDS):
        for question in (f"{question} {number}" for question in questions):  # a repeated question is not read again
            times["bare encoder call"].append(_milliseconds(lambda text: assistant.encoder.queries([text]), question))
            times["naive bot's answer"].append(_milliseconds(naive.ask, question))
            started = time.perf_counter()
            read = assistant.ask(question).reading is not None
            times[_READ if read else _UNREAD].append((time.perf_counter() - started) * 1000)
    bare, theirs = (float(np.median(times[name])) for name in ("bare encoder call", "naive bot's answer"))
    return [
        Measurement(name, _against(bare, taken) | {"of naive": float(np.median(taken)) / theirs})
        for name, taken in times.items()
        if taken
    ]


def _of_suite() -> list[str]:
    """Return questions of the shipped suite that sheets answer, and as many at most that comparisons do."""
    asked = [(case.question, case.expect) for case in read_suite(SHIPPED_SUITE).cases if case.question and case.expect]
    sheets = [question for question, expected in asked if expected.sentences]
    comparisons = [question for question, expected in asked if expected.sides]
    return [*sheets[:_MOST_OF_EACH], *comparisons[:_MOST_OF_EACH]]


def _gathered(assistant: Assistant, questions: Sequence[str]) -> list[Measurement]:
    """Time sheets and comparisons, each question once, since a repeated one is not read again.

    Each has its turn after the bare encoder call of its question. Questions that one passage answers do not count.
    """
    bare: dict[str, list[float]] = defaultdict(list)
    times: dict[str, list[float]] = defaultdict(list)
    for question in questions:
        encoding = _milliseconds(lambda text: assistant.encoder.queries([text]), question)
        started = time.perf_counter()
        answer = assistant.ask(question)
        taken = (time.perf_counter() - started) * 1000
        if answer.gathered:
            name = "evidence sheet" if answer.sheet else "comparison"
            bare[name].append(encoding)
            times[name].append(taken)
    return [
        Measurement(name, {"questions": len(taken)} | _against(float(np.median(bare[name])), taken))
        for name, taken in times.items()
    ]


def _against(bare: float, taken: Sequence[float]) -> dict[str, float | int | str]:
    """Return what 50 and 95 of 100 take at most, and the median against that of the ``bare`` encoder call."""
    return {
        "p50 ms": float(np.percentile(taken, 50)),
        "p95 ms": float(np.percentile(taken, 95)),
        "of bare call": float(np.median(taken)) / bare,
    }


def _starts(question: str, home: Path) -> list[Measurement]:
    """Measure seconds and peak memory of four processes, which take turns; the quickest run of each counts.

    They are the bare libraries, one answer, the naive bot's answer, and the chat with one question.
    """
    processes = {
        f"process: {_BARE}": ("-c", _BARE),
        "process: scripts.ask": ("-m", "scripts.ask", question),
        "process: naive bot": ("-m", "scripts.benchmark.naive", str(home), question),
        "process: scripts.chat, one question": ("-m", "scripts.chat"),
    }
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in processes}
    for _ in range(_STARTS):
        for name, arguments in processes.items():
            taken[name].append(_process(arguments, question))
    best = {name: min(times) for name, times in taken.items()}
    bare = best[f"process: {_BARE}"][0]
    return [
        Measurement(name, {"seconds": seconds, "of bare libraries": seconds / bare, "peak MB": memory})
        for name, (seconds, memory) in best.items()
    ]


def _milliseconds(call: Callable[[str], object], question: str) -> float:
    started = time.perf_counter()
    call(question)
    return (time.perf_counter() - started) * 1000


def _process(arguments: Sequence[str], question: str) -> tuple[float, float]:
    """Return seconds and peak memory (MB) of a Python process that gets ``question`` on its standard input."""
    # A small process starts it, because a child's peak includes what its parent held at the start.
    done = subprocess.run(
        [sys.executable, "-c", _START, sys.executable, *arguments],
        input=f"{question}\n".encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    seconds, peak = json.loads(done.stdout)
    return seconds, peak / 1024
