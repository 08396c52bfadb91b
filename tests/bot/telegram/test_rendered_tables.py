"""Passages with tables look in a chat as they should."""

from itertools import pairwise

from bot.answering.assistant import Assistant
from bot.answering.quotes import quote_passage
from bot.telegram.rendering import answer_text, outline_text, passage_text, quote_text
from bot.telegram.rich import split
from knowledge.table_text import table_in
from tests.bot.telegram.made import passages, quote, styled


def test_a_small_table_is_a_block_of_one_width_below_the_cell_that_answers(shops: Assistant) -> None:
    rich = answer_text(shops.ask("华东的退货率是多少？"), "zh-Hant", "zh-Hant")
    assert styled(rich, "bold") == ["華東 · 蘇州 · 退貨率: 3.1%"]
    assert styled(rich, "expandable_blockquote") == ["下表是各大區門店2023年的退貨率："]
    (block,) = styled(rich, "pre")
    assert [line.split()[0] for line in block.split("\n")][-4:] == ["華東", "華南", "華北", "西南"]
    assert [line for line in block.split("\n") if line.endswith(" ◂")] == ["華東  蘇州  12 家  3.1%  24 小時 ◂"]
    assert not any(span.start < other.end and other.start < span.end for span, other in pairwise(rich.spans))


def test_a_wide_table_is_told_row_by_row_with_the_row_that_answers_in_bold(shops: Assistant) -> None:
    rich = answer_text(shops.ask("How many seats does the Team plan have?"), "en", None)
    headline, row = styled(rich, "bold")
    assert headline == "Team · Seats: 25"
    assert row.startswith("Team\nSeats: 25\nPrice per month: 79\nSupport hours: 8-20\nNotes: Telephone support")
    (block,) = styled(rich, "expandable_blockquote")
    assert [part.split("\n")[0] for part in block.split("\n\n")] == ["Basic", "Team", "Enterprise"]
    assert not styled(rich, "pre")


def test_every_cell_of_a_table_is_shown(shops: Assistant) -> None:
    index = shops.snapshot.index
    for number, passage in enumerate(index.passages):
        shown = "".join(quote_text(quote_passage(index, number), "en", None).text.split())
        for row in table_in(passage.text, passage.table).rows if passage.table else ():
            assert all("".join(cell.split()) in shown for cell in row)


def test_a_table_over_several_messages_is_one_width_in_each() -> None:
    rows = tuple((f"{number:03}", "茶" * 10) for number in range(300))
    text = "号 | 名\n" + "\n".join(" | ".join(row) for row in rows)
    first, *others = split(quote_text(quote(text, table=(0, 6)), "en", None))
    assert others
    for part in (first, *others):
        assert part.fits()
        assert len(styled(part, "pre")) == 1
    shown = [line for part in (first, *others) for line in styled(part, "pre")[0].split("\n")]
    assert shown[2:] == [f"{number}  {name}" for number, name in rows]


def test_a_passage_that_begins_with_a_table_is_named_by_its_heads_in_the_outline(shops: Assistant) -> None:
    outline, there = shops.snapshot.outline, shops.snapshot.index.passages
    number = next(number for number, passage in enumerate(there) if passage.text.startswith("倉庫"))
    text = outline_text(outline.page(number, 1, 0), "zh-Hant", None).text
    assert "倉庫 · 品項 · 庫存量 · 單價" in text
    assert " | " not in text


def test_a_passage_beside_another_edition_of_it_has_its_table_laid_out(shops: Assistant) -> None:
    passage = next(passage for passage in shops.snapshot.index.passages if passage.text.startswith("倉庫"))
    (block,) = styled(passage_text(passage, None), "pre")
    assert block.split("\n")[-1] == "高雄倉  紅玉紅茶   XX 箱  450 元"
    assert styled(passage_text(passages(1)[0], None), "expandable_blockquote") == ["第1点。"]
