"""Suites in YAML: what is read, and how every mistake is told with its line."""

import re
import tracemalloc
from pathlib import Path

import pytest
import yaml

from bot.errors import explain
from bot.suites.errors import SuiteError
from bot.suites.formats import yaml_lines
from bot.suites.loading import read_suite, read_suites
from tests.bot.suites.conftest import Mistakes, ReadText
from tests.growth import grows_linearly

GOOD = """
description: Tea
cases:
- id: hosts
  question: 主播怎么培养？
  language: zh-Hans
  tags: [direct, hosts]
  expect:
    status: answered
    passages:
    - ref: "2.1.1"
    - headings: [直播怎么做, 主播]
      quote: 制茶车间
    within: 3
    contains: 30天
    lacks: [年终奖]
    blank: false
    max_time_ratio: 20
  known_to_fail: because
- id: talk
  turns:
  - question: How are hosts paid?
  - question: And trained?
    expect: {status: [answered, hedged]}
"""


def case(expect: str = "{status: answered}", more: str = "") -> str:
    return f"cases:\n- id: a\n  question: 茶叶？\n  expect: {expect}\n{more}"


def test_everything_that_a_suite_can_say_is_read(read_text: ReadText) -> None:
    hosts, talk = read_text(GOOD).cases
    expect = hosts.conversation[0].expect
    assert expect is not None
    assert (hosts.id, hosts.tags, hosts.spoken, hosts.known_to_fail) == (
        "hosts",
        ("direct", "hosts"),
        "zh-Hans",
        "because",
    )
    assert (expect.status, expect.within, expect.contains, expect.lacks) == (("answered",), 3, ("30天",), ("年终奖",))
    assert (expect.blank, expect.max_time_ratio) == (False, 20.0)
    assert [(p.ref, p.headings, p.quote) for p in expect.passages] == [
        ("2.1.1", (), None),
        (None, ("直播怎么做", "主播"), "制茶车间"),
    ]
    assert talk.spoken == "en"
    assert talk.conversation[0].expect is None
    assert talk.conversation[1].expect is not None
    assert talk.conversation[1].expect.status == ("answered", "hedged")


def test_the_first_passage_is_what_counts_unless_more_are_allowed(read_text: ReadText) -> None:
    (only,) = read_text(case('{passages: [{ref: "1.1"}]}')).cases
    assert only.expect is not None
    assert only.expect.within == 1


def test_every_mistake_is_told_with_its_line(mistakes: Mistakes) -> None:
    bad = """cases:
- id: a
  question: 5
  expect: {status: maybe}
- id: a
  questoin: 茶？
- question: 茶？
  expect:
    within: three
    passages:
    - ref: x
    blank: 2
"""
    told = mistakes(bad)
    assert [line.split(": ")[0] for line in told] == [f"line {n}" for n in (3, 4, 5, 6, 7, 9, 11, 12)]
    assert told[0].startswith("line 3: a.question: must be text, not 5")
    assert told[1].endswith("maybe is none of answered, hedged, refused")
    assert "line 2" in told[2]
    assert told[3] == "line 6: a.questoin: there is no such key"
    assert told[4] == "line 7: cases.3.id: is missing"
    assert "must be a number, not three" in told[5]
    assert "x is no ref" in told[6]
    assert "must be true or false, not 2" in told[7]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("cases: []\n", "must not be an empty list"),
        ("- a\n- b\n", "must be keys with values"),
        ("cases: 7\n", "must be a list, not 7"),
        ("cases: text\n", "must be a list, not text"),
        ("casus: []\n", "there is no such key"),
        (case("{}"), "expects nothing"),
        (case("{within: 2}"), "expects nothing"),
        (case('{passages: [{ref: "1.1"}], within: 0}'), "must be 1 or more, not 0"),
        (case('{passages: [{ref: "1.1"}], within: 51}'), "must be 50 or less, not 51"),
        (case("{passages: [{ref: 1.1}]}"), "must be text, not 1.1; numbers, dates and yes or no go in quotes"),
        (case("{passages: [{}]}"), "names no passage"),
        (case("{contains: ''}"), "must not be empty"),
        (case("{contains: no}"), "must be text, not False"),
        (case("{max_time_ratio: .nan}"), "line 4"),
        (case("{max_time_ratio: -1}"), "must be more than 0"),
        (case("{status: answered}", "  known_to_fail: ''\n"), "must not be empty"),
        (case("{status: answered}", "  language: ja\n"), "ja is none of zh-Hans, zh-Hant, en"),
        (case("{status: answered}", "  turns: [{question: 茶}]\n"), "needs either a question or turns"),
        ("cases:\n- id: a\n  turns: [{question: 茶}]\n", "expects nothing"),
        ("cases:\n- id: a\n  question: 茶\n", "expects nothing"),
        ("cases:\n- id: a\n  expect: {blank: true}\n", "needs either a question or turns"),
        ("cases:\n- {id: a, turns: [{question: 茶}], expect: {blank: true}}\n", "each turn has its own expect"),
        ('cases:\n- {id: a, question: "\\u200b", expect: {blank: true}}\n', "asks nothing"),
        ('cases:\n- {id: "\\ud800", question: 茶, expect: {blank: true}}\n', "line 2"),
        (case("{status: answered}", "  expect: {blank: true}\n"), "the key expect stands here twice"),
        (case("{status: !!python/name:os.system x}"), "cannot be read"),
        (case("!!set {a, b}"), "the tag tag:yaml.org,2002:set is not read"),
        (case("{blank: 2020-13-45}"), "2020-13-45 cannot be read"),
        (case("{? [a] : b}"), "a key must be text"),
        ('cases:\n- {id: "a\\e[31m", question: 茶, expect: {blank: true}}\n', "holds a control character"),
        (f"cases:\n- {{id: {'a' * 101}, question: 茶, expect: {{blank: true}}}}\n", "must have at most 100 characters"),
        (f"cases: [{'1,' * 600_000}]\n", "too much at once"),
        (
            "cases: [{id: a, question: 茶, expect: {blank: true}}, {id: ' a', question: 茶, expect: {blank: true}}]",
            "line 1: a",
        ),
        (case("{blank: !!bool foo}"), "foo cannot be read"),
        (case("{within: !!int ''}"), "cannot be read"),
        (f"cases:\n- {{id: 0x{'f' * 4000}, question: 茶, expect: {{blank: true}}}}\n", "must be text, not …"),
        ("cases: [\n- id", "not YAML"),
        ("a: b\n---\nc: d\n", "not YAML"),
    ],
)
def test_what_is_wrong_is_said_in_words(text: str, told: str, mistakes: Mistakes) -> None:
    lines = mistakes(text)
    assert any(told in line for line in lines), lines
    assert all(line.startswith("line ") for line in lines)


def test_mistakes_are_told_in_the_readers_language(read_text: ReadText) -> None:
    with pytest.raises(SuiteError) as caught:
        read_text(case("{status: maybe}"))
    assert "第 4 行：a.expect.status.0: maybe 不在可选值之内" in explain(caught.value, "zh-Hans", "terminal")
    assert "第 4 行：a.expect.status.0: maybe 不在可選值之內" in explain(caught.value, "zh-Hant", "terminal")


def test_of_very_many_mistakes_the_rest_is_counted(mistakes: Mistakes) -> None:
    lines = mistakes("cases:\n" + "- {id: a, question: 茶, expect: {blank: true}}\n" * 31)
    assert (len(lines), lines[-1]) == (21, "and 10 more")


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n", "---\n"])
def test_an_empty_suite_is_told(text: str, read_text: ReadText) -> None:
    with pytest.raises(SuiteError) as caught:
        read_text(text)
    assert caught.value.code == "suite-empty"


def test_a_yaml_bomb_goes_off_harmlessly(mistakes: Mistakes) -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 12))
    tracemalloc.start()
    lines = mistakes(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert lines == ["line 2: aliases (*a0) are not read; write the text out"]
    assert peak < 20 * 2**20


@pytest.mark.parametrize("opening", ["[", "- ", "{a: "])
def test_deep_nesting_is_refused_at_once(opening: str, mistakes: Mistakes) -> None:
    (line,) = mistakes(opening * 100_000)
    assert "nested too deeply" in line
    assert grows_linearly(lambda depth: mistakes(opening * depth), 100_000)


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"\x89PNG\r\n\x1a\n\0\0", "suite-not-text"), (b"cases:\n- id: \xff\xfe\x00\x81", "suite-not-text")],
)
def test_what_is_no_text_is_told(data: bytes, code: str, read_text: ReadText) -> None:
    with pytest.raises(SuiteError) as caught:
        read_text(data)
    assert caught.value.code == code


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_no_part_of_the_text(mark: str, read_text: ReadText) -> None:
    assert read_text(GOOD.encode(mark)).cases[0].conversation[0].question == "主播怎么培养？"


def test_files_that_cannot_be_used_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.suites.loading._MAX_MB", 0)
    (tmp_path / "large.yaml").write_text(GOOD)
    (tmp_path / "folder.yaml").mkdir()
    for name, code in [
        ("none.yaml", "suite-not-found"),
        ("folder.yaml", "suite-folder"),
        ("large.yaml", "suite-too-large"),
        ("suite.txt", "suite-unsupported"),
    ]:
        with pytest.raises(SuiteError) as caught:
            read_suite(tmp_path / name)
        assert caught.value.code == code
        assert name in explain(caught.value, "en", "terminal")


def test_two_suites_of_one_file_name_could_not_be_told_apart(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "suite.yaml").write_text(case(), "utf-8")
    with pytest.raises(SuiteError) as caught:
        read_suites([tmp_path / "a" / "suite.yaml", tmp_path / "b" / "suite.yaml"])
    assert caught.value.code == "suite-same-name"


BROKEN = {
    "a: b: c": "冒号",
    "- a: 1\n   b: 2": "缩进",
    "- [1, 2": "括号",
    "{a: 1": "括号",
    "a: 'x": "引号",
    'a: "\\q"': "引号",
    "a: @x": "特殊字符",
    "a:\n\t- b": "制表符",
    "a: 1\n- b": "缩进",
    "a: 'x' y": "缩进",
    "? x\n:y\n- z": "冒号",
    "--- a\n--- b": "---",
    "%YAML 3\n---\na": "不是合法的 YAML",
}


@pytest.mark.parametrize("loader", [yaml.SafeLoader, yaml_lines._Loader])
@pytest.mark.parametrize("text", list(BROKEN))
def test_broken_yaml_is_told_without_the_parsers_english(
    text: str, loader: object, read_text: ReadText, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml_lines, "_Loader", loader)
    with pytest.raises(SuiteError) as caught:
        read_text(text)
    told = explain(caught.value, "zh-Hans", "chat").splitlines()[1]
    assert BROKEN[text] in told
    assert not set(re.findall("[A-Za-z]+", told)) - {"YAML"}
