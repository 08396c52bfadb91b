"""Curated questions in their files: attached, moved, exported, imported, by several processes at once."""

import errno
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.assistant import EmptyQuestionError, clean_question
from bot.curation.files import (
    Imported,
    add_case,
    attach,
    attach_unanswered,
    curated_suite,
    detach,
    export_curated,
    import_curated,
    unplaced,
)
from bot.curation.questions import CuratedError, curated_stamp, read_curated
from bot.errors import explain
from bot.suites.cases import Case, Expectation
from bot.suites.errors import SuiteError
from index.search import SearchIndex
from knowledge.errors import DocumentError
from knowledge.samples import UnansweredQuestion, place_samples
from knowledge.types import Passage
from tests.bot.curation.conftest import in_folder

ROOT = Path(__file__).parents[3]


def case(name: str, question: str) -> Case:
    return Case(id=name, question=question, expect=Expectation(status=("refused",)))


def asked(folder: Path) -> list[tuple[str, list[str]]]:
    return [(place.ref, place.questions) for place in read_curated(in_folder(folder))]


def test_a_question_has_one_place(tea_index: SearchIndex, tmp_path: Path) -> None:
    first, second = tea_index.passages[0], tea_index.passages[5]
    assert read_curated(in_folder(tmp_path)) == []
    assert attach(in_folder(tmp_path), first, " 茶席\u200b怎么摆 ")
    assert not attach(in_folder(tmp_path), first, "茶席怎麼擺")  # the same in the other script
    assert attach(in_folder(tmp_path), first, "泡茶用什么水")
    assert asked(tmp_path) == [("1.1.1", ["茶席 怎么摆", "泡茶用什么水"])]
    assert attach(in_folder(tmp_path), second, "泡茶用什么水")
    assert asked(tmp_path) == [("1.1.1", ["茶席 怎么摆"]), (second.ref, ["泡茶用什么水"])]
    assert detach(in_folder(tmp_path), "泡茶用什麼水")
    assert not detach(in_folder(tmp_path), "泡茶用什么水")
    with pytest.raises(EmptyQuestionError):
        attach(in_folder(tmp_path), first, " \u200b ")


def test_a_question_is_answered_or_not(tea_index: SearchIndex, tmp_path: Path) -> None:
    passage = tea_index.passages[0]
    attach(in_folder(tmp_path), passage, "茶席怎么摆")
    assert attach_unanswered(in_folder(tmp_path), passage, "茶席怎麼擺", "擺法")
    assert not attach_unanswered(in_folder(tmp_path), passage, "茶席怎么摆", "擺法")
    (place,) = read_curated(in_folder(tmp_path))
    assert place.questions == []
    assert place.unanswered == [UnansweredQuestion(question="茶席怎麼擺", missing="擺法")]
    assert attach(in_folder(tmp_path), passage, "茶席怎么摆")
    assert asked(tmp_path) == [("1.1.1", ["茶席怎么摆"])]
    assert read_curated(in_folder(tmp_path))[0].unanswered == []


def test_unanswered_questions_are_exported_and_imported(tea_index: SearchIndex, tmp_path: Path) -> None:
    attach_unanswered(in_folder(tmp_path / "one"), tea_index.passages[0], "茶席多少钱", "价钱")
    exported = export_curated(in_folder(tmp_path / "one"))
    assert import_curated(in_folder(tmp_path / "two"), exported) == Imported(1, 0, 0)
    assert import_curated(in_folder(tmp_path / "two"), exported) == Imported(0, 0, 1)
    assert read_curated(in_folder(tmp_path / "two")) == read_curated(in_folder(tmp_path / "one"))
    empty = exported.replace("茶席多少钱", '"\\u200b"')
    with pytest.raises(SuiteError) as caught:
        import_curated(in_folder(tmp_path / "two"), empty)
    assert "questions.0.unanswered.0.question: asks nothing" in explain(caught.value, "en", "chat")


def test_the_file_is_for_people_to_read(tea_index: SearchIndex, tmp_path: Path) -> None:
    attach(in_folder(tmp_path), tea_index.passages[0], "茶席怎么摆")
    first, _, rest = (tmp_path / "questions.yaml").read_text("utf-8").partition("\n")
    assert first.endswith("delete this line after editing by hand")
    begins = tea_index.passages[0].text
    headings = "  headings:\n  - 茶叶市场\n  - 市场规模\n"
    assert rest == f"- ref: 1.1.1\n{headings}  begins: {begins}\n  questions:\n  - 茶席怎么摆\n"


def plain(*texts: str) -> list[Passage]:
    return [Passage("notes", str(number), "", (), text, ()) for number, text in enumerate(texts, start=1)]


def test_a_passage_without_headings_is_known_by_how_it_begins(tmp_path: Path) -> None:
    before = plain("新茶在四月上市，数量不多。", "仓库在山脚下，要防潮。")
    attach(in_folder(tmp_path), before[1], "仓库在哪")
    after = plain("前言在此。", "新茶在四月上市，数量不多。", "仓库在山脚下，要防潮。")
    placed, nowhere = place_samples(read_curated(in_folder(tmp_path)), after)
    assert not nowhere
    assert [after[number].text for number in placed[0].passages] == ["仓库在山脚下，要防潮。"]
    assert unplaced(read_curated(in_folder(tmp_path)), plain("别的东西。")) == read_curated(in_folder(tmp_path))


def test_cases_have_ids_of_their_own_and_ask_once(tmp_path: Path) -> None:
    assert curated_suite(in_folder(tmp_path)) is None
    assert add_case(in_folder(tmp_path), case("a", "今天天气怎么样"))
    assert not add_case(in_folder(tmp_path), case("b", "今天天氣怎麼樣"))
    assert add_case(in_folder(tmp_path), case("a", "明天呢"))
    suite = curated_suite(in_folder(tmp_path))
    assert suite
    assert [each.id for each in suite.cases] == ["a", "a-2"]


def test_the_longest_id_can_be_had_twice(tmp_path: Path) -> None:
    assert add_case(in_folder(tmp_path), case("a" * 100, "今天天气怎么样"))
    assert add_case(in_folder(tmp_path), case("a" * 100, "明天呢"))
    suite = curated_suite(in_folder(tmp_path))
    assert suite
    assert [each.id for each in suite.cases] == ["a" * 100, "a" * 90 + "-2"]


_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1).map(clean_question).filter(bool)
_QUESTIONS = st.lists(
    _TEXTS
    | st.sampled_from(["yes", "1:30", "- a", "# x", "'", '"a": b', "null", "~", "a: b", "? x", "2020-01-01", "<<"]),
    max_size=6,
)


@settings(max_examples=20)
@given(attached=_QUESTIONS, cases=_QUESTIONS, texts=_QUESTIONS)
def test_what_is_exported_is_imported_as_it_was(
    attached: list[str],
    cases: list[str],
    texts: list[str],
    tea_index: SearchIndex,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    passages = [*tea_index.passages[:2], *plain(*texts)]
    one, other = tmp_path_factory.mktemp("one"), tmp_path_factory.mktemp("other")
    for number, question in enumerate(attached):
        attach(in_folder(one), passages[number % len(passages)], question)
    for number, question in enumerate(cases):
        add_case(in_folder(one), case(f"c{number}", question))
    exported = export_curated(in_folder(one))
    done = import_curated(in_folder(other), exported)
    assert read_curated(in_folder(other)) == read_curated(in_folder(one))
    assert (curated_suite(in_folder(other)) is None) == (curated_suite(in_folder(one)) is None)
    assert export_curated(in_folder(other)) == exported
    again = import_curated(in_folder(other), exported)
    assert (again.questions, again.cases, again.known) == (0, 0, done.questions + done.cases)


def test_an_import_moves_a_question_to_the_place_that_it_gives(tea_index: SearchIndex, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    attach(in_folder(one), tea_index.passages[0], "茶席怎么摆")
    attach(in_folder(other), tea_index.passages[5], "茶席怎麼擺")
    assert import_curated(in_folder(one), export_curated(in_folder(other))) == Imported(questions=0, cases=0, known=1)
    assert read_curated(in_folder(one)) == read_curated(in_folder(other))


@pytest.mark.parametrize("written", [0, 1])
def test_a_disk_that_fills_up_leaves_all_as_it_was(
    tea_index: SearchIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    attach(in_folder(tmp_path), tea_index.passages[0], "茶席怎么摆")
    add_case(in_folder(tmp_path), case("a", "今天天气怎么样"))
    before = (
        curated_stamp(in_folder(tmp_path)),
        export_curated(in_folder(tmp_path)),
        {path.name for path in tmp_path.iterdir()},
    )
    left = iter([None] * written)

    def fsync(_: int) -> None:
        if next(left, "full"):
            raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("bot.blobs.folder.os.fsync", fsync)
    new = "questions: [{ref: '1', headings: [a], questions: [b]}]\ncases: [{id: b, question: c, expect: {blank: true}}]"
    with pytest.raises(OSError, match="full"):
        import_curated(in_folder(tmp_path), new)
    assert (
        curated_stamp(in_folder(tmp_path)),
        export_curated(in_folder(tmp_path)),
        {path.name for path in tmp_path.iterdir()},
    ) == before


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[", "import.yaml"),
        ("- a", "cases: and settled:"),
        ("questions: [{ref: x}]", r"line 1: questions\.0\.ref: "),
        ("questions:\n- ref: '1'\n  headings: [a]\n  questions:\n  - b\n  - ' \u200b'\n", "line 6: .*asks nothing"),
        ("questions: &all\n- {ref: '1', headings: [a], questions: [b]}\ncases: *all", "line 3: .*alias"),
        ("questions: []\nquestions: []", "line 2: .*twice"),
        ("questions: ['\ud800']", r"questions\.0: "),
        ("other: 1", "nothing else"),
        ("questions:\n- a: \x01", "line 2: .*control character"),
        ("questions:\n- ref: '1'\n  questions: [b]", "needs headings"),
        ("cases:\n- id: a\n  question: b\n", "line 2"),
        ("questions:\n- {ref: '1', headings: [a], questions: [b]}\ncases: [{id: 1}]", "line 3"),
    ],
)
def test_an_import_with_a_mistake_changes_nothing(tea_index: SearchIndex, tmp_path: Path, text: str, told: str) -> None:
    attach(in_folder(tmp_path), tea_index.passages[0], "茶席怎么摆")
    before = curated_stamp(in_folder(tmp_path))
    with pytest.raises((DocumentError, SuiteError)) as caught:
        import_curated(in_folder(tmp_path), text)
    assert re.search(told, explain(caught.value, "en", "chat"))
    assert curated_stamp(in_folder(tmp_path)) == before


def test_the_stamp_changes_with_every_change(tea_index: SearchIndex, tmp_path: Path) -> None:
    stamps = [curated_stamp(in_folder(tmp_path))]
    for number in range(5):
        attach(in_folder(tmp_path), tea_index.passages[0], f"问题{number}")
        stamps.append(curated_stamp(in_folder(tmp_path)))
    assert len(set(stamps)) == 6


def test_a_damaged_file_is_told_and_kept(tea_index: SearchIndex, tmp_path: Path) -> None:
    (tmp_path / "questions.yaml").write_text("- {", "utf-8")
    with pytest.raises(CuratedError, match=r"questions\.yaml"):
        attach(in_folder(tmp_path), tea_index.passages[0], "茶席怎么摆")
    assert (tmp_path / "questions.yaml").read_text("utf-8") == "- {"


ATTACHER = """
import sys
from pathlib import Path
from bot.curation.files import attach
from knowledge.types import Passage
from tests.bot.curation.conftest import in_folder
curated = in_folder(Path(sys.argv[1]))
for number in range(20):
    attach(curated, Passage("d", "1.1", "", ("h",), "text", ()), f"{sys.argv[2]} {number}")
"""


def test_two_processes_lose_nothing(tmp_path: Path) -> None:
    run = [sys.executable, "-c", ATTACHER, str(tmp_path)]
    processes = [subprocess.Popen([*run, name], cwd=ROOT) for name in ("one", "other")]
    assert [process.wait(60) for process in processes] == [0, 0]
    (place,) = yaml.safe_load((tmp_path / "questions.yaml").read_text("utf-8"))
    assert len(place["questions"]) == 40
