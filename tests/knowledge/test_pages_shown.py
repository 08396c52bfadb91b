"""What pages show by styles and roles alone."""

import pytest

from knowledge.types import Note
from tests.knowledge.test_pages_around import texts
from tests.knowledge.test_readers_pages import kinds, page


@pytest.mark.parametrize(
    ("html", "read"),
    [
        ("<span class=n>东山</span><span class=v>120</span><span class=v>85</span>", "东山120 85"),
        ("<span class=v>3.1%</span><span class=v>4.2%</span>", "3.1% 4.2%"),
        ("<span class=v>120<b>斤</b></span><span class=v>85</span>", "120斤85"),
        ("<a href=1>12</a><a href=2>13</a>", "12 13"),
        # One figure that an editor divided, or that is shown digit by digit:
        ("<span>12</span><span>5</span>斤", "125斤"),
        ("<span class=c1>12</span><span class=c4>5</span>斤", "125斤"),
        ("<span class=x lang=EN-US>12</span><span class=x lang=EN-US>5</span>斤", "125斤"),
        ("<span class=digit>1</span><span class=digit>2</span>", "12"),
        ("<a href=1>12</a><a href=1>5</a>", "125"),
        ("<code><span class=m>12</span><span class=mf>5</span></code>", "125"),
        ("<span class=v>12</span><!-- 5 --><span class=v>元</span>", "12元"),
    ],
)
def test_figures_in_tags_of_their_own_stand_apart(html: str, read: str) -> None:
    assert texts(f"<p>{html}</p>") == [read]


def test_spans_that_are_shown_as_blocks_are_paragraphs() -> None:
    html = "<p><span style='display:block'>采茶</span><span style='color:red; display: block'>炒茶</span></p>"
    assert texts(html) == ["采茶", "炒茶"]
    assert texts("<h2><span style='display:block'>采茶</span></h2><p>清明。</p>") == ["采茶", "清明。"]


def test_quotation_marks_and_menus() -> None:
    assert texts("<p>茶农说<q>雨天不采</q>。</p><menu><li>采<li>炒</menu>") == ["茶农说“雨天不采”。", "- 采\n- 炒"]


ROW = "<div role=row><div role={0}>{1}</div><div role={0}>{2}</div></div>"
ROWS = ROW.format("columnheader", "山", "斤") + ROW.format("cell", "东山", "9") + ROW.format("cell", "西山", "7")


@pytest.mark.parametrize("rows", [ROWS, f"<div role=rowgroup>{ROWS}</div>"])
def test_a_table_of_roles_is_one(rows: str) -> None:
    assert kinds(page(f"<div role=table>{rows}</div>")) == [("table", "山 | 斤\n东山 | 9\n西山 | 7")]


def test_a_table_of_roles_with_other_text_is_none() -> None:
    assert texts(f"<div role=table>{ROW.format('cell', '东山', '9')}<div>只收现金。</div></div>")[-1] == "只收现金。"


TEX = "<math><mi>r</mi><annotation encoding='application/x-tex'>r = \\frac{a}{b}</annotation></math>"


@pytest.mark.parametrize(
    "formula",
    [
        TEX,
        f"<span class=katex><span class=katex-mathml>{TEX}</span><span class=katex-html>r=ab</span></span>",
        "<span class=MathJax>r = a / b</span><span class=MJX_Assistive_MathML><math><mi>r</mi></math></span>",
        "<mjx-container>r = a / b<mjx-assistive-mml><math><mi>r</mi></math></mjx-assistive-mml></mjx-container>",
    ],
)
def test_a_formula_is_read_once(formula: str) -> None:
    assert texts(f"<p>比例 {formula}，见表。</p>") == ["比例 r = a / b，见表。"]


def test_a_formula_that_is_drawn_is_read_as_it_is_for_ears() -> None:
    drawn = "<mjx-container><svg><text>q</text></svg><mjx-assistive-mml><math><mi>r</mi></math></mjx-assistive-mml>"
    assert texts(f"<p>比例 {drawn}</mjx-container>，见表。</p>") == ["比例 r，见表。"]


def test_tasks_have_their_boxes() -> None:
    notion = "<ul class=to-do-list><li><div class='checkbox checkbox-on'></div> <span>采茶</span></ul>"
    confluence = "<ul class=inline-task-list><li class=checked>采茶<li>炒茶</ul><ul><li class=checked>泡茶</ul>"
    assert texts(notion) == ["- ☒ 采茶"]
    assert texts(f"<p>茶</p>{confluence}") == ["茶", "- ☒ 采茶\n- ☐ 炒茶", "- 泡茶"]


def test_hidden_rows_and_columns_of_a_spreadsheet_are_left_out_and_told() -> None:
    hidden = "style='mso-width-source:userset;display:none'"
    rows = [
        "<td>山</td><td>进价</td><td>底价</td><td colspan=2>售价</td>",
        "<td rowspan=3>东山</td><td>5</td><td>6</td><td>9</td><td>8</td>",
        "<td>密</td>",
        "<td>4</td><td>3</td><td>7</td><td>2</td>",
        "<td>西山</td><td colspan=3>不采</td><td>1</td>",
    ]
    shown = "".join(f"<tr {hidden if '密' in row else ''}>{row}</tr>" for row in rows)
    widths = f"<tr height=0 {hidden}><td></td></tr>"
    table = "<table><col width=72><col span=2 {0}><col><col {0}>{1}{2}</table>"
    read = page(table.format(hidden, shown, widths))
    assert kinds(read) == [("table", "山 | 售价\n东山 | 9\n东山 | 7\n西山 | 不采")]
    assert read.notes == (Note("hidden-rows", 1), Note("hidden-columns", 3))


def test_a_cell_that_goes_down_from_a_hidden_row_stands_in_the_next() -> None:
    rows = (
        "<td>茶<td>山<td>斤",
        "<td>红茶<td rowspan=3>东山<td>9",
        "<td>白茶<td>8",
        "<td>绿茶<td>7",
        "<td>毛峰<td>西山<td>6",
    )
    shown = "".join(
        f"<tr style='mso-height-source:x{';display:none' if '红' in row else ''}'>{row}</tr>" for row in rows
    )
    read = page(f"<table>{shown}</table>")
    assert kinds(read) == [("table", "茶 | 山 | 斤\n白茶 | 东山 | 8\n绿茶 | 东山 | 7\n毛峰 | 西山 | 6")]
    assert read.notes == (Note("hidden-rows", 1),)


def test_browsers_show_a_column_that_says_to_be_hidden() -> None:
    assert texts("<table><col><col style='display:none'><tr><td>山<td>斤<tr><td>东山<td>9</table>") == [
        "山 | 斤\n东山 | 9"
    ]


def test_lines_that_a_style_makes_bold_are_headings_where_there_are_no_others() -> None:
    html = "<p><span style='font-weight: {0}'>采茶</span></p><p>清明前采。</p>"
    assert [kind for kind, _ in kinds(page(html.format("bold") + html.format("700")))] == ["heading", "paragraph"] * 2
    light = html.replace("采茶", "<span style='font-weight: normal'>采茶</span>").format("bold")
    assert {kind for kind, _ in kinds(page(light + html.format("700; font-weight: 400")))} == {"paragraph"}
    assert {kind for kind, _ in kinds(page(html.format("normal") + html.format("400")))} == {"paragraph"}
