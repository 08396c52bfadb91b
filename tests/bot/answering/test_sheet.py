"""Evidence sheets: broad questions are answered by sentences from several passages."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.answering.assistant import Answer, Assistant
from bot.answering.sheet import NamedPlace
from bot.answering.sheet_wording import sheet_words
from bot.answering.snapshot import snapshot_of
from index.build import build, gather
from index.encoder import Encoder
from index.naming import naming
from index.search import prepare_all
from index.sheet import FEWEST_SENTENCES, MOST_SENTENCES, choose
from knowledge.documents import load_document
from tests.bot.conftest import PLACES


def sentences(answer: Answer) -> list[str]:
    assert answer.sheet is not None
    return [quote.text[start:end] for quote in answer.sheet.shown for start, end in sorted(quote.key_sentences)]


@pytest.mark.parametrize("question", ["列出所有关于库存的内容", "列出所有關於庫存的內容", "List everything on stock"])
def test_everything_on_a_subject_is_listed_in_the_documents_order(store: Assistant, question: str) -> None:
    answer = store.ask(question)
    assert answer.status == "answered"
    assert answer.sheet is not None
    numbers = [quote.number for quote in answer.sheet.shown]
    assert numbers == sorted(numbers)
    assert all("库存" in quote.text for quote in answer.sheet.quotes)
    assert len(sentences(answer)) == MOST_SENTENCES


def test_each_sentence_is_the_documents_own_and_none_is_said_twice(store: Assistant) -> None:
    answer = store.ask("列出所有关于库存的内容")
    said = sentences(answer)
    assert len(set(said)) == len(said)
    assert set(said) <= set(PLACES)
    assert answer.sheet is not None
    assert [quote.text for quote in answer.sheet.quotes].count(PLACES[5]) == 1


def test_it_says_how_many_places_there_are_and_how_many_are_left(store: Assistant) -> None:
    sheet = store.ask("列出所有关于库存的内容").sheet
    assert sheet is not None
    words = sheet_words(sheet, "en", None)
    assert str(len(sheet.quotes)) in words.headline
    assert words.more == f"More places: {len(sheet.more)}"
    assert [entry.sentences[0][:2] for entry in words.entries] == [f"{n}." for n in range(1, MOST_SENTENCES + 1)]


@pytest.mark.parametrize("question", ["员工有多少天带薪假期？", "哪些员工要穿深蓝色围裙", "为什么盘点的人不得保管库存"])
def test_a_question_that_one_passage_answers_keeps_its_answer(store: Assistant, question: str) -> None:
    answer = store.ask(question)
    assert answer.sheet is None
    assert len(answer.quoted) == 1


def test_no_sheet_has_more_passages_than_it_may(store: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.answering.sheet.MOST_PASSAGES", 3)
    sheet = store.ask("列出所有关于库存的内容").sheet
    assert sheet is not None
    assert len(sheet.quotes) == 3


def test_of_a_subject_that_more_places_name_it_says_how_many_do_and_where_the_others_are(
    store: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("bot.answering.sheet", "index.sheet"):
        monkeypatch.setattr(f"{module}.MOST_PASSAGES", 3)
    monkeypatch.setattr("bot.answering.sheet._MOST_BESIDES", 5)
    answer = store.ask("列出所有关于库存的内容")
    assert answer.status == "answered"
    assert answer.sheet is not None
    words = sheet_words(answer.sheet, "en", None)
    assert words.headline == "3 places that say most about this, in the report's order. In all, 11 name it."
    named = [passage.ref for passage in store.snapshot.index.passages if "库存" in passage.text]
    listed = {quote.ref for quote in answer.sheet.quotes}
    refs = [place.ref for place in answer.sheet.besides]
    assert refs == [ref for ref in named if ref not in listed][:5]
    assert words.besides == f"Named as well in 8 places; send a number to open one: {', '.join(refs)} …"
    # Such a number opens a place only if it has parts, and only in the first document.
    for ref, document in (("7", answer.sheet.quotes[0].document), ("7.1", "another")):
        place = NamedPlace(document, ref)
        words = sheet_words(replace(answer.sheet, besides=(place,), left=1), "en", None)
        assert words.besides.startswith("Named as well in 1 place: ")


@pytest.mark.parametrize("question", ["列出所有关于围裙的内容", "列出所有關於圍裙的內容"])
def test_the_only_place_that_names_what_all_is_asked_on_answers(store: Assistant, question: str) -> None:
    answer = store.ask(question)
    assert answer.status == "answered"
    assert answer.sheet is None
    assert "围裙" in answer.quoted[0].text


def test_where_not_everything_is_asked_for_it_says_how_many_places_were_found(store: Assistant) -> None:
    sheet = store.ask("列出所有关于库存的内容").sheet
    assert sheet is not None
    words = sheet_words(replace(sheet, named=0), "en", None)
    assert words.headline == "Found in 10 places, in the report's order:"


def test_within_some_documents_only_their_places_count(encoder: Encoder, cache: Path, tmp_path: Path) -> None:
    read = []
    for title, lines in (
        ("门店手册", ["仓库的库存每周盘点。", "店里的库存每天盘点。"]),
        ("线上手册", ["线上的库存每小时同步。", "客服晚上十点下班。", "包裹用纸箱。"]),
    ):
        path = tmp_path / f"{title}.md"
        path.write_text(
            "\n\n".join([f"# {title}", *(f"## 第{n}节\n\n{line}" for n, line in enumerate(lines))]), "utf-8"
        )
        read.append(load_document(path, max_bytes=2**20))
    index = build(gather(read), "20260401-000000-abcdef", "2026-04-01", encoder, cache, lambda *_: None)
    assistant = Assistant(snapshot_of(index), encoder)
    assert [len(naming(index, "库存", 12)), len(naming(index.within(["线上手册"]), "库存", 12))] == [3, 1]
    answer = assistant.within(["线上手册"]).ask("列出所有关于库存的内容")
    assert answer.status == "answered"
    assert {quote.document for quote in answer.quoted} == {"线上手册"}


def test_a_table_says_the_row_that_is_nearest_not_its_caption(encoder: Encoder, cache: Path, tmp_path: Path) -> None:
    path = tmp_path / "hosts.md"
    path.write_text(
        "# 开播\n\n主播每周开播五场，每场两小时。\n\n# 评级\n\n主播由运营主管评级，每季度一次。\n\n# 待遇\n\n"
        "表 1 主播级别\n\n| 级别 | 底薪 |\n|---|---|\n| 见习主播 | 4,500 |\n| 初级主播 | 6,000 |\n",
        "utf-8",
    )
    contents = gather([load_document(path, max_bytes=2**20)])
    index = build(contents, "20260401-000000-abcdef", "2026-04-01", encoder, cache, lambda *_: None)
    sheet = Assistant(snapshot_of(index), encoder).ask("列出所有关于主播的内容").sheet
    assert sheet is not None
    said = [sentence for entry in sheet_words(sheet, "en", None).entries for sentence in entry.sentences]
    assert [sentence for sentence in said if "底薪: " in sentence]
    assert not [sentence for sentence in said if "表 1" in sentence]


def test_what_the_documents_do_not_speak_of_gets_no_sheet(store: Assistant) -> None:
    answer = store.ask("列出所有关于世界杯的内容")
    assert answer.status != "answered"
    assert answer.sheet is None


def test_the_next_message_goes_on_from_what_the_sheet_shows(store: Assistant) -> None:
    answer = store.ask("列出所有关于库存的内容")
    assert answer.sheet is not None
    assert answer.turn.shown.rows == tuple(quote.number for quote in answer.sheet.shown)


def test_a_short_question_for_everything_does_not_lean_on_the_one_before(store: Assistant) -> None:
    before = store.ask("员工有多少天带薪假期？")
    answer = store.ask("列出库存的所有内容", before.turn)
    assert answer.sheet is not None
    assert len(answer.sheet.quotes) == len(PLACES)
    assert store.ask("为什么呢", before.turn).sheet is None


def test_of_few_passages_the_next_best_sentences_are_shown_too(assistant: Assistant) -> None:
    index, encoder = assistant.snapshot.index, assistant.encoder
    ranking = index.rank(prepare_all(index, encoder, ["主播的培训和收入"])[0])
    numbers = [number for number, passage in enumerate(index.passages) if passage.ref in ("2.1.1", "2.1.2")]
    shown = choose(index, ranking, numbers).shown
    assert sorted(hit.number for hit in shown) == numbers
    assert sum(len(hit.key_sentences) for hit in shown) >= FEWEST_SENTENCES
    assert all(len(set(hit.key_sentences)) == len(hit.key_sentences) for hit in shown)
