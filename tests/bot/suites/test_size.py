"""A suite of ten thousand cases."""

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.answering.assistant import Assistant
from bot.answering.snapshot import snapshot_of
from bot.suites.loading import read_suite
from bot.suites.report import conclude, write_report
from bot.suites.running import Runner
from index.encoder import Encoder, Vectors
from index.search import SearchIndex

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


class QuickEncoder(Encoder):
    """Vectors that only tell questions apart, since the real encoder would take minutes."""

    def queries(self, texts: Sequence[str]) -> Vectors:
        seeds = [int.from_bytes(hashlib.sha256(text.encode()).digest()[:4]) for text in texts]
        vectors = np.stack([np.random.default_rng(seed).standard_normal(384) for seed in seeds])
        scaled: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
        return scaled


def resident_megabytes() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def test_ten_thousand_cases_run_with_steady_memory(tea_index: SearchIndex, tmp_path: Path) -> None:
    case = '- {{id: "{0}", question: "茶叶第{0}问？", expect: {{passages: [{{ref: "1.1"}}], contains: 茶{0}}}}}\n'
    path = tmp_path / "large.yaml"
    path.write_text("cases:\n" + "".join(case.format(number) for number in range(10_000)), "utf-8")
    suite = read_suite(path)
    runner = Runner(Assistant(snapshot_of(tea_index), QuickEncoder()))
    outcomes = []
    after: dict[int, float] = {}
    for outcome in runner.run([suite]):
        outcomes.append(outcome)
        if len(outcomes) in (2_000, 10_000):
            after[len(outcomes)] = resident_megabytes()
    assert after[10_000] - after[2_000] < 40  # 5 kB a case: its few lines of outcome, no rankings
    run = conclude(runner, outcomes, 10_000)
    assert run.complete
    write_report(run, tmp_path / "r.json")
    assert (tmp_path / "r.json").stat().st_size < 30 * 2**20
