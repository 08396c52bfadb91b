from dataclasses import replace

import numpy as np
import pytest

from index import conversation
from index.conversation import follow_up, leans
from index.encoder import Encoder
from index.search import Question, Ranking, SearchIndex, prepare
from knowledge.script import fold

# the tea report: passages 0 and 1, 2 and 3 (chapter one), 4 and 5, 6 and 7 (chapter two) are sections
COUNT = 8
LEANING = "那培训呢"
COMPLETE = "下单以后一般要过多长时间仓库才会把茶叶寄出去"


def question(text: str) -> Question:
    return prepare(text, np.zeros(384, np.float32))


def ranking(text: str, scores: list[float], numbers: list[int] | None = None) -> Ranking:
    rows = np.array(range(COUNT) if numbers is None else numbers)
    return Ranking(question(text), rows, np.array(scores, float), 0.5, 0.4, -1.0, ())


def gain(index: SearchIndex, previous: Ranking, text: str = LEANING, numbers: list[int] | None = None) -> list[float]:
    count = COUNT if numbers is None else len(numbers)
    gained: list[float] = follow_up(index, ranking(text, [0.0] * count, numbers), previous).scores.tolist()
    return gained


@pytest.mark.parametrize(
    "text",
    [
        "那培训呢",
        "多少钱",
        "它怎么存放",
        "这个比例是怎么算出来的",
        "還有別的例子嗎",
        "那个办法有什么好处",
        "报告对此是怎么规定的呢",
        "對這一點報告裡有沒有寫明",
        "And the costs?",
        "what about returns",
        "How do they get paid?",
        "why",
        "",
    ],
)
def test_a_short_or_pointing_question_leans_on_the_one_before(text: str) -> None:
    assert leans(fold(text))


@pytest.mark.parametrize(
    "text",
    [
        COMPLETE,
        "主播的收入由哪几个部分组成",
        "高山茶的市場規模增長了百分之多少",
        "报告里对此类商品的运费写了什么",
        "环保这点值得拿出来在直播讲么",
        "How do tea gardens choose hosts for live shopping?",
        "Which parts make up the income of hosts?",
    ],
)
def test_a_question_that_says_all_does_not(text: str) -> None:
    assert not leans(fold(text))


def test_a_chinese_and_an_english_question_of_like_length_are_alike() -> None:
    assert leans("茶叶存放要求")
    assert leans("rules for tea storage")
    assert not leans("茶叶存放有哪些要求")
    assert not leans("rules for tea storage in warehouses")


@pytest.mark.parametrize("text", ["其他行业的渗透率大约是多少", "吉他的直播课程怎么卖"])
def test_other_words_with_the_character_of_a_pronoun_do_not_point(text: str) -> None:
    assert not leans(text)


def test_passages_near_the_one_shown_gain_by_how_near_they_are(plain_index: SearchIndex) -> None:
    previous = ranking("问", [0.0] * 4 + [1e-9] + [0.0] * 3)
    gains = gain(plain_index, previous)
    elsewhere, same_chapter, same_section = gains[0], gains[6], gains[5]
    assert gains[:4] == pytest.approx([elsewhere] * 4)
    assert gains[6:] == pytest.approx([same_chapter] * 2)
    assert elsewhere < same_chapter < same_section
    assert elsewhere == pytest.approx(0, abs=1e-6)


def test_the_passage_already_shown_gains_less_than_its_neighbour(plain_index: SearchIndex) -> None:
    gains = gain(plain_index, ranking("问", [0.0] * 4 + [1e-9] + [0.0] * 3))
    assert gains[4] < gains[5]


def test_the_gain_is_nearness_and_a_part_of_the_scores_before_less_what_was_shown(plain_index: SearchIndex) -> None:
    before = [0.5, -1.0, 0.0, 2.0, 3.0, 1.0, -2.0, 0.25]
    chapter, section = conversation._SAME_CHAPTER, conversation._SAME_SECTION
    near = [0, 0, 0, 0, chapter + section, chapter + section, chapter, chapter]
    shown = [0, 0, 0, 0, conversation._ALREADY_SHOWN, 0, 0, 0]
    part = conversation._PREVIOUS_SCORES
    expected = [n + part * b - s for n, b, s in zip(near, before, shown, strict=True)]
    assert gain(plain_index, ranking("问", before)) == pytest.approx(expected)


def test_a_question_that_can_stand_alone_gains_only_a_part(plain_index: SearchIndex) -> None:
    previous = ranking("问", [0.5, -1.0, 0.0, 2.0, 3.0, 1.0, -2.0, 0.25])
    full, part = gain(plain_index, previous), gain(plain_index, previous, COMPLETE)
    assert part == pytest.approx([conversation._ON_ITS_OWN * value for value in full])
    assert 0 < conversation._ON_ITS_OWN < 1


def test_the_questions_own_scores_are_kept_and_added_to(plain_index: SearchIndex) -> None:
    previous = ranking("问", [0.5, -1.0, 0.0, 2.0, 3.0, 1.0, -2.0, 0.25])
    own = [float(i * i) for i in range(COUNT)]
    added = follow_up(plain_index, ranking(LEANING, own), previous).scores - own
    assert added.tolist() == pytest.approx(gain(plain_index, previous))


def test_candidates_that_the_question_before_had_not_get_its_lowest_score(plain_index: SearchIndex) -> None:
    previous = ranking("问", [-3.0, 4.0, -1.0], [1, 4, 6])
    gains = gain(plain_index, previous, numbers=[0, 1, 2, 7])
    part, chapter = conversation._PREVIOUS_SCORES, conversation._SAME_CHAPTER
    assert gains == pytest.approx([-3 * part, -3 * part, -3 * part, -3 * part + chapter])
    assert gain(plain_index, previous, numbers=[6])[0] == pytest.approx(-1 * part + chapter)


@pytest.mark.parametrize("change", ["document", "chapter"])
def test_a_like_named_section_of_another_document_or_chapter_is_not_near(plain_index: SearchIndex, change: str) -> None:
    passages = list(plain_index.passages)
    shown = passages[4]
    passages[0] = (
        replace(shown, document="另一份报告")
        if change == "document"
        else replace(shown, headings=("别的章", *shown.headings[1:]))
    )
    index = replace(plain_index, passages=tuple(passages))
    assert gain(index, ranking("问", [0.0] * 4 + [1e-9] + [0.0] * 3))[0] == pytest.approx(0, abs=1e-6)


def test_nothing_but_the_scores_changes(plain_index: SearchIndex) -> None:
    asked = ranking(LEANING, [1.0] * COUNT)
    before = asked.scores.copy()
    found = follow_up(plain_index, asked, ranking("问", [0.0] * COUNT))
    assert (found.question, found.nearest, found.everyday, found.section) == (asked.question, 0.5, 0.4, ())
    np.testing.assert_array_equal(found.numbers, asked.numbers)
    np.testing.assert_array_equal(asked.scores, before)


def test_without_sample_questions_what_stands_nearer_to_the_passage_shown_gains_more(plain_index: SearchIndex) -> None:
    level = ranking(LEANING, [0.0] * COUNT)
    gained = follow_up(plain_index, level, ranking("", [0, 0, 0, 0, 1, 0, 0, 0]), joined=level).scores
    assert gained[5] > gained[6] > gained[7]
    assert gained[3] > gained[0]  # of the chapter before it, the passage next to it


def test_a_follow_up_finds_the_other_half_of_the_section(tea_index: SearchIndex, encoder: Encoder) -> None:
    texts = ["新主播要在车间待多少天", "那他们的工资呢"]
    first, second = [prepare(text, vector) for text, vector in zip(texts, encoder.queries(texts), strict=True)]
    found = follow_up(tea_index, tea_index.rank(second), tea_index.rank(first))
    assert tea_index.hits(found, 1)[0].passage.ref == "2.1.2"
