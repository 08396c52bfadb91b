"""Two things that a question compares are set side by side, each with the sentences that speak of it."""

from pathlib import Path

import pytest

from bot.answering.assistant import Answer, Assistant
from bot.answering.records import record_of
from bot.answering.reply import reply
from bot.answering.sides import Side, Sides
from bot.answering.sides_wording import sides_words
from bot.answering.snapshot import snapshot_of
from bot.answering.why_wording import why
from bot.languages import Language
from index.build import build, gather
from index.encoder import Encoder
from knowledge.documents import load_document


def sides_in(answer: Answer) -> Sides:
    assert answer.status == "answered"
    assert answer.sides is not None
    return answer.sides


def sentences(side: Side) -> str:
    return "".join(quote.text[start:end] for quote in side.quotes for start, end in quote.key_sentences)


@pytest.mark.parametrize(
    "question",
    [
        "新主播的培训和主播的收入有什么区别",
        "新主播的培訓和主播的收入有什麼區別",
        "Compare host training with host pay",
    ],
)
def test_each_side_has_the_sentences_that_speak_of_it(assistant: Assistant, question: str) -> None:
    sides = sides_in(assistant.ask(question))
    assert "制茶车间" in sentences(sides.first)
    assert "底薪和提成" in sentences(sides.second)
    assert all(quote.text[start:end] in quote.text for quote in sides.shown for start, end in quote.key_sentences)


def test_a_side_of_which_nothing_is_said_is_said_to_be_empty(assistant: Assistant) -> None:
    sides = sides_in(assistant.ask("迪卡侬和某茶庄有什么区别"))
    assert (sides.first.name, sides.first.quotes) == ("迪卡侬", ())
    assert sides.second.quotes
    first, second = sides_words(sides, "en", None).columns
    assert first.empty == "The report says nothing of this."
    assert second.entries
    assert not second.empty
    assert [entry and entry.place for entry in sides_words(sides, "en", None).rows[0]] == [
        first.empty,
        second.entries[0].place,
    ]


def test_what_no_side_answers_is_refused_as_ever(assistant: Assistant) -> None:
    answer = assistant.ask("火星和金星有什么区别")
    assert answer.status == "refused"
    assert answer.sides is None


def test_a_comparison_that_one_passage_makes_is_answered_by_it(assistant: Assistant) -> None:
    answer = assistant.ask("底薪和提成有什么区别")
    assert answer.sides is None
    assert answer.quoted[0].ref == "2.1.2"


def test_a_sentence_is_of_both_only_if_it_speaks_of_both(tmp_path: Path, encoder: Encoder, cache: Path) -> None:
    sides = sides_in(asked_of(tmp_path, BRANDS, encoder, cache).ask("服装品牌和家电品牌在渠道上有什么区别"))
    assert sentences(Side("", sides.both)) == "家电品牌比服装品牌更依赖门店，门店能试用。"
    assert "主打个性" in sentences(sides.first)
    assert "以品质打动" in sentences(sides.second)


def test_the_next_message_goes_on_from_what_is_shown(assistant: Assistant) -> None:
    answer = assistant.ask("新主播的培训和主播的收入有什么区别")
    assert answer.turn.shown.rows == tuple(sorted(quote.number for quote in sides_in(answer).shown))


def test_programs_get_the_sentences_of_each_side(assistant: Assistant) -> None:
    question = "新主播的培训和主播的收入有什么区别"
    record = record_of(question, assistant.ask(question), assistant.snapshot)
    assert record["sentences"] == []
    first, second = record["sides"]["sides"]
    assert (first["name"], second["name"]) == ("新主播的培训", "主播的收入")
    assert first["sentences"][0]["ref"] == "2.1.1"
    assert all(list(each) == ["text", "document", "ref", "label", "page"] for each in second["sentences"])


def test_numbers_go_on_from_one_side_to_the_other(assistant: Assistant) -> None:
    words = sides_words(sides_in(assistant.ask("新主播的培训和主播的收入有什么区别")), "zh-Hant", "zh-Hant")
    entries = [*words.both, *(entry for column in words.columns for entry in column.entries)]
    shown = [sentence for entry in entries for sentence in entry.sentences]
    assert [sentence.partition(".")[0] for sentence in shown] == [str(n) for n in range(1, len(shown) + 1)]
    assert words.headline == "兩邊對照，報告各自這樣說："
    assert words.title == "「新主播的培训」與「主播的收入」對照"


def test_two_documents_are_each_asked_by_themselves(shops: Assistant) -> None:
    sides = sides_in(shops.ask("茶叶报告和stock.csv在凍頂烏龍的库存量上有什么区别"))
    assert (sides.first.name, sides.first.quotes) == ("茶叶报告", ())
    assert "凍頂烏龍" in sides.second.quotes[0].text
    assert {quote.document for quote in sides.second.quotes} == {"stock"}


HANDBOOKS = {
    "shop.md": ("门店经营报告", "七", "店长每年有十五天带薪假期，普通员工每年有十天带薪假期。"),
    "online.md": ("线上渠道手册", "三十", "客服和主播每年有十二天带薪假期。"),
}


BRANDS = {
    "brands.md": "---\ntitle: 品牌报告\n---\n# 定位\n\n"
    "（一）某服装品牌面向年轻人，主打个性。某家电品牌的定位思路是以品质打动要求较高的消费者。\n\n"
    "（二）服装品牌换季快，要看潮流。\n\n（三）家电品牌要靠售后留住老客户。\n\n# 渠道\n\n"
    "（一）家电品牌比服装品牌更依赖门店，门店能试用。\n\n（二）包装要环保。\n\n# 人员\n\n（一）店员每年培训两次。\n"
}
RULES = {
    "shop.md": "---\ntitle: Shop Handbook\n---\n# Returns\n"
    "Customers may return goods within seven days. The company pays the postage.\n"
    "# Stock\nEvery shop counts its stock once a month.\n# Training\nNew staff are trained for two weeks.\n",
    "depot.md": "---\ntitle: Warehouse Rules\n---\n# Returns\nGoods that come back are inspected within two days.\n"
    "# Safety\nForklifts may be driven only by staff with a licence.\n"
    "# Shifts\nThere are two shifts, from six to two and from two to ten o'clock.\n",
}
PLACES = {
    "仓库规定.md": "# 叉车\n\n叉车只能由持证人员驾驶，限速每小时五公里。\n\n# 入库\n\n货物到仓后两个工作日内验收。\n",
    "门店手册.md": "# 收银\n\n每笔交易都要开小票。\n\n# 休假\n\n员工每年有八天假期。\n",
}


def asked_of(folder: Path, texts: dict[str, str], encoder: Encoder, cache: Path) -> Assistant:
    read = []
    for name, text in texts.items():
        (folder / name).write_text(text)
        read.append(load_document(folder / name, max_bytes=2**20))
    index = build(gather(read), "20260101-000003-abcdef", "2026-01-01", encoder, cache, lambda *_: None)
    return Assistant(snapshot_of(index), encoder)


@pytest.fixture(scope="module")
def handbooks(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, cache: Path) -> Assistant:
    """An assistant on two documents that speak of the same subjects."""
    texts = {
        name: f"---\ntitle: {title}\ndate: 2025-03-01\n---\n# 一、货物\n\n"
        f"（一）退货要在{days}天之内完成，运费由公司承担。\n\n（二）每个月盘点一次库存，差额超过三件要写明原因。\n\n"
        f"# 二、员工\n\n（一）{leave}\n\n（二）新员工培训两周。\n"
        for name, (title, days, leave) in HANDBOOKS.items()
    }
    return asked_of(tmp_path_factory.mktemp("handbooks"), texts, encoder, cache)


@pytest.mark.parametrize(
    ("question", "of_shops", "online"),
    [
        ("门店经营报告和线上渠道手册在带薪假期上有什么区别", "十五天", "十二天"),
        ("線上渠道手冊跟門店經營報告對帶薪假期的規定有什麼不同？", "十五天", "十二天"),
        ("shop.md和online.md在退货上有什么不同", "七天", "三十天"),
        ("compare shop.md and online.md on paid leave", "十五天", "十二天"),
        ("compare shop.md and online.md on stock", "盘点一次", "盘点一次"),
        ("门店报告和线上手册分别怎么说盘点", "盘点一次", "盘点一次"),
    ],
)
def test_what_both_documents_say_stands_on_both_sides(
    handbooks: Assistant, question: str, of_shops: str, online: str
) -> None:
    sides = sides_in(handbooks.ask(question))
    said = {quote.document: sentences(side) for side in (sides.first, sides.second) for quote in side.quotes}
    assert of_shops in said["门店经营报告"]
    assert online in said["线上渠道手册"]


def test_a_document_without_the_word_that_is_asked_says_nothing_of_it(
    tmp_path: Path, encoder: Encoder, cache: Path
) -> None:
    rules = asked_of(tmp_path, RULES, encoder, cache)
    sides = sides_in(rules.ask("compare Shop Handbook and Warehouse Rules on training"))
    assert "trained for two weeks" in sentences(sides.first)
    assert sides.second.quotes == ()
    # It has "the", but no word that says what is asked.
    other = reply(rules, "compare both documents", "What's the weather like today?")
    assert isinstance(other, Answer)
    assert sides_in(other).headings


def test_a_character_of_a_word_is_not_the_word(tmp_path: Path, encoder: Encoder, cache: Path) -> None:
    answer = asked_of(tmp_path, PLACES, encoder, cache).ask("仓库规定和门店手册在停车上有什么区别")
    assert answer.sides is None  # the first speaks of 叉车


@pytest.mark.parametrize(
    ("language", "beside", "said", "empty"),
    [
        (
            "en",
            "the documents “门店经营报告” and “线上渠道手册”, in “主播”",
            "二、 （一） has the words",
            "nothing is shown",
        ),
        ("zh-Hans", "“门店经营报告”和“线上渠道手册”，比的是“主播”", "二、 （一） 里有所问的词", "没有引文"),
        ("zh-Hant", "「门店经营报告」和「线上渠道手册」，比的是「主播」", "二、 （一） 裡有所問的詞", "沒有引文"),
    ],
)
def test_it_is_told_what_stands_beside_what_and_why(
    handbooks: Assistant, language: Language, beside: str, said: str, empty: str
) -> None:
    answer = handbooks.ask("shop.md和online.md在主播上有什么区别")
    first, shops, online = why(answer, language, None)
    assert beside in first
    assert empty in shops
    assert said in online


def test_of_two_things_it_is_told_which_places_answer_each(assistant: Assistant) -> None:
    beside, *each = why(assistant.ask("新主播的培训和主播的收入有什么区别"), "en", None)
    assert beside == "Set beside each other: “新主播的培训” and “主播的收入”."
    assert "“新主播的培训”: asked about by itself, 二、1 (1)" in each[0]


def test_two_documents_that_both_say_nothing_are_not_set_side_by_side(handbooks: Assistant) -> None:
    assert handbooks.ask("门店经营报告和线上渠道手册在火星探测上有什么区别").status == "refused"


def test_within_one_document_nothing_else_is_quoted(handbooks: Assistant) -> None:
    for title, days in (("门店经营报告", "七天"), ("线上渠道手册", "三十天")):
        answer = handbooks.within([title]).ask("退货要在多少天之内完成？")
        assert answer.status == "answered"
        assert days in answer.quotes[0].text
        assert {quote.document for quote in answer.quotes} == {title}
