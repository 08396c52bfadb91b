"""Questions to go on with and to start with, in the person's language."""

import pytest
from rich.cells import cell_len

from bot.answering.asides import Aside
from bot.answering.assistant import Answer, Assistant
from bot.answering.records import record_of
from bot.answering.reply import next_turn, reply
from bot.answering.snapshot import snapshot_of
from bot.answering.suggestions import (
    MAX_CELLS,
    about,
    key_of,
    language_asked_in,
    reluctance_in,
    starters,
    suggestion_called,
    suggestions,
    suggestions_after,
)
from bot.languages import LANGUAGES, Language
from index.extension import with_samples
from index.search import SearchIndex
from index.suggesting import typical_questions
from index.types import Sample
from knowledge.script import Script, convert, has_chinese
from tests.bot.telegram.made import ANSWERED, HEDGED, OVERVIEW, REFUSED

LANGUAGE_TAGS: tuple[Language, ...] = tuple(LANGUAGES)
HEADINGS = ["市场规模", "消费者", "仓储与发货", "主播"]


@pytest.fixture(scope="module")
def plain(plain_index: SearchIndex, assistant: Assistant) -> Assistant:
    """An assistant on the tea report without sample questions."""
    return Assistant(snapshot_of(plain_index), assistant.encoder)


def after(assistant: Assistant, question: str, language: Language) -> list[str]:
    said = reply(assistant, question)
    assert isinstance(said, Answer)
    return [each.text for each in suggestions_after(assistant.snapshot, said, language)]


def test_suggestions_are_in_the_language_and_script_of_the_person(assistant: Assistant) -> None:
    assert "播茶的人工资怎么算" in after(assistant, ANSWERED, "zh-Hans")
    traditional = after(assistant, ANSWERED, "zh-Hant")
    assert "播茶的人工資怎麼算" in traditional
    assert all(convert(text, "zh-Hant") == text for text in traditional)
    english = after(assistant, "What do the hosts earn?", "en")
    assert "What must new hosts learn before going live?" in english
    assert not [text for text in english if has_chinese(text) and "What does it say" not in text]


def test_there_are_three_after_an_answer_and_a_hedge_and_none_after_a_refusal(assistant: Assistant) -> None:
    for question in (ANSWERED, HEDGED, OVERVIEW):
        assert len(set(after(assistant, question, "zh-Hans"))) == 3
    assert after(assistant, REFUSED, "zh-Hans") == []


@pytest.mark.parametrize("language", LANGUAGE_TAGS)
def test_without_sample_questions_the_headings_are_asked_about(plain: Assistant, language: Language) -> None:
    suggested = after(plain, ANSWERED, language)
    assert len(suggested) == 3
    assert set(suggested) <= {about(heading, language) for heading in HEADINGS[:3]}
    for text in suggested:
        opened = reply(plain, text)
        assert isinstance(opened, Aside)
        assert opened.title in convert(text, "zh-Hans")
        assert len(opened.quotes) == 2


def test_a_heading_that_stands_twice_is_asked_about_only_where_it_leads(plain: Assistant) -> None:
    for question in (ANSWERED, "送礼的人多吗？"):
        said = plain.ask(question)
        shown = {quote.number for quote in said.quoted}
        for each in suggestions_after(plain.snapshot, said, "en"):
            opened = reply(plain, each.text)
            assert isinstance(opened, Aside)
            assert not shown & {quote.number for quote in opened.quotes}


def test_nothing_of_a_conversation_is_suggested_again(assistant: Assistant, plain: Assistant) -> None:
    for answering in (assistant, plain):
        turn, asked = None, [ANSWERED]
        for _ in range(4):
            said = reply(answering, asked[-1], turn)
            suggested = [each.text for each in suggestions(answering.snapshot, said, asked[-1], "zh-Hans", None)]
            assert not set(suggested) & set(asked)
            turn = next_turn(turn, said)
            following = suggested or [each for each in (HEDGED, "茶叶怎么存放才好？") if each not in asked]
            asked.append(following[0])
        assert len(set(asked)) == 5


def test_what_was_asked_some_turns_ago_is_not_suggested_again(assistant: Assistant) -> None:
    asked, turn = ("播茶的人工资怎么算", "茶叶放在库房里要注意什么", ANSWERED), None
    for question in asked:
        said = reply(assistant, question, turn)
        turn = next_turn(turn, said)
    assert isinstance(said, Answer)
    assert [question.text for question in said.turn.past.questions] == list(asked)
    suggested = [each.text for each in suggestions_after(assistant.snapshot, said, "zh-Hans")]
    assert set(after(assistant, ANSWERED, "zh-Hans")) & set(asked)
    assert suggested
    assert not set(suggested) & set(asked)


def test_of_two_scripts_the_persons_own_comes_first(assistant: Assistant) -> None:
    own = {"zh-Hans": "新主播开播以前要先学会哪些本领？", "zh-Hant": "新主播開播以前要先學會哪些事情？"}
    samples = [Sample(question, (4,)) for question in own.values()]
    both = Assistant(snapshot_of(with_samples(assistant.snapshot.index, samples, assistant.encoder)), assistant.encoder)
    for language in ("zh-Hans", "zh-Hant"):
        assert own[language] in after(both, "主播的收入怎么算？", language)


WANTED = "洗滌用品為什麼要另外存放"


@pytest.mark.parametrize(
    ("wanted", "language", "worse"),
    [
        (WANTED, "zh-Hant", ("倉庫 濕度 為什麼 茶葉", "茶葉 倉庫 濕度 為什麼", "為什麼 茶葉 濕度 倉庫")),
        (WANTED, "zh-Hant", ("啲茶葉為什麼要分開擺嘅？", "啲茶葉為什麼唔可以擺埋？", "為什麼啲茶葉要分開擺？")),
        (WANTED, "zh-Hant", ("茶葉怕潮嗎？為什麼會？", "茶葉怕光嗎？為什麼會？", "茶葉怕味嗎？為什麼會？")),
        (
            WANTED,
            "zh-Hant",
            ("倉庫裡面存放著的茶葉為什麼一定要和香料、洗滌用品分開", "倉庫裡存放著的那些茶葉為什麼一定要和香料分開放"),
        ),
        ("Why are detergents kept elsewhere?", "en", ("why must tea be stored dry?", "how dry is the store of tea?")),
    ],
)
def test_a_whole_sentence_in_common_language_that_fits_comes_before_what_is_more_typical(
    assistant: Assistant, wanted: str, language: Language, worse: tuple[str, ...]
) -> None:
    samples = [Sample(question, (7,)) for question in (*worse, wanted)]
    index = with_samples(assistant.snapshot.index, samples, assistant.encoder)
    (typical,) = typical_questions(index, [range(7, 8)], lambda _: ())
    assert typical in worse
    (chosen,) = typical_questions(index, [range(7, 8)], reluctance_in(language))
    assert chosen == wanted


def test_the_question_before_counts_also_if_only_its_text_is_known(assistant: Assistant) -> None:
    before = "播茶的人工资怎么算"
    assert before in after(assistant, ANSWERED, "zh-Hans")
    said = reply(assistant, ANSWERED, before)
    assert isinstance(said, Answer)
    assert before not in [each.text for each in suggestions_after(assistant.snapshot, said, "zh-Hans")]


@pytest.mark.parametrize(
    ("question", "interface", "script", "language"),
    [
        ("主播怎么培训", "en", None, "zh-Hans"),
        ("主播怎麼培訓", "en", None, "zh-Hant"),
        ("主播怎么培训", "zh-Hant", "zh-Hant", "zh-Hant"),
        ("How are hosts trained?", "zh-Hans", "zh-Hans", "en"),
    ],
)
def test_who_types_chinese_is_given_chinese_in_the_script_they_read(
    question: str, interface: Language, script: Script | None, language: Language
) -> None:
    assert language_asked_in(question, interface, script) == language


def test_starting_questions_come_from_all_over_the_documents(assistant: Assistant) -> None:
    for language in LANGUAGE_TAGS:
        texts = [each.text for each in starters(assistant.snapshot, language)]
        assert len(texts) == 3
        chapters = set()
        for text in texts:
            said = reply(assistant, text)
            assert said.status == "answered"
            quotes = said.quotes if isinstance(said, Aside) else said.quoted
            chapters.add(quotes[0].ref[:3])
        assert len(chapters) == 3


def test_of_several_documents_without_samples_each_third_is_asked_about(store: Assistant, shops: Assistant) -> None:
    for answering in (store, shops):
        for each in starters(answering.snapshot, "zh-Hans"):
            assert isinstance(reply(answering, each.text), Aside)
    assert len(starters(store.snapshot, "zh-Hans")) == 3


def test_what_is_often_asked_comes_first_if_it_is_short_and_in_the_language(assistant: Assistant) -> None:
    often = [(7, "新主播要培训多少天？", 4), (8, "长" * MAX_CELLS, 5), (9, "How long is the training of a host?", 4)]
    chinese, english = (starters(assistant.snapshot, language, often) for language in ("zh-Hant", "en"))
    assert (chinese[0].text, chinese[0].kept) == ("新主播要培訓多少天？", 7)
    assert (english[0].text, english[0].kept) == ("How long is the training of a host?", 9)
    assert [each.kept for each in (*chinese[1:], *english[1:])] == [0] * 4
    assert cell_len(chinese[0].text) <= MAX_CELLS
    elsewhere = starters(assistant.snapshot, "zh-Hans", [(7, "高山茶的生意做到多大了？", 0)])
    assert [each.text for each in elsewhere[1:]] == [about("消费者", "zh-Hans"), "播茶的人工资怎么算"]


def test_whoever_does_not_know_what_to_ask_is_given_questions(assistant: Assistant) -> None:
    for message in ("你能做什么？", "hello", "who are you"):
        said = reply(assistant, message)
        assert len(suggestions(assistant.snapshot, said, message, "en", None)) == 3
    thanks = reply(assistant, "谢谢")
    assert suggestions(assistant.snapshot, thanks, "谢谢", "en", None) == ()


@pytest.mark.parametrize("language", LANGUAGE_TAGS)
def test_every_suggestion_is_found_again_by_its_key(assistant: Assistant, plain: Assistant, language: Language) -> None:
    for answering in (assistant, plain):
        said = answering.ask(ANSWERED)
        for each in (*suggestions_after(answering.snapshot, said, language), *starters(answering.snapshot, language)):
            assert suggestion_called(answering.snapshot, each.key, each.script) == each.text
    assert suggestion_called(assistant.snapshot, key_of("never suggested"), None) is None


def test_programs_get_the_texts_of_all(assistant: Assistant) -> None:
    for question, number in ((ANSWERED, 3), (REFUSED, 0), ("你好", 3), ("谢谢", 0)):
        record = record_of(question, reply(assistant, question), assistant.snapshot, "zh-Hant")
        assert len(record["next"]) == number
        assert all(convert(text, "zh-Hant") == text for text in record["next"])
