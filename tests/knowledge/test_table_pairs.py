"""Tables of fields with their values, which have no heads."""

import pytest

from knowledge.readers.tables import Cell, table_block
from tests.knowledge.test_readers_pages import md, page


def heads(*rows: str, stated: int = 0) -> int:
    return table_block([map(Cell, row.split("|")) for row in rows], stated).heads


@pytest.mark.parametrize(
    "rows",
    [
        ("公司名称|青山茶厂|成立时间|2012 年", "法定代表人|陈静|注册资本|五百万元", "主营业务|绿茶|联系电话|没有"),
        ("姓名：|李明", "部门：|市场部", "入职日期：|去年三月"),
        ("申请人|李明|部门|市场部", "文件名称|春茶采购合同||", "审批意见|同意||"),
        ("公司名稱|青山茶廠", "聯絡電話|沒有", "開戶銀行|農民銀行"),
        ("品牌：|青茶", "产地：|东山", "口味：|清香"),
        ("品牌：|青茶|产地：|东山", "口味：|清香||"),
        ("Full name|Li Ming", "Department|Marketing", "Start date|last March"),
    ],
)
@pytest.mark.parametrize("stated", [0, 1])
def test_fields_with_their_values_have_no_heads(rows: tuple[str, ...], stated: int) -> None:
    assert heads(*rows, stated=stated) == 0


@pytest.mark.parametrize(
    "rows",
    [
        ("姓名|部门|电话|职务", "李明|市场部|没有|主管", "陈静|仓储部|没有|主管"),
        ("部门|人手", "市场部门|三人", "仓储部门|五人", "客服部门|两人"),
        ("字段名称|说明", "姓名|员工的全名", "电话|手机号", "地址|住在哪里"),
        ("品牌|青茶", "产地：|东山", "口味：|清香"),
        ("Day:|Hours:", "Monday:|all day", "Sunday:|closed"),
        ("名称|内容", "地址|东山路", "电话|没有", "邮箱|没有"),
        ("产品名称|标准版|专业版", "类型|云端|本地", "期限|一年|两年"),
        ("产品名称|标准版|专业版|旗舰版", "类型|云端|本地|本地", "期限|一年|两年|三年"),
        ("城市|负责人|品种|备注", "苏州|李明|绿茶|新店", "广州|陈静|红茶|老店"),
    ],
)
def test_a_first_row_that_names_the_columns_stays(rows: tuple[str, ...]) -> None:
    assert heads(*rows) == 1


ROWS = "<table>{0}<tr>{1}<td>青茶</td></tr><tr>{2}<td>东山</td></tr><tr>{3}<td>清香</td></tr></table>"
NAMES = ("品牌", "产地", "口味")


@pytest.mark.parametrize("name", ["<th>{}</th>", "<td><b>{}</b></td>", "<td><p><strong>{}</strong></p></td>"])
def test_a_table_that_marks_its_first_column_alone_has_no_heads(name: str) -> None:
    assert page(ROWS.format("", *map(name.format, NAMES))).blocks[0].heads == 0


@pytest.mark.parametrize(
    "above", ["<thead><tr><th>项目</th><th>内容</th></tr></thead>", "<tr><td><b>项目</b></td><td><b>内容</b></td></tr>"]
)
def test_heads_above_such_a_column_stay(above: str) -> None:
    for name in ("<th>{}</th>", "<td><b>{}</b></td>"):
        assert page(ROWS.format(above, *map(name.format, NAMES))).blocks[0].heads == 1


def test_bold_names_beside_two_values_head_no_table_of_pairs() -> None:
    rows = "| 茶 | 春 | 秋 |\n|---|---|---|\n| **龙井** | 多 | 少 |\n| **毛峰** | 少 | 多 |\n"
    assert md(rows).blocks[0].heads == 1
