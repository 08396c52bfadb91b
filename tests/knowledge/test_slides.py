"""What is on slides: runs, tables, numbers and shapes."""

from pathlib import Path

from knowledge.documents import load_document
from knowledge.types import Block, Note
from tests.knowledge.test_readers import write
from tests.knowledge.test_readers_office import deck, group, read, shape


def box(*paragraphs: str, kind: str = "body") -> str:
    """A shape whose paragraphs are XML."""
    text = "".join(f"<a:p>{paragraph}</a:p>" for paragraph in paragraphs)
    return shape(kind=kind).replace("</p:txBody>", f"{text}</p:txBody>")


def run(text: str, properties: str = "") -> str:
    return f"<a:r><a:rPr {properties}/><a:t>{text}</a:t></a:r>"


def blocks(folder: Path, *slides: str) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in read(folder, "a.pptx", deck(*slides)).blocks]


def table(*rows: str) -> str:
    """A table whose rows are the XML of their cells."""
    uri = "http://schemas.openxmlformats.org/drawingml/2006/table"
    inside = "".join(f'<a:tr h="1">{row}</a:tr>' for row in rows)
    graphic = f'<a:graphic><a:graphicData uri="{uri}"><a:tbl>{inside}</a:tbl></a:graphicData></a:graphic>'
    return f"<p:graphicFrame>{graphic}</p:graphicFrame>"


def cell(paragraph: str, attributes: str = "") -> str:
    return f"<a:tc {attributes}><a:txBody><a:bodyPr/><a:p>{paragraph}</a:p></a:txBody></a:tc>"


def test_runs_are_one_text(tmp_path: Path) -> None:
    field = '<a:fld id="{0}" type="datetime1"><a:rPr/><a:t>5月1日</a:t></a:fld>'
    title = box(run("春") + run("茶", 'b="1"'), kind="title")
    text = box(run("头采") + run("龙井", 'b="1"') + run("三百") + run("斤，") + field + run("开园。"))
    prices = table(
        cell(run("品种")) + cell(run("价")), cell(run("龙", 'b="1"') + run("井")) + cell(run("3") + run("00"))
    )
    assert blocks(tmp_path, title + text + prices) == [
        ("heading", "春茶"),
        ("paragraph", "头采龙井三百斤，5月1日开园。"),
        ("table", "品种 | 价\n龙井 | 300"),
    ]


def test_lines_that_the_author_broke_stay_lines_but_in_a_title(tmp_path: Path) -> None:
    lines = f"{run('满三百减三十')}<a:br/>{run('满六百减八十')}"
    assert blocks(tmp_path, box(lines, kind="title") + box(lines)) == [
        ("heading", "满三百减三十 满六百减八十"),
        ("paragraph", "满三百减三十\n满六百减八十"),
    ]


def test_a_line_that_was_broken_to_fit_is_one_with_what_follows(tmp_path: Path) -> None:
    wrapped = f"{run('The leaves are picked in the morning and')}<a:br/>{run('roasted at noon.')}"
    verses = "<a:br/>".join(map(run, ("Pick.", "roast.", "At noon we go home to the village, all:", "a, b")))
    assert blocks(tmp_path, shape("Tea", kind="title") + box(wrapped) + box(verses))[1:] == [
        ("paragraph", "The leaves are picked in the morning and roasted at noon."),
        ("paragraph", "Pick.\nroast.\nAt noon we go home to the village, all:\na, b"),
    ]


def test_marks_of_notes_and_powers_are_no_digits(tmp_path: Path) -> None:
    text = box(run("去年采茶320") + run("1", 'baseline="30000"') + run("斤，CO") + run("2", 'baseline="-25000"'))
    assert Block("paragraph", "去年采茶320¹斤，CO₂") in read(tmp_path, "a.pptx", deck(text)).blocks


def test_what_is_struck_out_is_left_out_and_told(tmp_path: Path) -> None:
    was = run("四百", 'strike="sngStrike"') + run("九十元", 'strike="dblStrike" b="1"')
    text = box(run("龙井") + was + run("三百元", 'strike="noStrike"') + run("一斤。"))
    source = read(tmp_path, "a.pptx", deck(text + table(cell(run("价")), cell(was))))
    assert source.blocks[1].text == "龙井三百元一斤。"
    assert source.notes == (Note("struck-out", 2),)


def frame(kind: str, inside: str = "") -> str:
    data = f'<a:graphicData uri="http://schemas.example/{kind}">{inside}</a:graphicData>'
    return f"<p:graphicFrame><a:graphic>{data}</a:graphic></p:graphicFrame>"


def test_charts_and_objects_are_told_not_named_in_the_text(tmp_path: Path) -> None:
    diagram = frame("diagram", '<d:relIds xmlns:d="d" r:dm="rId9" r:lo="rId8"/>')  # whose part is missing
    shapes = frame("chart") + frame("chartex") + frame("ole") + diagram + shape("茶香。")
    source = read(tmp_path, "a.pptx", deck(shape("茶", kind="title") + shapes))
    assert [block.text for block in source.blocks] == ["茶", "茶香。"]
    assert source.notes == (Note("charts", 2), Note("diagrams", 1), Note("other-format", 1))


def test_of_a_shape_in_two_forms_the_one_with_all_its_text_is_read(tmp_path: Path) -> None:
    names = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    forms = f"<mc:Choice Requires='a14'>{shape('甜。')}</mc:Choice><mc:Fallback>{shape('打不开')}</mc:Fallback>"
    either = f"<mc:AlternateContent {names}>{forms}</mc:AlternateContent>"
    assert blocks(tmp_path, shape("茶", kind="title") + shape("香。") + group(either) + shape("苦。"))[1:] == [
        ("paragraph", text) for text in ("香。", "甜。", "苦。")
    ]


def test_the_name_of_a_slide_without_a_title_is_no_title_of_the_document(tmp_path: Path) -> None:
    path = write(tmp_path, "春茶.pptx", deck(shape("今年的茶香。"), shape("水甜。")))
    document = load_document(path, max_bytes=2**20)
    assert document.title == "春茶"
    assert [passage.headings for passage in document.passages] == [("幻灯片 1",), ("幻灯片 2",)]


def point(text: str, form: str = "", level: int = 0, start: str = "") -> str:
    """A paragraph with a number of this form, or with a bullet."""
    sign = f'<a:buAutoNum type="{form}" {start}/>' if form else '<a:buChar char="•"/>'
    return f'<a:pPr lvl="{level}">{sign}</a:pPr>{run(text)}'


def test_points_have_the_numbers_that_are_shown(tmp_path: Path) -> None:
    steps = box(
        point("采茶", "arabicPeriod"),
        point("看天", "alphaLcParenR", 1),
        point("看芽", "alphaLcParenR", 1),
        point("", "arabicPeriod"),
        point("炒茶", "arabicPeriod"),
        point("锅要热", level=1),
        point("包装", "arabicPeriod"),
        run("以上是春茶"),
        point("运茶", "arabicPeriod"),
    )
    others = box(
        point("甲", "circleNumDbPlain"),
        point("乙", "circleNumDbPlain"),
        point("丙", "ea1JpnChsDbPeriod", start='startAt="3"'),
        point("丁", "ea1JpnChsDbPeriod", start='startAt="3"'),
        point("戊", "romanUcParenBoth"),
    )
    assert blocks(tmp_path, shape("茶", kind="title") + steps + shape("又：") + others)[1:] == [
        ("list", "1. 采茶\n  a) 看天\n  b) 看芽\n2. 炒茶\n  - 锅要热\n3. 包装"),
        ("paragraph", "以上是春茶"),
        ("list", "1. 运茶"),
        ("paragraph", "又："),
        ("list", "① 甲\n② 乙\n三．丙\n四．丁\n(I) 戊"),
    ]


def test_points_have_their_levels(tmp_path: Path) -> None:
    points = box(point("快"), point("三分钟内回", level=1), point("当天寄", level=2), point("准"))
    assert blocks(tmp_path, shape("茶", kind="title") + points)[1:] == [
        ("list", "- 快\n  - 三分钟内回\n    - 当天寄\n- 准")
    ]
    only_deeper = box(run("春茶"), point("龙井", level=1), point("毛峰", "arabicPeriod", 1))
    assert blocks(tmp_path, shape("茶", kind="title") + only_deeper)[2] == ("list", "- 龙井\n1. 毛峰")


def test_points_in_titles_and_cells_have_their_numbers_alone(tmp_path: Path) -> None:
    title = box(point("春茶", "arabicPeriod"), point("价目", level=1), kind="title")
    prices = table(
        cell(run("茶")) + cell(run("园")), cell(point("龙井", "arabicPeriod", 1)) + cell(point("东山", level=1))
    )
    assert blocks(tmp_path, title + prices) == [
        ("heading", "1. 春茶 价目"),
        ("table", "茶 | 园\n1. 龙井 | 东山"),
    ]


def test_merged_cells_stand_in_each_row_and_heads_are_one_row(tmp_path: Path) -> None:
    down = table(
        cell(run("山")) + cell(run("园")),
        cell(run("东山"), 'rowSpan="2"') + cell(run("甲")),
        cell("", 'vMerge="1"') + cell(run("乙")),
    )
    over = table(
        cell(run("茶庄产量"), 'gridSpan="3"') + 2 * cell("", 'hMerge="1"'),
        cell(run("山"), 'rowSpan="2"') + cell(run("春茶"), 'gridSpan="2"') + cell("", 'hMerge="1"'),
        cell("", 'vMerge="1"') + cell(run("2025")) + cell(run("2026")),
        cell(run("东山")) + cell(run("30")) + cell(run("20")),
    )
    assert blocks(tmp_path, shape("茶", kind="title") + down + over)[1:] == [
        ("table", "山 | 园\n东山 | 甲\n东山 | 乙"),
        ("paragraph", "茶庄产量"),
        ("table", "山 | 春茶 2025 | 春茶 2026\n东山 | 30 | 20"),
    ]


def test_formulas_are_lines_of_text(tmp_path: Path) -> None:
    names = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:n="new"'
    above = f"<m:num>{math('p-c')}</m:num><m:den>{math('p')}</m:den>"
    power = f"<m:sSup><m:e>{math('x')}</m:e><m:sup>{math('2')}</m:sup></m:sSup>"
    formula = f"<n:m {names}><m:oMath>{math('r=')}<m:f><m:fPr/>{above}</m:f>{math('+')}{power}</m:oMath></n:m>"
    assert blocks(tmp_path, shape("茶", kind="title") + box(run("毛利") + formula + run("。")))[1:] == [
        ("paragraph", "毛利r=(p-c) / p+x^2。")
    ]


def math(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


def placed(text: str, top: int = 0) -> str:
    """A text box, ``top`` EMU below the edge of its slide."""
    place = f'<p:spPr><a:xfrm><a:off x="0" y="{top}"/><a:ext cx="900000" cy="300000"/></a:xfrm></p:spPr>'
    own = '<p:nvSpPr><p:cNvPr id="9" name=""/><p:cNvSpPr txBox="1"/><p:nvPr/></p:nvSpPr>'
    return f"<p:sp>{own}{place}<p:txBody><a:bodyPr/><a:p>{text}</a:p></p:txBody></p:sp>"


def test_a_box_at_the_edge_of_most_slides_is_left_out_and_told(tmp_path: Path) -> None:
    page = '<a:fld id="{{0}}" type="slidenum"><a:rPr/><a:t>{0}</a:t></a:fld>'
    slides = [
        shape(f"茶园{number}", kind="title")
        + placed(run("青茶庄内部资料"))
        + placed(page.format(number), 6_500_000)
        + placed(run("采茶"), 3_000_000)  # in the middle, as where slides build a picture up
        + placed(run(f"第{number}园"), 300_000)
        + (placed(run("样茶"), 600_000) if number < 3 else "")
        + group(placed(run("春茶")), placed(run(f"第{number}锅"), 310_000))
        for number in range(1, 5)
    ]
    source = read(tmp_path, "a.pptx", deck(*slides))
    texts = [block.text for block in source.blocks]
    assert texts[:7] == ["茶园1", "青茶庄内部资料", "采茶", "第1园", "样茶", "春茶", "第1锅"]
    assert texts[-5:] == ["茶园4", "采茶", "第4园", "春茶", "第4锅"]
    assert source.notes == (Note("furniture", 7),)


def test_two_boxes_at_one_place_are_both_left_out(tmp_path: Path) -> None:
    slides = [placed(run("内部")) * 2 + placed(run(f"第{number}园"), 3_000_000) for number in range(1, 4)]
    assert read(tmp_path, "a.pptx", deck(*slides)).notes == (Note("furniture", 5),)
