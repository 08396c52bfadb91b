"""Reading OpenDocument texts: what pandoc leaves out of them."""

from pathlib import Path

import pypandoc
import pytest

from knowledge.documents import load_document
from knowledge.readers import read_document
from knowledge.readers.archive import read_parts, write_parts
from knowledge.types import Block

STYLES = """
<style:style style:name="暗" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="粗" style:family="paragraph"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="题" style:family="paragraph" style:parent-style-name="粗">
<style:paragraph-properties fo:text-align="center"/>
</style:style>
<style:style style:name="半粗" style:family="text"><style:text-properties fo:font-weight="600"/></style:style>
<style:style style:name="粗题" style:family="paragraph" style:parent-style-name="粗"/>
<text:list-style style:name="条">
<text:list-level-style-number text:level="1" style:num-prefix="第" style:num-suffix="条"
 style:num-format="一, 二, 三, ..."
/>
<text:list-level-style-number text:level="2" style:num-prefix="（" style:num-suffix="）"
 style:num-format="一, 二, 三, ..."
/>
</text:list-style>
<text:list-style style:name="数">
<text:list-level-style-number text:level="1" style:num-suffix="." style:num-format="1"/>
</text:list-style>
<text:list-style style:name="数二">
<text:list-level-style-number text:level="1" style:num-suffix="." style:num-format="1"/>
</text:list-style>
"""
OUTLINE = """
<text:outline-style style:name="Outline">
<text:outline-level-style text:level="1" style:num-prefix="第" style:num-suffix="章"
 style:num-format="一, 二, 三, ..."
/>
<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>
<text:outline-level-style text:level="3" style:num-format=""/>
</text:outline-style>
"""


def blocks(folder: Path, body: str) -> list[Block]:
    """The blocks of a text with ``body`` as the XML of its content."""
    path = folder / "a.odt"
    pypandoc.convert_text("MARK", "odt", format="markdown", outputfile=str(path))
    parts = read_parts(path.read_bytes())
    content = parts["content.xml"].decode()
    before, _, after = content.partition("<text:p")
    content = before + body + after.partition("</text:p>")[2]
    content = content.replace("</office:automatic-styles>", f"{STYLES}</office:automatic-styles>")
    parts["content.xml"] = content.encode()
    styles = parts["styles.xml"].decode()
    begin, end = styles.find("<text:outline-style"), styles.find("</text:outline-style>")
    if begin > 0:
        styles = styles[:begin] + styles[end + len("</text:outline-style>") :]
    parts["styles.xml"] = styles.replace("</office:styles>", f"{OUTLINE}</office:styles>").encode()
    path.write_bytes(write_parts(parts))
    return list(read_document(path, max_bytes=2**20).blocks)


def texts(folder: Path, body: str) -> list[str]:
    return [block.text for block in blocks(folder, body)]


def items(*texts: str, more: str = "") -> str:
    return "".join(f"<text:list-item><text:p>{text}</text:p>{more}</text:list-item>" for text in texts)


@pytest.mark.parametrize(
    "field",
    [
        '<text:user-field-get text:name="n">龙井</text:user-field-get>',
        '<text:drop-down><text:label text:value="毛峰"/>龙井</text:drop-down>',
        "<text:ruby><text:ruby-base>龙井</text:ruby-base><text:ruby-text>lóngjǐng</text:ruby-text></text:ruby>",
    ],
)
def test_fields_and_characters_with_a_guide_are_part_of_their_sentence(tmp_path: Path, field: str) -> None:
    assert texts(tmp_path, f"<text:p>先采{field}，再炒。</text:p>") == ["先采龙井，再炒。"]


def test_the_text_of_shapes_stands_behind_their_paragraph(tmp_path: Path) -> None:
    box = "<draw:frame><draw:text-box><text:p>雨天不采。</text:p></draw:text-box></draw:frame>"
    shape = "<draw:custom-shape><text:p>东门集合。</text:p></draw:custom-shape>"
    body = f"<text:p>清明{box}前采。</text:p><text:p>{shape}当天炒。</text:p>"
    assert texts(tmp_path, body) == ["清明前采。", "雨天不采。", "当天炒。", "东门集合。"]


def test_hidden_text_is_left_out(tmp_path: Path) -> None:
    section = '<text:section text:name="s" text:display="none"><text:p>不得外传。</text:p></text:section>'
    body = f'<text:p><text:span text:style-name="暗">底价二百。</text:span>公开价三百。</text:p>{section}'
    assert texts(tmp_path, body) == ["公开价三百。"]


def test_lines_that_a_style_makes_bold_are_headings(tmp_path: Path) -> None:
    line = '<text:p text:style-name="粗题">{}</text:p><text:p>{}</text:p>'
    body = line.format("采茶", "看天。") + line.format("炒茶", "看火。")
    assert [block.kind for block in blocks(tmp_path, body)] == ["heading", "paragraph"] * 2


def test_a_bold_centred_line_above_bold_lines_is_the_title(tmp_path: Path) -> None:
    line = '<text:p text:style-name="{}">{}</text:p><text:p>看天，也看芽。</text:p>'
    body = line.format("题", "茶园手记") + line.format("粗题", "采茶") + line.format("粗题", "炒茶")
    blocks(tmp_path, body)
    assert load_document(tmp_path / "a.odt", max_bytes=2**20).title == "茶园手记"


def test_bold_lines_in_boxes_head_nothing_of_the_text_around(tmp_path: Path) -> None:
    box = "<draw:frame><draw:text-box>{}<text:p>是清明前采的茶。</text:p></draw:text-box></draw:frame>"
    spring = box.format('<text:p><text:span text:style-name="半粗">春茶</text:span></text:p>')
    summer = box.format('<text:p text:style-name="粗题">夏茶</text:p>')
    body = f"<text:p>清明{spring}前采。</text:p><text:p>当天炒。</text:p><text:p>雨天{summer}不采。</text:p>"
    body += "<text:p>当天卖。</text:p>"
    assert {block.kind for block in blocks(tmp_path, body)} == {"paragraph"}


def test_headings_show_their_numbers(tmp_path: Path) -> None:
    heading = '<text:h text:outline-level="{}">{}</text:h>'
    levels = ((1, "茶"), (2, "绿茶"), (1, "水"), (2, "泉水"), (2, "井水"), (3, "深井"))
    body = "".join(heading.format(*each) for each in levels)
    assert texts(tmp_path, body) == ["第一章 茶", "一.1 绿茶", "第二章 水", "二.1 泉水", "二.2 井水", "深井"]


def test_lists_in_chinese_show_their_numbers_with_those_in_them(tmp_path: Path) -> None:
    inner = f"<text:list>{items('看天', '看芽')}</text:list>"
    first = f'<text:list text:style-name="条">{items("采茶", more=inner)}</text:list>'
    second = f'<text:list text:style-name="条" text:continue-numbering="true">{items("炒茶")}</text:list>'
    body = f"{first}<text:p>以上每天做。</text:p>{second}"
    assert texts(tmp_path, body) == ["第一条 采茶", "（一）看天", "（二）看芽", "以上每天做。", "第二条 炒茶"]


def test_a_list_goes_on_behind_a_paragraph(tmp_path: Path) -> None:
    first = f'<text:list xml:id="l1" text:style-name="数">{items("采茶", "摊开")}</text:list>'
    second = f'<text:list text:continue-list="l1" text:style-name="数">{items("炒茶")}</text:list>'
    body = f"{first}<text:p>当天炒完。</text:p>{second}"
    assert texts(tmp_path, body) == ["1. 采茶\n2. 摊开", "当天炒完。", "3. 炒茶"]


def test_lists_of_one_item_each_are_one_list_that_counts_from_its_own_start(tmp_path: Path) -> None:
    other = f'<text:list text:style-name="数">{items("看天", "看芽")}</text:list><text:p>然后：</text:p>'
    one = '<text:list text:style-name="数二" text:continue-numbering="true">{}</text:list>'
    body = other + "".join(one.format(items(text)) for text in ("采茶", "炒茶"))
    assert texts(tmp_path, body) == ["1. 看天\n2. 看芽", "然后：", "1. 采茶\n2. 炒茶"]
