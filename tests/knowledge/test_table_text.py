from pathlib import Path

import pytest

from knowledge.documents import load_document
from knowledge.table_text import Table, encoded_text, lines_above, opening, read_out, table_in
from knowledge.types import Passage

TABLE = """| 城市 | 退货率 |
|---|---|
| 苏州 | 3.1% |
| 广州 |  |
"""


def passage(text: str, folder: Path) -> Passage:
    path = folder / "table.md"
    path.write_text(f"# 茶\n\n{text}", "utf-8")
    return load_document(path, max_bytes=2**20).passages[0]


def test_a_table_is_what_stands_above_it_its_heads_and_as_many_cells_in_each_row(tmp_path: Path) -> None:
    found = passage(f"退货率见下表：\n\n{TABLE}", tmp_path)
    assert found.table
    expected = Table("退货率见下表：", ("城市", "退货率"), (("苏州", "3.1%"), ("广州", "")))
    assert table_in(found.text, found.table) == expected
    assert lines_above(found) == 1


@pytest.mark.parametrize(
    ("text", "first"),
    [(TABLE, "城市 · 退货率"), (f"退货率见下表：\n\n{TABLE}", "退货率见下表："), ("一句。两句。", "一句。")],
)
def test_a_passage_is_named_by_its_first_sentence_or_by_the_heads_of_its_table(
    text: str, first: str, tmp_path: Path
) -> None:
    assert opening(passage(text, tmp_path)) == first


def test_a_row_is_read_out_with_its_heads_and_those_asked_for_come_first(tmp_path: Path) -> None:
    found = passage(TABLE, tmp_path)
    assert read_out(found) == "城市: 苏州; 退货率: 3.1%\n城市: 广州"
    assert read_out(found, (1,)) == "城市: 广州\n城市: 苏州; 退货率: 3.1%"
    assert read_out(passage("一句。", tmp_path), (1,)) == "一句。"


RULES = """入库前先看标签：

| 编号 | 要求 | 一级 | 二级 | 条款 |
|---|---|---|---|---|
| 3.1 | 茶叶入库前要称重，并由两个人在单子上签字确认。 |  | ✓ | 521 |
| 3.2 | 每批茶叶留样至少半年，样品和标签一起放进冷库。 | 是 | 否 | 第五条 |
"""


def test_of_a_row_with_a_long_cell_only_what_has_words_is_encoded(tmp_path: Path) -> None:
    found = passage(RULES, tmp_path)
    assert [encoded_text(found, span) for span in found.sentences] == [
        "入库前先看标签：",
        "要求: 茶叶入库前要称重，并由两个人在单子上签字确认。",
        "要求: 每批茶叶留样至少半年，样品和标签一起放进冷库。; 条款: 第五条",
    ]


def test_rows_of_short_cells_and_other_sentences_are_encoded_whole(tmp_path: Path) -> None:
    rows, prose = passage(TABLE, tmp_path), passage("价格 | 3.1% | 以门口那块牌子上今天早上写的为准。", tmp_path)
    assert [encoded_text(rows, span) for span in rows.sentences] == ["城市: 苏州; 退货率: 3.1%", "城市: 广州"]
    assert [encoded_text(prose, span) for span in prose.sentences] == [prose.text]
