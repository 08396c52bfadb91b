"""From a question to an answer, on the small report with the real encoder."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bot.answering.assistant import MAX_QUESTION_CHARACTERS, Assistant, EmptyQuestionError, clean_question
from bot.answering.snapshot import snapshot_of
from bot.answering.whole import Whole
from bot.answering.why_wording import why
from bot.answering.wording import note
from index.build import build, gather
from index.encoder import Encoder
from index.extension import with_decisions
from index.search import SearchIndex
from index.types import Sample, Unanswered
from index.unanswered import index_unanswered
from knowledge.samples import read_samples
from knowledge.script import convert
from knowledge.types import Document
from tests.conftest import TEA_QUESTIONS


@pytest.mark.parametrize(
    ("question", "ref"),
    [
        ("新主播开播之前要做什么？", "2.1.1"),
        ("新主播開播之前要做什麼？", "2.1.1"),
        ("How are the hosts paid?", "2.1.2"),
        ("茶叶仓库湿度", "2.2.1"),
        ("包裹破了怎么办", "2.2.2"),
        ("逢年过节礼盒卖得好吗", "1.2.2"),
    ],
)
def test_questions_in_every_script_find_their_passage(assistant: Assistant, question: str, ref: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered"
    assert answer.quotes[0].ref == ref


def test_quotes_and_key_sentences_are_the_document_itself(assistant: Assistant, tea_report: Document) -> None:
    texts = {passage.ref: passage.text for passage in tea_report.passages}
    for quote in assistant.ask("茶叶怎么储存？").quotes:
        assert quote.text == texts[quote.ref]
        assert quote.key_sentences
        assert all(quote.text[start:end].strip() for start, end in quote.key_sentences)


def test_citation_names_document_place_headings_and_version(assistant: Assistant) -> None:
    quote = assistant.ask("新主播开播之前要做什么？").quotes[0]
    assert (quote.document, quote.label) == ("高山茶直播销售报告", "二、1 (1)")
    assert quote.headings == ("直播怎么做", "主播")
    assert quote.version == assistant.snapshot.version


@pytest.mark.parametrize("question", ["今天天气怎么样？", "Python 里怎么反转列表", "What is the capital of France?"])
def test_other_subjects_are_refused_with_the_nearest_headings(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status == "refused"
    assert answer.quotes[0].headings
    assert not answer.blank


def test_name_that_the_report_lacks_is_hedged_and_named(assistant: Assistant) -> None:
    answer = assistant.ask("李佳琦卖过高山茶吗？")
    assert (answer.status, answer.missing) == ("hedged", ("李佳琦",))


def test_name_is_given_as_the_question_writes_it(assistant: Assistant) -> None:
    assert assistant.ask("蝦皮上的高山茶怎麼賣？").missing == ("蝦皮",)


@pytest.mark.parametrize("question", ["2022年高山茶市场规模是多少亿元？", "主播流失率下降了百分之几"])
def test_blanked_figure_is_said_to_be_blank(assistant: Assistant, question: str) -> None:
    assert assistant.ask(question).blank


@pytest.mark.parametrize("question", ["新主播要在车间待多久？", "主播的收入由哪些部分组成？", "下单后多久发货"])
def test_figure_that_is_there_is_not_said_to_be_blank(assistant: Assistant, question: str) -> None:
    assert not assistant.ask(question).blank


@pytest.mark.parametrize("as_turn", [True, False])
def test_follow_up_is_understood_from_the_turn_before(assistant: Assistant, as_turn: bool) -> None:
    first = assistant.ask("新主播开播之前要学什么？")
    answer = assistant.ask("那收入呢？", first.turn if as_turn else first.question)
    assert (answer.status, answer.quotes[0].ref) == ("answered", "2.1.2")


@pytest.mark.parametrize("question", ["那保险呢？", "那猫呢", "要多少学历", "And what about insurance?"])
def test_follow_up_on_what_the_report_lacks_is_not_answered(assistant: Assistant, question: str) -> None:
    before = assistant.ask("新主播开播之前要学什么？")
    assert before.status == "answered"
    assert assistant.ask(question, before.turn).status != "answered"


def test_other_subject_is_refused_after_a_good_question_too(assistant: Assistant) -> None:
    before = assistant.ask("新主播开播之前要学什么？")
    assert assistant.ask("今天天气怎么样？", before.turn).status == "refused"


def test_question_on_a_section_gets_its_passages_in_order(assistant: Assistant) -> None:
    answer = assistant.ask("主播这一块的整体安排")
    assert [quote.ref for quote in answer.overview] == ["2.1.1", "2.1.2"]
    assert answer.whole == Whole("二、1", "主播", 2)


def test_question_on_a_passage_gets_no_overview(assistant: Assistant) -> None:
    assert assistant.ask("茶叶仓库的湿度要控制在多少").overview == ()


def test_limit_is_kept(assistant: Assistant) -> None:
    assert [len(assistant.ask("茶叶", limit=limit).quotes) for limit in (1, 3)] == [1, 3]


@pytest.mark.parametrize("question", ["", "   ", "\x00\x01", "\u200b\u202e", "\n\t"])
def test_empty_questions_are_told_so(assistant: Assistant, question: str) -> None:
    with pytest.raises(EmptyQuestionError):
        assistant.ask(question)


@pytest.mark.parametrize(
    "question",
    [
        "😀🍵🎉",
        "茶\x00叶\x07怎么存",
        "\ud800茶叶\udfff",
        "茶叶 storage 湿度 كيف みかん",
        "?" * 500,
        "[[(((<b>&amp;%s{0}$1\\",
        "'; DROP TABLE passages; --",
        "12345",
    ],
)
def test_odd_questions_get_an_answer(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status in ("answered", "hedged", "refused")
    assert answer.question == question
    assert not answer.shortened


def test_very_long_question_is_read_in_part_and_says_so(assistant: Assistant) -> None:
    answer = assistant.ask("茶叶仓库的湿度要控制在多少？" + "很长" * 5_000)
    assert answer.shortened
    assert not assistant.ask("茶" * MAX_QUESTION_CHARACTERS).shortened


def test_control_characters_do_not_change_the_answer(assistant: Assistant) -> None:
    assert assistant.ask("茶叶\x00怎么\u200b储存").quotes[0].ref == assistant.ask("茶叶 怎么 储存").quotes[0].ref


def test_clean_question_keeps_text_as_it_is() -> None:
    assert clean_question("主播  怎么\n激励？") == "主播 怎么 激励？"
    assert clean_question("a\ud800b") == "a?b"


def test_thirty_questions_at_once_are_all_answered_alike(assistant: Assistant) -> None:
    questions = ["新主播开播之前要做什么？", "茶叶仓库湿度", "How are the hosts paid?"] * 10
    random.Random(3).shuffle(questions)
    alone = {question: assistant.ask(question).quotes for question in set(questions)}
    gate = threading.Barrier(len(questions))

    def ask(question: str) -> bool:
        gate.wait()
        return assistant.ask(question).quotes == alone[question]

    with ThreadPoolExecutor(len(questions)) as pool:
        assert all(pool.map(ask, questions))


def test_follow_up_after_a_swap_is_understood_by_the_new_index(
    tea_index: SearchIndex, tea_report: Document, encoder: Encoder, cache: Path
) -> None:
    assistant = Assistant(snapshot_of(tea_index), encoder)
    before = assistant.ask("下单后多久发货？")
    shorter = replace(tea_report, passages=tea_report.passages[:6])
    newer = build(gather([shorter]), "20260102-000000-shorter", "", encoder, cache, lambda *_: None)
    answer = Assistant(snapshot_of(newer), encoder).ask("那主播的收入呢？", before.turn)
    assert (answer.quotes[0].ref, answer.quotes[0].version) == ("2.1.2", "20260102-000000-shorter")


def test_same_question_gets_the_same_scores(assistant: Assistant) -> None:
    first, second = (assistant.ask("茶叶怎么储存？") for _ in range(2))
    assert first.quotes == second.quotes


def test_a_short_question_of_its_own_is_answered_after_another_subject(assistant: Assistant) -> None:
    before = assistant.ask("李佳琦卖过高山茶吗？")
    assert before.status == "hedged"
    answer = assistant.ask("主播的收入怎么算？", before.turn)
    assert answer.status == "answered"
    assert "底薪" in answer.quotes[0].text


def test_a_name_that_the_report_lacks_is_told_after_a_question_with_an_answer(assistant: Assistant) -> None:
    before = assistant.ask("2022年高山茶市场规模是多少？")
    assert before.blank
    answer = assistant.ask("李佳琦卖多少？", before.turn)
    assert answer.status != "answered"
    assert not answer.blank


def test_a_mistyped_question_is_asked_as_it_is_meant_and_says_so(assistant: Assistant) -> None:
    answer = assistant.ask("zhubo de shouru zenme suan")
    assert (answer.status, answer.read_as, answer.quotes[0].ref) == ("answered", "主播的收入怎么算", "2.1.2")
    assert answer.question == "zhubo de shouru zenme suan"
    assert assistant.ask("主播的收入怎么算").read_as == ""


def test_another_subject_that_sounds_like_this_one_stays_refused(assistant: Assistant) -> None:
    answer = assistant.ask("被电伤以后怎么急救")
    assert (answer.status, answer.read_as) == ("refused", "")


def test_a_name_that_the_report_lacks_is_told_beside_an_answer_too(assistant: Assistant) -> None:
    answer = assistant.ask("迪卡侬的主播的收入由哪些部分组成？")
    assert answer.missing == ("迪卡侬",)
    assert "迪卡侬" in note(answer, "zh-Hans")


def test_a_hedge_names_what_is_missing_and_why_explains_it(assistant: Assistant) -> None:
    answer = assistant.ask("主播迟到要怎么罚")
    assert (answer.status, answer.lacking.thing) == ("hedged", "迟到的处罚")
    assert note(answer, "zh-Hans") == "报告谈到“主播”，但没有提到：迟到的处罚。最接近的段落："
    lines = why(answer, "zh-Hans", None)
    assert 2 <= len(lines) <= 4
    assert any("主播迟到了要怎么罚" in line for line in lines)
    (found,) = why(assistant.ask("主播的收入怎么算"), "en", None)
    assert "二、1 (2)" in found
    assert len(why(assistant.ask("今天天气怎么样？"), "en", None)) >= 2


def test_what_is_missing_is_named_by_a_question_of_the_same_kind(
    tea_index: SearchIndex, encoder: Encoder, assistant: Assistant
) -> None:
    asked = "主播迟到一次罚多少钱"
    vector = encoder.questions([asked])
    count = [Unanswered("主播迟到一次罚几个人", "罚的人数", 3), Unanswered("主播迟到一次要罚多少钱", "罚款的数额", 3)]
    for listed, thing in ((count[:1], ""), (count, "罚款的数额")):
        index = replace(tea_index, unanswered=index_unanswered(listed, np.repeat(vector, len(listed), axis=0)))
        answer = Assistant(snapshot_of(index), encoder).ask(asked)
        assert (answer.status, answer.lacking.thing) == ("hedged", thing)


def test_only_an_answer_tells_of_a_blank(assistant: Assistant) -> None:
    answered, hedged = assistant.ask("2022年高山茶市场规模是多少？"), assistant.ask("2022年红茶的市场规模是多少？")
    assert (answered.status, answered.blank) == ("answered", True)
    assert (hedged.status == "answered") or not hedged.blank


def test_what_people_decided_on_a_question_is_in_force_at_once_also_in_the_same_conversation(
    assistant: Assistant, tea_index: SearchIndex
) -> None:
    question = "新主播开播之前要做什么？"
    before = assistant.ask(question)
    assert before.quotes[0].ref == "2.1.1"
    attached = with_decisions(tea_index, [Sample(question, (7,))], [])
    for previous in (None, before.turn, question, "茶叶怎么储存？"):
        answer = Assistant(snapshot_of(attached), assistant.encoder).ask(question, previous)
        assert (answer.status, answer.quotes[0].number) == ("answered", 7)
    denied = with_decisions(tea_index, [], [Unanswered(question, "", 1)])
    for previous in (None, before.turn):
        assert Assistant(snapshot_of(denied), assistant.encoder).ask(question, previous).status == "hedged"


def test_a_question_that_is_asked_again_in_other_words_does_not_follow_itself_up(assistant: Assistant) -> None:
    first = assistant.ask("新主播开播之前要做什么？")
    again = assistant.ask("新主播在开播前要做些什么？", first.turn)
    assert (
        again.turn.ranking.scores.tolist() == assistant.ask("新主播在开播前要做些什么？").turn.ranking.scores.tolist()
    )


def test_a_question_is_answered_alike_in_either_script(assistant: Assistant) -> None:
    listed = [sample.question for place in read_samples(TEA_QUESTIONS) for sample in place.unanswered]
    simplified = [*listed, "主播的收入怎么算？", "那保险呢？", "礼盒多少钱？", "今天天气怎么样？"]
    shown = []
    for questions in (simplified, [convert(question, "zh-Hant") for question in simplified]):
        answers = [assistant.ask(*pair) for pair in zip(questions, [None, *questions], strict=False)]
        shown.append([(answer.status, [(q.ref, q.score) for q in answer.quotes], answer.reading) for answer in answers])
    assert shown[0] == shown[1]
