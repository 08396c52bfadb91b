"""Notes at the foot of a PDF's pages that are printed as large as the text."""

import pytest

from tests.knowledge.pdfs import FULL, Drawing, Text, lines, texts


def rule(top: float, right: float = 216) -> Drawing:
    return lambda canvas: canvas.line(72, 842 - top, right, 842 - top)


def sentence(mark: str) -> list[Text]:
    """Return a sentence that goes on with the next page, with the mark of a note in it."""
    return [*lines("前段。", "后段" + FULL[:30]), (457, 93, mark, 7), *lines(FULL, top=116)]


@pytest.mark.parametrize(
    ("mark", "size", "drawn"), [("①", 12, rule(700)), ("1", 12, rule(700)), ("1", 7, rule(0, 500))]
)
def test_notes_in_the_size_of_the_text_stand_behind_the_sentence_that_has_their_mark(
    mark: str, size: float, drawn: Drawing
) -> None:
    at, left = (710, 86) if size == 12 else (705, 77)
    notes: list[Text] = [(72, at, mark, size), (left, 710, "样本为十二家工厂，不含二手。")]
    found = texts([*sentence(mark), drawn, *notes], lines("余下的话。", "新段。"))
    assert found[0] == "前段。"
    assert found[1].startswith("后段")
    assert found[1].endswith(FULL + "余下的话。")
    assert found[2].endswith("样本为十二家工厂，不含二手。")


def test_a_list_below_a_rule_is_no_note_where_nothing_points_at_it() -> None:
    page = [*lines(FULL, FULL + "。"), rule(700), *lines("1. 甲方签字", "2. 乙方签字", top=712)]
    assert texts(page, lines("余下的话。")) == [FULL + FULL + "。", "1. 甲方签字", "2. 乙方签字", "余下的话。"]


def test_what_is_larger_than_a_note_below_it_is_none() -> None:
    page = [*sentence("1"), rule(700), *lines("1 样本为十二家工厂。", top=710), (72, 760, "第二章 渠道", 20)]
    assert "第二章 渠道" in texts(page, lines("余下的话。", "新段。"))


def text_beside(left: float) -> list[Text]:
    """Return a column of text whose last sentence goes on with the next page."""
    return lines(*[FULL[:26]] * 14, left=left)


@pytest.mark.parametrize(("left", "margin"), [(72, 420), (200, 72)])
def test_a_note_in_a_margin_stands_behind_the_paragraph_beside_it(left: float, margin: float) -> None:
    note = [(margin, 150 + 11 * number, row, 8) for number, row in enumerate(("本年度新增两家", "门店，均在杭州。"))]
    found = texts([*text_beside(left), *note], lines("余下的话。", left=left))
    assert found == [FULL[:26] * 14 + "余下的话。", "本年度新增两家门店，均在杭州。"]


def test_a_column_in_print_as_large_as_the_text_is_no_note() -> None:
    column = [
        (420, 150 + 15 * number, row, 12)
        for number, row in enumerate(("本年度新增两家门", "店，均在杭州市的", "西湖区。"))
    ]
    found = texts([*text_beside(72), *column], lines("余下的话。"))
    assert found[0].endswith("本年度新增两家门店，均在杭州市的西湖区。")


def test_notes_in_the_margins_of_two_pages_are_two() -> None:
    first, second = ("本年度新增两家门", "店，均在杭州市"), ("咖啡机由厂家提供", "，每年一检")
    pages = [
        [*text_beside(72), *[(420, 150 + 11 * number, row, 8) for number, row in enumerate(rows)]]
        for rows in (first, second)
    ]
    assert texts(*pages)[1:] == ["".join(first), "".join(second)]


def underlined(top: float) -> list[Drawing]:
    return [(72, top, "以下为条款"), rule(top + 3)]


@pytest.mark.parametrize(
    ("text", "ruled", "points"),
    [
        (lines("双方按①和②所列办理。"), [rule(650)], ("① 甲方供茶", "② 乙方付款")),
        ([*lines("双方按款办理"), (144, 75, "①", 7)], [rule(650)], ("① 甲方供茶", "② 乙方付款")),
        (lines("已有研究[1]，另见[2]。"), [rule(650)], ("[1] 王小明. 茶论.", "[2] 李大山. 茶史.")),
        ([*lines("门店的面积为200 m"), (168, 75, "2", 7)], [rule(650)], ("2. 甲方供茶",)),
        ([*lines("双方按款办理"), (144, 75, "1", 7)], underlined(640), ("1. 甲方供茶",)),
    ],
)
def test_a_list_below_a_rule_is_no_note_unless_each_point_is_marked_above(
    text: list[Drawing], ruled: list[Drawing], points: tuple[str, ...]
) -> None:
    found = texts([*text, *lines(FULL + "。", top=98), *ruled, *lines(*points, top=670)], lines("余下的话。"))
    assert found[-1 - len(points) :] == [*points, "余下的话。"]
