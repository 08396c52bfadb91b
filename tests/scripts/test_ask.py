"""The command line that answers one question, or one a line."""

import json
from typing import Any

import pytest

from tests.scripts.conftest import Run


def ask_lines(tea: Run, *lines: str, options: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    done = tea("scripts.ask", "--jsonl", *options, stdin="\n".join(lines) + "\n")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_answer_for_people_quotes_and_cites(tea: Run) -> None:
    done = tea("scripts.ask", "新主播开播之前要做什么？")
    assert done.returncode == 0, done.stderr
    assert "制茶车间" in done.stdout
    assert "二、1 (1)" in done.stdout
    assert "直播怎么做 › 主播" in done.stdout


@pytest.mark.slow
def test_quotes_are_shown_in_the_script_that_is_asked_for(tea: Run) -> None:
    done = tea("scripts.ask", "新主播开播之前要做什么？", "--script", "zh-Hant")
    assert "製茶車間" in done.stdout


@pytest.mark.slow
def test_brackets_in_a_question_are_shown_as_they_are(tea: Run) -> None:
    done = tea("scripts.ask", "[red]李佳琦[/b]卖过高山茶吗？")
    assert done.returncode == 0, done.stderr
    assert "李佳琦" in done.stdout


@pytest.mark.slow
def test_question_that_is_no_utf8_gets_an_answer(tea: Run) -> None:
    done = tea("scripts.ask", b"\xff" + "茶叶怎么储存".encode())
    assert done.returncode == 0, done.stderr
    assert "湿度" in done.stdout


def test_jsonl_has_the_promised_shape(tea: Run) -> None:
    (row,) = ask_lines(tea, '{"question": "2022年高山茶市场规模是多少？"}')
    assert list(row) == ["question", "status", "blank", "read_as", "missing", "why", "took_ms", "passages"]
    assert (row["status"], row["blank"], row["missing"]) == ("answered", True, [])
    best = row["passages"][0]
    assert list(best) == ["document", "ref", "headings", "page", "text", "key_sentences", "score"]
    assert (best["document"], best["ref"], best["page"]) == ("高山茶直播销售报告", "1.1.1", None)
    assert best["headings"] == ["茶叶市场", "市场规模"]
    assert best["key_sentences"][0] in best["text"]
    scores = [passage["score"] for passage in row["passages"]]
    assert len(scores) == 5
    assert scores == sorted(scores, reverse=True)


def test_jsonl_knows_previous_and_limit(tea: Run) -> None:
    line = json.dumps({"question": "那收入呢？", "previous": "新主播开播之前要学什么？", "id": 7})
    (row,) = ask_lines(tea, line, options=("--limit", "2"))
    assert next(passage["ref"] for passage in row["passages"]) == "2.1.2"
    assert len(row["passages"]) == 2


def test_bad_lines_get_error_lines_in_their_place(tea: Run) -> None:
    good = '{"question": "茶叶怎么储存"}'
    bad = ["not json", "[1]", "{}", '{"question": 5}', '{"question": "x", "previous": 3}', '{"question": " "}']
    rows = ask_lines(tea, good, *bad, '{"question": "' + "[" * 20_000, '{"question": "\\ud800茶叶"}', good)
    assert [("error" in row) for row in rows] == [False, *[True] * 7, False, False]
    assert rows[0]["passages"] == rows[-1]["passages"]
    assert rows[-2]["question"] == "\ud800茶叶"


@pytest.mark.slow
def test_bom_is_no_mistake_and_what_is_no_text_is_not_echoed(tea: Run) -> None:
    rows = ask_lines(tea, '\ufeff{"question": "茶叶怎么储存"}', '{"question": NaN}')
    assert "passages" in rows[0]
    assert rows[1]["question"] is None


@pytest.mark.slow
def test_very_long_question_in_jsonl_is_answered(tea: Run) -> None:
    (row,) = ask_lines(tea, json.dumps({"question": "茶叶怎么储存？" * 2_000}))
    assert row["status"] in ("answered", "hedged", "refused")


@pytest.mark.parametrize("arguments", [(), ("question", "--jsonl")])
def test_question_or_jsonl_but_not_both(tea: Run, arguments: tuple[str, ...]) -> None:
    done = tea("scripts.ask", *arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_empty_question_is_told_in_the_language_that_is_set(tea: Run) -> None:
    done = tea("scripts.ask", "  ", INTERFACE_LANGUAGE="zh-Hant")
    assert done.returncode == 2
    assert "問題是空的" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_an_index_the_command_that_builds_one_is_named(run: Run) -> None:
    done = run("scripts.ask", "主播")
    assert done.returncode == 2
    assert "springboard reindex" in done.stderr


def test_index_of_another_model_is_refused_with_the_command(tea: Run) -> None:
    done = tea("scripts.ask", "主播", ENCODER="some/other-model")
    assert done.returncode == 2
    assert "another model" in done.stderr
    assert "springboard reindex" in done.stderr


def test_wrong_setting_is_named(tea: Run) -> None:
    done = tea("scripts.ask", "主播", MAX_DOCUMENT_MB="-1")
    assert (done.returncode, "MAX_DOCUMENT_MB" in done.stderr) == (2, True)
    assert "Traceback" not in done.stderr
