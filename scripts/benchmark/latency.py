"""How long an answer takes beside the encoder call that it cannot do without."""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bot.assistant import Assistant
from scripts.benchmark.report import Measurement

_ROUNDS = 5
_STARTS = 3


def measure_answers(assistant: Assistant, questions: Sequence[str]) -> list[Measurement]:
    """Milliseconds of the bare encoder call and of the whole answer, turn about, so noise meets both alike."""
    for question in questions[:5]:
        assistant.ask(question)
    encoding: list[float] = []
    answering: list[float] = []
    for _ in range(_ROUNDS):
        for question in questions:
            encoding.append(_milliseconds(assistant.encoder.queries, [question]))
            answering.append(_milliseconds(assistant.ask, question))
    ratio = float(np.median(answering) / np.median(encoding))
    return [
        Measurement("bare encoder call", _percentiles(encoding)),
        Measurement("answer", _percentiles(answering) | {"ratio": ratio}),
    ]


def measure_start(question: str) -> list[Measurement]:
    """Seconds of a one-shot answer, process and all, beside a bare import of Sentence Transformers."""
    bare = min(_seconds("-c", "import sentence_transformers") for _ in range(_STARTS))
    shot = min(_seconds("-m", "scripts.ask", question) for _ in range(_STARTS))
    return [
        Measurement("import sentence_transformers", {"seconds": bare}),
        Measurement("scripts.ask", {"seconds": shot, "ratio": shot / bare}),
    ]


def _percentiles(values: Sequence[float]) -> dict[str, float | int | str]:
    return {"p50 ms": float(np.percentile(values, 50)), "p95 ms": float(np.percentile(values, 95))}


def _milliseconds(call: Callable[[Any], object], argument: object) -> float:
    started = time.perf_counter()
    call(argument)
    return (time.perf_counter() - started) * 1000


def _seconds(*arguments: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started
