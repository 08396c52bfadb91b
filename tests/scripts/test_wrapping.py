"""How the terminal breaks the lines of a quote."""

import pytest
from rich.console import Console
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from scripts.wrapping import Wrapping, wrapped


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("重启 Zotero 时会产生复杂的效果。", ["重启 Zotero 时会产生", "复杂的效果。"]),
        ("四五六七八九十一二三，再来。", ["四五六七八九十一二", "三，再来。"]),
        ("一二三四五六七八九（十）", ["一二三四五六七八九", "（十）"]),
        ("green tea and black tea", ["green tea and black", "tea"]),
        ("打开：1.1.3, 2.1.2, 5.2.1", ["打开：1.1.3, 2.1.2,", "5.2.1"]),
        ("年销售额一共大约12,800元", ["年销售额一共大约", "12,800元"]),
        ("甲\n乙丙", ["甲", "乙丙"]),
        ("", [""]),
    ],
)
def test_lines_break_between_characters_and_words(text: str, lines: list[str]) -> None:
    assert wrapped(Text(text), 20).plain.split("\n") == lines


def test_styles_stay_with_their_words() -> None:
    text = Text("前面的话说了很久，")
    text.append("要点在这里", style="bold")
    text.append("。后面还有。")
    (span,) = [span for line in wrapped(text, 20).split("\n") for span in line.spans][:1]
    assert span.style == "bold"


def test_a_frame_keeps_the_lines() -> None:
    console = Console(width=24)
    with console.capture() as capture:
        console.print(Panel(wrapped(Text("重启 Zotero 时会产生复杂的效果。"), 20)))
    assert "│ 重启 Zotero 时会产生 │" in capture.get()


def test_the_cells_of_a_table_break_as_a_quote_does() -> None:
    console = Console(width=30)
    table = Table(show_edge=False)
    table.add_column("#")
    table.add_column("说明")
    table.add_row(Wrapping(Text("1")), Wrapping(Text("控制网关和 Serverless 函，都要。")))
    with console.capture() as capture:
        console.print(table)
    assert [line.split("│")[-1].strip() for line in capture.get().splitlines()[2:]] == [
        "控制网关和 Serverless",
        "函，都要。",
    ]
