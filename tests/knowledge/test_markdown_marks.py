"""What people and programs write into Markdown beside CommonMark."""

import pytest

from knowledge.types import Block
from tests.knowledge.test_readers_pages import kinds, md


def texts(text: str) -> list[str]:
    return [block.text for block in md(text).blocks]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("#茶庄", [("heading", "茶庄")]),
        ("##一、采茶", [("heading", "一、采茶")]),
        ("#采茶 #清明", [("paragraph", "#采茶 #清明")]),
        ("#采茶要看天。看芽。", [("paragraph", "#采茶要看天。看芽。")]),
    ],
)
def test_a_heading_without_a_blank(text: str, read: list[tuple[str, str]]) -> None:
    assert kinds(md(text)) == read


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("茶分**“两类”**，水为**一类。**都好。", "茶分“两类”，水为一类。都好。"),
        ("请在**（七日）**内，附**《茶单》**。", "请在（七日）内，附《茶单》。"),
        ("价~~八十元~~九十元，2 ** 3 ** 4。", "价九十元，2 ** 3 ** 4。"),
    ],
)
def test_marks_beside_chinese_are_no_text(text: str, plain: str) -> None:
    assert texts(text) == [plain]


@pytest.mark.parametrize("colon", [":", "："])
def test_footnotes_stand_behind_what_points_at_them(colon: str) -> None:
    text = f"卖了四百斤[^1]，多两成[^二]。\n\n水甜。\n\n[^1]{colon} 三家茶庄。\n[^二]{colon}只算春茶。"
    assert texts(text) == ["卖了四百斤¹，多两成²。", "¹ 三家茶庄。", "² 只算春茶。", "水甜。"]


def test_a_footnote_that_nothing_points_at_is_text() -> None:
    assert texts("茶香。[^1]\n\n[^1]: 甲。\n[^2]: 乙。\n\n末。") == ["茶香。¹", "¹ 甲。", "乙。", "末。"]
    assert texts("茶香。\n\n[^2]: 乙。") == ["茶香。", "乙。"]


def test_the_footnotes_of_a_tables_cells_stand_behind_it_each_written_once() -> None:
    table = "| 茶庄 | 价 |\n|---|---|\n| 甲[^2] | 八十元[^1] |\n| 乙 | **九十**元 |"
    assert texts(f"茶香。[^1]\n\n{table}\n\n末。\n\n[^1]: 去年。\n[^2]: 已关。") == [
        "茶香。¹",
        "¹ 去年。",
        "茶庄 | 价\n甲² | 八十元¹\n乙 | 九十元",
        "² 已关。",
        "末。",
    ]


def test_the_mark_of_a_footnote_that_is_not_there_is_no_text() -> None:
    assert texts("只剩一家[^12]，`[^3]` 和 [^甲] 是字。") == ["只剩一家，[^3] 和 [^甲] 是字。"]


def test_notes_numbered_by_hand_are_text_and_their_marks_no_figures() -> None:
    notes = "[1]: 数据来自茶庄三月的账。\n[2]: 不含运费。\n[注]: 春茶/秋茶各半。"
    assert texts(f"卖了四百[1]斤，多两成[2]。\n\n{notes}") == ["卖了四百[1]斤，多两成[2]。", *notes.split("\n")]


@pytest.mark.parametrize(
    "address", ["茶庄/账.md", "账.xlsx#一", "#账", "<茶 庄>", "https://a.example/茶", '茶.md "茶"']
)
def test_where_a_link_leads_is_no_text(address: str) -> None:
    assert texts(f"见[账]，[一月][1]。\n\n[账]: {address}\n[1]: {address}") == ["见账，一月。"]


def test_text_above_a_rule_is_no_heading_but_a_short_line_is() -> None:
    assert kinds(md("茶要放在干燥的地方，远离香料。\n---\n水甜。\n\n茶庄\n---\n水甜。")) == [
        ("paragraph", "茶要放在干燥的地方，远离香料。"),
        ("paragraph", "水甜。"),
        ("heading", "茶庄"),
        ("paragraph", "水甜。"),
    ]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("<aside>\n💡 雨天停采。\n\n</aside>", ["💡 雨天停采。"]),
        ("> [!NOTE] 要点\n> 春茶好。", ["要点\n春茶好。"]),
        ("> [!warning]-\n> 春茶好。", ["春茶好。"]),
        ('!!! note "要点"\n    春茶好。', ["要点", "春茶好。"]),
        ('=== "绿茶"\n\n    水温八十度。', ["绿茶", "水温八十度。"]),
        ("::: tip 要点\n春茶好。\n:::", ["要点", "春茶好。"]),
        ("<details><summary>要点</summary>\n\n春茶好。\n\n</details>", ["要点", "春茶好。"]),
    ],
)
def test_boxes_are_read(text: str, lines: list[str]) -> None:
    assert texts(text) == lines


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("[[TOC]]\n\n:material-tea: 茶香。{ .lead }", "茶香。"),
        ("![](a.png){ width=300 }茶香。", "茶香。"),
        ("![avatar](a.png)茶香。![tea_house-2](b.png)", "茶香。"),
        ("![Tea house](a.png)茶香。![茶庄](b.png)", "Tea house茶香。茶庄"),
        ("见[[茶园笔记|笔记]]与[[水源]]。![[a.png]]%%没人看见%%==要紧==，a==b。", "见笔记与水源。要紧，a==b。"),
        ("- [x] 采茶\n- [ ] 炒茶", "- ☒ 采茶\n- ☐ 炒茶"),
        ("损耗为 $\\frac{a}{b}$，价 $5 到 $6。", "损耗为 a / b，价 $5 到 $6。"),
        ("$$\nx^2\n$$", "x^2"),
        ("负责人：王五\n开始 日期: 今天", "负责人：王五\n开始 日期: 今天"),
        ("采茶的人说：今年好，\n茶香。", "采茶的人说：今年好，茶香。"),
    ],
)
def test_what_sites_and_notebooks_add(text: str, plain: str) -> None:
    assert texts(text) == [plain]


def test_a_term_and_what_it_means() -> None:
    assert texts("明前\n: 清明之前采的茶。\n\n*[TEA]: 茶\n\n末。") == ["明前", "清明之前采的茶。", "TEA: 茶", "末。"]


def test_tables_with_borders_in_cells_and_without_outer_ones() -> None:
    assert md("品种 | 产地\n--- | ---\n龙井\\|明前 | 杭州").blocks == (
        Block("table", "品种 | 产地\n龙井|明前 | 杭州", heads=1),
    )


@pytest.mark.parametrize("below", ["|---|", "| --- | :-: | --- |"])
def test_a_table_whose_heads_are_more_or_fewer_than_the_line_below_says(below: str) -> None:
    assert md(f"| 茶 | 价 |\n{below}\n| 明前 | 80 |").blocks == (Block("table", "茶 | 价\n明前 | 80", heads=1),)


def test_lines_within_a_cell_stay_apart() -> None:
    table = "| 茶庄 | 庄主 |\n|---|---|\n| 甲 | 王五<br>李四 <BR/> 赵六 |"
    assert texts(table) == ["茶庄 | 庄主\n甲 | 王五 李四 赵六"]


def test_lines_of_code_are_no_headings() -> None:
    assert kinds(md("```sh\n# 采茶\n```")) == [("paragraph", "# 采茶")]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (":bulb: 提示", "提示"),
        ("发货 :white_check_mark:", "发货"),
        ("H~2~O 与 m^2^ 与 10^-3^", "H₂O 与 m² 与 10⁻³"),
        ("增长18.5%^2^，见注^12^。", "增长18.5%²，见注¹²。"),
        ("++新增++的话", "新增的话"),
        ("==SO<sub>2</sub>== 的话", "SO₂ 的话"),
        # no marks
        ("类型:int:整数，10:30:45", "类型:int:整数，10:30:45"),
        ("C++ 和 D++", "C++ 和 D++"),
        ("10~20 元，30~40 元", "10~20 元，30~40 元"),
        ("a == b", "a == b"),
        ("2^3^2 等于 512", "2^3^2 等于 512"),
    ],
)
def test_marks_that_sites_read_are_no_text(text: str, plain: str) -> None:
    assert [block.text.strip() for block in md(text).blocks] == [plain]
