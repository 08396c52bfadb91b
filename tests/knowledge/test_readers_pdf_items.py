"""Items in a PDF: points with letters and marks, lines of labels, and text that hangs behind a label."""

import pytest

from tests.knowledge.pdfs import FULL, Drawing, lines, texts

LONG = "check the lamps and the sound of the hall before any guest comes in and sit"  # fills a line
SHORT = FULL[:33]


@pytest.mark.parametrize(
    "marks", ["abc", "ABC", ("i", "ii", "iii")], ids=["small letters", "capitals", "small Roman numbers"]
)
@pytest.mark.parametrize("form", ["{}. ", "{}) ", "({}) ", "{}）"])
def test_lettered_points_are_paragraphs(marks: tuple[str, ...], form: str) -> None:
    rows = [form.format(mark) + LONG for mark in marks]
    assert texts(lines("The host shall", *rows)) == ["The host shall", *rows]


def test_a_letter_that_no_other_follows_is_no_point() -> None:
    assert texts(lines(LONG, "p. 12 of the hall,", LONG, "a) or so.")) == [
        f"{LONG} p. 12 of the hall, {LONG} a) or so."
    ]


@pytest.mark.parametrize("mark", "★※▲◎√")
def test_marks_of_points(mark: str) -> None:
    rows = [mark + SHORT, mark + SHORT, mark + SHORT]
    assert texts(lines(*rows)) == rows


def test_the_letter_o_is_a_mark_if_the_text_stands_off() -> None:
    points: list[Drawing] = [part for top in (98, 116) for part in ((90, top, "o"), (108, top, LONG[:60]))]
    assert texts([*lines("● " + LONG[:60]), *points]) == ["● " + LONG[:60], "o " + LONG[:60], "o " + LONG[:60]]
    assert texts(lines(LONG, "o que " + LONG)) == [f"{LONG} o que {LONG}"]


def test_lines_of_labels_are_paragraphs() -> None:
    rows = [f"{name}：{SHORT}" for name in ("甲方", "乙方", "地址", "项目名称")]
    assert texts(lines(*rows)) == rows
    mail = [f"{name}: {LONG}" for name in ("From", "To", "Reply To")]
    assert texts(lines(*mail)) == mail


def test_two_lines_that_begin_like_labels_are_not_enough() -> None:
    rows = (f"注意：{SHORT}", f"其中：{SHORT}", "末。")
    assert texts(lines(*rows)) == ["".join(rows)]


def test_lines_that_only_seem_to_begin_with_labels_go_on() -> None:
    rows = ["字节码（比如：" + FULL[:31]] * 3
    assert texts(lines(FULL, *rows, "末。")) == ["".join((FULL, *rows, "末。"))]
    rows = ["or your micro:bit " + LONG[:60]] * 3
    assert texts(lines(LONG, *rows, "down.")) == [" ".join((LONG, *rows, "down."))]


def test_sentences_that_go_over_to_a_line_with_a_colon_go_on() -> None:
    rows = [part for _ in range(3) for part in (FULL, f"锚点的规范：{SHORT[:20]}。")]
    found = texts(lines(*rows))
    assert [text for text in found if text.startswith("锚点")] == []


def test_text_hangs_behind_a_label() -> None:
    rows = [f"{name}：{SHORT}" for name in ("时间", "出席", "决议")]
    hanging: list[Drawing] = []
    for number, row in enumerate(rows):
        hanging += [(72, 80 + 54 * number, row), *((108, 98 + 54 * number + 18 * y, SHORT) for y in range(2))]
    hanging += [(96, 242, SHORT)]
    assert texts(hanging) == [*(row + SHORT * 2 for row in rows), SHORT]
    assert (
        texts([(72, 80, "出席：李明、王芳、"), (108, 98, "张伟"), *lines(FULL + "。", top=116)])[0]
        == "出席：李明、王芳、张伟"
    )
