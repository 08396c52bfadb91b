"""A passage does not end with what leads to the next one: a question, or the number of a list's item."""

import pytest

from tests.knowledge.test_chunking import paragraphs, passages_of


def test_a_question_begins_the_passage_that_answers_it() -> None:
    asked, answer = (
        "样品寄来以后还能退吗？",
        "能退，收到以后七天之内都可以，" + "运费由我们出，" * 20 + "其余照合同办。",
    )
    first, second = passages_of(*paragraphs("样品每月寄一次。" + "寄前先打电话。" * 20, asked, answer))
    assert first.text.endswith("寄前先打电话。")
    assert second.text == f"{asked}\n{answer}"


def test_a_list_of_questions_is_joined_as_any_lines_are() -> None:
    questions = [f"第{number}个供货商能不能按月供货，能不能开票，能不能退换？" for number in "一二三四五六七八九十甲乙"]
    joined = [passage.text.count("退换") for passage in passages_of(*paragraphs(*questions))]
    assert joined == [300 // (len(questions[0]) + 1), 12 - 300 // (len(questions[0]) + 1)]


@pytest.mark.parametrize(
    "line", ["运费由谁出？\n", "Who pays for the way back?\n", "12. ", "b. ", "  iv. "], ids=lambda line: line.strip()
)
def test_a_long_text_is_not_cut_behind_a_question_or_the_number_of_an_item(line: str) -> None:
    for more in range(26):  # so that each end is once the nearest to the middle
        text = f"{'Samples are sent by post. ' * 19}{'x' * more}.\n{line}{'Nobody pays. ' * 39}"
        first, second = (passage.text for passage in passages_of(*paragraphs(text)))
        assert not first.endswith(line.strip())
        assert first.endswith(".")
        assert second


def test_a_text_of_nothing_but_questions_is_cut_all_the_same() -> None:
    lines = "Is the lid on?\n" + "Yes, it is on and it is shut.\nIs the lid on?\n" * 30
    assert all(len(passage.text) <= 700 for passage in passages_of(*paragraphs(lines)))


def test_no_passage_ends_with_the_name_of_who_speaks_next() -> None:
    spoken = [line for number in range(10, 60) for line in (f"说话人 {number % 3} 00:{number}:24", "茶要早采。" * 6)]
    for text in [spoken, ["\n".join(spoken)]]:
        passages = passages_of(*paragraphs(*text))
        assert len(passages) > 1
        assert all(passage.text.endswith("茶要早采。") for passage in passages)


def test_the_times_of_a_plan_stay_lines_of_it() -> None:
    plan = [f"采茶的第{number}步 {number}:30" for number in range(1, 24)]
    assert [line for passage in passages_of(*paragraphs(*plan)) for line in passage.text.split("\n")] == plan
