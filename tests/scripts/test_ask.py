"""The command line that answers one question, or one a line."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.scripts.conftest import Run, call


def ask_lines(*lines: str, options: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    done = call("ask", "--jsonl", *options, stdin="\n".join(lines) + "\n")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_answer_for_people_quotes_and_cites(tea: Run) -> None:
    done = tea("scripts.ask", "新主播开播之前要做什么？")
    assert done.returncode == 0, done.stderr
    assert "制茶车间" in done.stdout
    assert "二、1 (1)" in done.stdout
    assert "直播怎么做 › 主播" in done.stdout


@pytest.mark.usefixtures("here")
def test_quotes_are_shown_in_the_script_that_is_asked_for() -> None:
    done = call("ask", "新主播开播之前要做什么？", "--script", "zh-Hant")
    assert "製茶車間" in done.stdout


@pytest.mark.usefixtures("here")
def test_brackets_in_a_question_are_shown_as_they_are() -> None:
    done = call("ask", "[red]李佳琦[/b]卖过高山茶吗？")
    assert "李佳琦" in done.stdout


@pytest.mark.slow
def test_question_that_is_no_utf8_gets_an_answer(tea: Run) -> None:
    done = tea("scripts.ask", b"\xff" + "茶叶怎么储存".encode())
    assert done.returncode == 0, done.stderr
    assert "湿度" in done.stdout


@pytest.mark.usefixtures("here")
def test_jsonl_has_the_promised_shape() -> None:
    (row,) = ask_lines('{"question": "2022年高山茶市场规模是多少？"}')
    keys = ["question", "status", "blank", "read_as", "missing", "version", "why", "took_ms"]
    assert list(row) == [*keys, "sentences", "sides", "more", "left", "passages", "next"]
    assert row["sides"] is None
    assert row["sentences"] == row["more"] == []
    assert (row["status"], row["blank"], row["missing"]) == ("answered", True, [])
    best = row["passages"][0]
    assert list(best) == ["document", "ref", "headings", "page", "date", "text", "key_sentences", "score"]
    assert (best["document"], best["ref"], best["page"]) == ("高山茶直播销售报告", "1.1.1", None)
    assert best["headings"] == ["茶叶市场", "市场规模"]
    assert best["key_sentences"][0] in best["text"]
    scores = [passage["score"] for passage in row["passages"]]
    assert len(scores) == 5
    assert scores == sorted(scores, reverse=True)


@pytest.mark.usefixtures("here")
def test_jsonl_has_the_sentences_of_an_evidence_sheet() -> None:
    (row,) = ask_lines(json.dumps({"question": "列出所有关于主播的内容"}))
    assert [sentence["ref"] for sentence in row["sentences"]][-2:] == ["2.1.1", "2.1.2"]
    assert all(list(each) == ["text", "document", "ref", "label", "page"] for each in row["sentences"])


@pytest.mark.usefixtures("here")
def test_jsonl_knows_previous_and_limit() -> None:
    line = json.dumps({"question": "那收入呢？", "previous": "新主播开播之前要学什么？", "id": 7})
    (row,) = ask_lines(line, options=("--limit", "2"))
    assert next(passage["ref"] for passage in row["passages"]) == "2.1.2"
    assert len(row["passages"]) == 2


def test_bad_lines_get_error_lines_in_their_place(tea: Run) -> None:
    good = '{"question": "茶叶怎么储存"}'
    bad = ["not json", "[1]", "{}", '{"question": 5}', '{"question": "x", "previous": 3}', '{"question": " "}']
    lines = [good, *bad, '{"question": "' + "[" * 20_000, '{"question": "\\ud800茶叶"}', good]
    done = tea("scripts.ask", "--jsonl", stdin="\n".join(lines) + "\n")
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [("error" in row) for row in rows] == [False, *[True] * 7, False, False]
    assert rows[0]["passages"] == rows[-1]["passages"]
    assert rows[-2]["question"] == "\ud800茶叶"


@pytest.mark.usefixtures("here")
def test_bom_is_no_mistake_and_what_is_no_text_is_not_echoed() -> None:
    rows = ask_lines('\ufeff{"question": "茶叶怎么储存"}', '{"question": NaN}')
    assert "passages" in rows[0]
    assert rows[1]["question"] is None


@pytest.mark.usefixtures("here")
def test_very_long_question_in_jsonl_is_answered() -> None:
    (row,) = ask_lines(json.dumps({"question": "茶叶怎么储存？" * 2_000}))
    assert row["status"] in ("answered", "hedged", "refused")


@pytest.mark.parametrize("arguments", [(), ("question", "--jsonl")])
@pytest.mark.usefixtures("here")
def test_question_or_jsonl_but_not_both(arguments: tuple[str, ...]) -> None:
    assert "Give one question" in call("ask", *arguments, code=2).stderr


@pytest.mark.usefixtures("here")
def test_empty_question_is_told_in_the_language_that_is_set() -> None:
    done = call("ask", "  ", code=2, INTERFACE_LANGUAGE="zh-Hant")
    assert "問題是空的" in done.stderr


def test_without_an_index_the_command_that_builds_one_is_named(tmp_path: Path) -> None:
    done = call("ask", "主播", code=2, DATA_DIR=str(tmp_path / "home"))
    assert "springboard reindex" in done.stderr


@pytest.mark.usefixtures("here")
def test_wrong_setting_is_named() -> None:
    assert "MAX_DOCUMENT_MB" in call("ask", "主播", code=2, MAX_DOCUMENT_MB="-1").stderr
