"""The benchmarks run, and their figures are those of the sets they are given."""

import gzip
import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from index.dense import build_dense
from tests.conftest import TEA_REPORT
from tests.scripts.conftest import Run, call, figures


def write_lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    return path


@pytest.mark.slow
def test_quality_counts_hits_refusals_and_blanks(tea: Run, tmp_path: Path) -> None:
    questions: list[dict[str, Any]] = [
        {"question": "新主播开播之前要做什么？", "relevant": ["2.1.1"], "kind": "direct", "lang": "zh-Hans"},
        {"question": "茶叶仓库湿度", "relevant": ["1.1.1"], "kind": "direct", "lang": "zh-Hans"},
        {"question": "2022年高山茶市场规模是多少？", "relevant": ["1.1.1"], "kind": "figure", "blank": True},
        {"question": "今天天气怎么样？", "relevant": [], "kind": "far", "lang": "zh-Hans"},
        {"question": "李佳琦卖过高山茶吗？", "relevant": [], "kind": "near", "lang": "zh-Hans"},
    ]
    done = tea(
        "scripts.benchmark", "quality", str(write_lines(tmp_path / "q.jsonl", questions)), "--json", str(tmp_path / "f")
    )
    assert done.returncode == 0, done.stderr
    rows = figures(tmp_path / "f")
    assert rows["direct"]["hit@1"] == 50
    assert rows["answerable"]["questions"] == 3
    assert rows["far"]["refused"] == 100
    assert rows["near"]["hedged"] == 100
    assert rows["blank, where it is"]["blank"] == 100
    assert rows["blank, claimed elsewhere"]["blank"] == 0
    assert "hit@3" in done.stdout


@pytest.mark.slow
def test_retrieval_indexes_the_set_it_is_given(tea: Run, tmp_path: Path) -> None:
    data = {
        "passages": ["杭州的龙井在清明前采摘。", "普洱茶可以存放几十年。", "铁观音产在安溪。"],
        "questions": [{"question": "龙井什么时候采摘？", "passage": 0}, {"question": "铁观音的产地", "passage": 1}],
    }
    path = tmp_path / "set.json.gz"
    path.write_bytes(gzip.compress(json.dumps(data).encode()))
    done = tea("scripts.benchmark", "retrieval", str(path), "--json", str(tmp_path / "f"))
    assert done.returncode == 0, done.stderr
    assert figures(tmp_path / "f")["set.json.gz"]["hit@1"] == 50


@pytest.mark.slow
@pytest.mark.usefixtures("here")
def test_scale_measures_recall_of_the_graph_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exact_to = partial(build_dense, exact_limit=5_000)
    monkeypatch.setattr("scripts.benchmark.growing.build_dense", exact_to)
    call("benchmark", "scale", 300, 3_000, "--json", tmp_path / "f")
    rows = figures(tmp_path / "f")
    assert rows["300 passages"]["recall@10"] == 100
    assert 60 < rows["3,000 passages"]["recall@10"] <= 100


@pytest.mark.slow
@pytest.mark.usefixtures("here")
def test_scale_compares_an_index_in_postgresql_with_one_in_memory(
    tmp_path: Path, empty_postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_postgres)
    monkeypatch.setenv("INDEX_STORE", "postgres")
    call("versions", "copy")  # what the collections are grown from is there, too
    monkeypatch.setattr("scripts.benchmark.scale_in_postgres._MOST_IN_MEMORY", 300)
    monkeypatch.setattr("scripts.commands.benchmark._SAMPLE_QUESTIONS", 5)
    call("benchmark", "scale", 400, "--store", "postgres", "--passages", 300, "--json", tmp_path / "f")
    rows = figures(tmp_path / "f")
    assert rows["400 passages in memory"]["load s"] == "left out"
    for name in ("300 passages in memory", "300 passages in PostgreSQL", "400 passages in PostgreSQL"):
        assert rows[name]["agree@10"] == rows[name]["recall@100"] == 100
        assert rows[name]["CPU ms"] > 0
        assert rows[name]["memory MB"] > 0
    assert rows["400 passages in PostgreSQL"]["1 % changed, share of load"] > 0
    assert rows["400 passages in PostgreSQL"]["disk MB"] > rows["300 passages in PostgreSQL"]["disk MB"] > 1


@pytest.mark.slow
@pytest.mark.usefixtures("here", "written_model")
def test_build_compares_with_the_naive_bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.reindexing.collection.SHIPPED_EDITION", TEA_REPORT)  # quicker to encode
    monkeypatch.setattr("scripts.benchmark.building._NEW_PASSAGES", 20)
    monkeypatch.setattr("scripts.benchmark.building._TRIES", 2)
    data = {
        "passages": ["杭州的龙井在清明前采摘。", "普洱茶可以存放几十年。", "铁观音产在安溪。"],
        "questions": [{"question": "龙井什么时候采摘？", "passage": 0}, {"question": "铁观音的产地", "passage": 2}],
    }
    path = tmp_path / "set.json.gz"
    path.write_bytes(gzip.compress(json.dumps(data).encode()))
    call("benchmark", "build", path, "--json", tmp_path / "f")
    rows = figures(tmp_path / "f")
    assert rows["here: 3 passages"]["hit@1"] == rows["naive bot: 3 passages"]["hit@1"] == 100
    assert rows["20 new passages: file to preview"]["seconds"] > 0


def test_missing_set_and_missing_index_are_told(here: Path, tmp_path: Path) -> None:
    call("benchmark", "quality", tmp_path / "none", code=2)
    questions = write_lines(tmp_path / "q.jsonl", [{"question": "茶？", "relevant": ["1.1.1"]}])
    done = call("benchmark", "quality", questions, code=2, DATA_DIR=str(tmp_path / "empty"))
    assert "springboard reindex" in done.stderr
