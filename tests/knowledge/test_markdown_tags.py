"""HTML in Markdown, and what only looks like it."""

import pytest

from knowledge.types import Block
from tests.knowledge.test_markdown_marks import texts
from tests.knowledge.test_readers_pages import kinds, md


@pytest.mark.parametrize("text", ["图名 <SKU>-<color>-<序号>.jpg", "List<String> 与 <your-name>", "<SKU>"])
def test_placeholders_are_text(text: str) -> None:
    assert texts(text) == [text]


def test_tags_are_none() -> None:
    assert texts("茶<Badge type='a' />香<kbd>甲</kbd><br>乙<Note>丙</Note>，<https://a.example>。") == [
        "茶香甲\n乙丙，https://a.example。"
    ]
    assert texts("<Steps>\n\n茶香。\n\n</Steps>") == ["茶香。"]


def test_sites_own_boxes_and_their_titles() -> None:
    tabs = '<TabItem value="a" label="绿茶">\n\n看火。\n\n</TabItem>\n<TabItem label="红茶">看水。</TabItem>'
    assert texts(f"<Tabs>\n{tabs}\n</Tabs>") == ["绿茶", "看火。", "红茶", "看水。"]
    assert texts('<grid cols="2">\n<column>\n甲\n</column>\n<column>\n乙\n</column>\n</grid>') == ["甲", "乙"]


def test_a_table_in_a_sites_own_tags() -> None:
    rows = "".join(
        f"<lark-tr>\n<lark-td>\n{a}\n</lark-td>\n<lark-td>\n\n{b}\n\n</lark-td>\n</lark-tr>\n"
        for a, b in ("茶价", "甲乙")
    )
    assert kinds(md(f'<lark-table rows="2">\n{rows}</lark-table>')) == [("table", "茶 | 价\n甲 | 乙")]


def test_a_table_with_empty_lines_between_indented_rows() -> None:
    row = "    <tr>\n      <{0}>{1}</{0}>\n\n      <{0}>{2}</{0}>\n    </tr>\n"
    rows = "\n".join(row.format(*cells) for cells in (("th", "茶", "价"), ("td", "明前", "80"), ("td", "雨前", "50")))
    assert md(f"<table>\n  <tbody>\n{rows}\n  </tbody>\n</table>\n\n    <tr>").blocks == (
        Block("table", "茶 | 价\n明前 | 80\n雨前 | 50", heads=1),
        Block("paragraph", "<tr>"),
    )


def test_text_right_below_a_summary_is_markdown() -> None:
    tight = "<details>\n<summary>怎么泡？</summary>\n水要**烫**。\n- 绿茶\n- 红茶\n</details>"
    page = "<details><summary>多久？</summary>\n<p>三分钟</p>\n</details>"
    assert texts(f"{tight}\n\n{page}") == ["怎么泡？", "水要烫。", "- 绿茶\n- 红茶", "多久？", "三分钟"]


def test_pictures_as_markdown_within_html_are_pictures_but_code_stays() -> None:
    figure = "<figure markdown>\n  ![苗床](bed.png){ width=300 }\n  <figcaption>图一 苗床</figcaption>\n</figure>"
    code = "<pre>\n![苗床](bed.png)\n</pre>"
    read = md(f"{figure}\n\n播种之后浇水。\n\n{code}")
    assert [block.text.strip() for block in read.blocks] == ["图一 苗床", "播种之后浇水。", "![苗床](bed.png)"]
