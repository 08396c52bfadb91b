"""Suites made elsewhere: JSON lines, tables from spreadsheets, promptfoo's YAML."""

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest

from bot.suites.cases import Case
from bot.suites.drafts import suite_yaml
from bot.suites.errors import SuiteError
from bot.suites.messages import explain_remark
from tests.bot.suites.conftest import Mistakes, ReadText

ROWS: list[dict[str, Any]] = [
    {"id": "d1", "lang": "zh-Hans", "kind": "direct", "question": "主播怎么培养？", "relevant": ["2.1.1", "2.1.2"]},
    {"id": "d2", "lang": "en", "kind": "figure", "question": "How big?", "relevant": ["1.1.1"], "blank": True},
    {
        "id": "d3",
        "lang": "zh-Hant",
        "kind": "followup",
        "question": "那收入呢？",
        "relevant": ["2.1.2"],
        "previous": "主播怎麼培養？",
        "note": "a follow-up, with a comma",
    },
    {"id": "d4", "lang": "zh-Hans", "kind": "far", "question": "今天天气怎么样？", "relevant": []},
    {"id": "d5", "lang": "zh-Hans", "kind": "near", "question": "李佳琦卖过吗？", "relevant": []},
]
COLUMNS = ("id", "lang", "kind", "question", "relevant", "previous", "blank", "note")


def json_lines() -> str:
    return "\n\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS)


def table(delimiter: str = ",", between: str = ";") -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(COLUMNS)
    for row in ROWS:
        written = row | {"relevant": between.join(row["relevant"])}
        writer.writerow([written.get(column, "") for column in COLUMNS])
    return out.getvalue()


def check(cases: tuple[Case, ...]) -> None:
    """What `ROWS` mean."""
    first, figure, talk, far, near = cases
    assert [case.id for case in cases] == ["d1", "d2", "d3", "d4", "d5"]
    assert [case.spoken for case in cases] == ["zh-Hans", "en", "zh-Hant", "zh-Hans", "zh-Hans"]
    assert first.tags == ("direct",)
    assert first.expect is not None
    assert [passage.ref for passage in first.expect.passages] == ["2.1.1", "2.1.2"]
    assert (first.expect.status, first.expect.within, first.expect.blank) == (("answered",), 3, None)
    assert figure.expect is not None
    assert figure.expect.blank
    assert [turn.question for turn in talk.conversation] == ["主播怎麼培養？", "那收入呢？"]
    assert [turn.expect is None for turn in talk.conversation] == [True, False]
    assert far.expect is not None
    assert near.expect is not None
    assert (far.expect.status, near.expect.status) == (("refused",), ("hedged", "refused"))


def test_json_lines(read_text: ReadText) -> None:
    check(read_text(json_lines(), "set.jsonl").cases)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_as_spreadsheets_write_them(encoding: str, delimiter: str, read_text: ReadText) -> None:
    between = "," if delimiter == ";" else ";"
    check(read_text(table(delimiter, between).encode(encoding), "set.csv").cases)


@pytest.mark.parametrize("question", ["主播怎么激励？", "茶叶怕什么", "退换货流程要怎么设计才让人放心？"])
def test_one_row_in_gb18030_is_enough(question: str, read_text: ReadText) -> None:
    (case,) = read_text(f"question,relevant\r\n{question},2.1.1\r\n".encode("gb18030"), "set.csv").cases
    assert case.question == question


@pytest.mark.parametrize("refs", ["2.1.1 2.1.2", "2.1.1、2.1.2", "['2.1.1', '2.1.2']", "2.1.1|2.1.2", "2.1.1\n2.1.2"])
def test_refs_in_a_cell_are_parted_as_people_do(refs: str, read_text: ReadText) -> None:
    (case,) = read_text(f'Question , RELEVANT\n茶？,"{refs}"\n', "set.csv").cases
    assert case.expect is not None
    assert [passage.ref for passage in case.expect.passages] == ["2.1.1", "2.1.2"]
    assert (case.id, case.tags) == ("line-2", ())


@pytest.mark.parametrize(("cell", "blank"), [("TRUE", True), ("1", True), ("是", True), ("FALSE", False), ("", None)])
def test_yes_and_no_as_spreadsheets_write_them(cell: str, blank: bool | None, read_text: ReadText) -> None:
    (case,) = read_text(f"question,relevant,blank\n茶？,1.1.1,{cell}\n", "set.csv").cases
    assert case.expect is not None
    assert case.expect.blank is blank


def test_a_cell_may_hold_several_lines_and_later_lines_keep_their_number(mistakes: Mistakes) -> None:
    text = 'question,relevant\n"茶\n怎么存？",2.2.1\n\n水？,here\n'
    assert mistakes(text, "set.csv") == ["line 5: relevant: here are no refs; write them as in 5.2.1; 5.2.2"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("question,relevent\n茶？,1.1\n", "line 2: relevent: there is no such key"),
        ("a,b\nc,d\n", "line 1: the first line must name the columns"),
        ("question,relevant\n茶？,1.1,more\n", "line 2: has more cells than the header's 2"),
        ("question,relevant,blank\n茶？,1.1,maybe\n", "line 2: blank: must be true or false, not maybe"),
        ("question,relevant,lang\n茶？,1.1,ja\n", "ja is none of"),
        ("id,question,relevant\na,茶？,1.1\na,水？,1.1\n", "line 3: a: this id is already that of line 2"),
        ("question,relevant\n", "must not be an empty list"),
        ("question,question,relevant\n茶？,水？,1.1\n", "line 1: the key question stands here twice"),
        ('question,relevant\n"茶？,1.1\n', "not CSV"),
        ("id,question,relevant\na,,1.1\n", "line 2: a: needs either a question or turns"),
    ],
)
def test_mistakes_of_a_table(text: str, told: str, mistakes: Mistakes) -> None:
    assert any(told in line for line in mistakes(text, "set.csv"))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{", "not JSON"),
        ("[1]", "must be a JSON object"),
        ('{"question": 1, "relevant": ["1.1"]}', "line-3.question: must be text, not 1"),
        ('{"question": "茶", "relevant": [1]}', "must be text, not 1"),
        ('{"question": "茶", "relevant": "1.1"}', "must be a list, not 1.1"),
        ('{"question": "茶", "relevant": ["1.1"], "blank": "yes"}', "must be true or false"),
        ('{"question": "\\ud800", "relevant": ["1.1"]}', "holds half a character"),
        ('{"question": "茶", "answer": "x"}', "answer: there is no such key"),
        ('{"relevant": ["1.1"]}', "needs either a question or turns"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_mistakes_of_json_lines(line: str, told: str, mistakes: Mistakes) -> None:
    text = '{"question": "茶？", "relevant": ["1.1"]}\n\n' + line
    (found,) = mistakes(text, "set.jsonl")
    assert found.startswith("line 3: ")
    assert told in found


PROMPTFOO = """description: as promptfoo has it
prompts: ["Answer: {{question}}"]
providers: [openai:some-model]
defaultTest:
  assert:
  - type: not-contains
    value: AI
tests:
- description: hosts
  vars: {question: 主播怎么培养？}
  assert:
  - type: contains-all
    value: [车间, 30天]
  - type: llm-rubric
    value: is polite
  - type: latency
    threshold: 500
  metadata: {tags: [hosts], language: zh-Hans, owner: me}
- vars:
    question: [今天天气怎么样？, Who won the match?]
  assert:
  - type: is-refusal
- vars: {topic: 茶叶, style: short}
  assert: [{type: contains-any, value: [湿度, 异味]}]
  options: {}
"""


def test_promptfoo_suites_as_far_as_they_map(read_text: ReadText) -> None:
    suite = read_text(PROMPTFOO.replace("{{question}}", "{{topic}}"))
    hosts, weather, match, tea = suite.cases
    assert hosts.expect is not None
    assert (hosts.id, hosts.tags, hosts.language) == ("hosts", ("hosts",), "zh-Hans")
    assert (hosts.expect.contains, hosts.expect.lacks) == (("车间", "30天"), ("AI",))
    assert [case.id for case in (weather, match)] == ["test-2 (1)", "test-2 (2)"]
    assert weather.expect is not None
    assert weather.expect.status == ("refused",)
    assert tea.question == "Answer: 茶叶"
    assert tea.expect is not None
    assert [passage.quote for passage in tea.expect.passages] == ["湿度", "异味"]
    notes = [explain_remark(note, "en") for note in suite.notes]
    assert [note.split(":")[0] for note in notes] == ["line 14", "line 16", "line 18", "line 25"]
    assert "llm-rubric has no counterpart" in notes[0]
    assert "latency" in notes[1]
    assert "metadata.owner" in notes[2]
    assert "options" in notes[3]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("tests: file://tests.csv\n", "line 1: tests: tests in other files"),
        ("tests:\n- file://a.yaml\n", "line 2: tests.0: tests in other files"),
        ("tests:\n- vars: {a: b, c: d}\n  assert: [{type: contains, value: x}]\n", "no variable holds the question"),
        ("tests:\n- vars: {question: 茶}\n  assert: contains\n", "must be a list of assertions"),
        ("tests:\n- vars: {question: {a: b}}\n  assert: [{type: is-refusal}]\n", "no variable holds the question"),
        (
            f"tests:\n- vars: {{question: 茶, {', '.join(f'v{n}: {list(range(10))}' for n in range(12))}}}\n"
            "  assert: [{type: is-refusal}]\n",
            "too much at once",
        ),
    ],
)
def test_promptfoo_suites_that_cannot_be_read(text: str, told: str, mistakes: Mistakes) -> None:
    assert any(told in line for line in mistakes(text))


def test_promptfoo_texts_of_several_are_parted_at_commas_and_templates_left_out(read_text: ReadText) -> None:
    suite = read_text(
        "defaultTest: {threshold: 1}\ntests:\n- vars: {question: 茶}\n  assert:\n"
        "  - {type: icontains-any, value: '湿度, 异味'}\n  - {type: contains, value: 'The {{topic}} is'}\n"
    )
    expect = suite.cases[0].expect
    assert expect is not None
    assert ([passage.quote for passage in expect.passages], expect.contains) == (["湿度", "异味"], ())
    assert [note.details["what"] for note in suite.notes] == ["defaultTest.threshold", "The {{topic}} is"]


def test_promptfoo_tests_may_share_a_description(read_text: ReadText) -> None:
    test = "- {description: same, vars: {question: 茶}, assert: [{type: is-refusal}]}\n"
    assert [case.id for case in read_text("tests:\n" + test * 2).cases] == ["same", "same #2"]


def test_a_null_is_as_good_as_nothing_and_kinds_know_no_capitals(read_text: ReadText) -> None:
    row = {"question": "天气？", "kind": "Far", "relevant": None, "previous": None, "blank": None, "lang": None}
    (case,) = read_text(json.dumps(row), "set.jsonl").cases
    assert case.expect is not None
    assert (case.expect.status, case.turns, case.language) == (("refused",), (), None)


def test_a_promptfoo_suite_of_which_nothing_maps_is_empty(read_text: ReadText) -> None:
    with pytest.raises(SuiteError):
        read_text("tests:\n- vars: {question: 茶}\n  assert: [{type: llm-rubric, value: x}]\n")


def test_a_saved_import_reads_as_what_it_was(read_text: ReadText) -> None:
    suite = replace(read_text(json_lines(), "set.jsonl"), description="kept")
    kept = read_text(suite_yaml(suite))
    assert (kept.cases, kept.description) == (suite.cases, "kept")
