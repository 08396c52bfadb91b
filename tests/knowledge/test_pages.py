"""Pages drawn as pictures: what is marked on them is where the passage's words are."""

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from knowledge.pages.drawing import NoFontError, NotDrawnError, draw_isolated
from knowledge.pages.fonts import find_fonts
from knowledge.pages.matching import between, find_passage, part_of
from knowledge.pages.request import Part, PdfPages, TextPage
from knowledge.pages.typeset import Fonts
from tests.knowledge.fonts import make_font

SCALE = 1240 / A4[0]  # dots a point
MARK, KEY, BAR = (255, 244, 163), (255, 217, 64), (240, 160, 0)


@pytest.fixture
def font(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))
    return make_font(tmp_path / "own" / "fonts")


def opened(picture: bytes) -> Image.Image:
    return Image.open(BytesIO(picture)).convert("RGB")


def box_of(picture: Image.Image, colour: tuple[int, int, int]) -> tuple[int, int, int, int]:
    """The smallest box around all dots of that colour."""
    box = Image.fromarray(dots_of(picture, colour).astype(np.uint8)).getbbox()
    assert box
    return box


def dots_of(picture: Image.Image, colour: tuple[int, int, int]) -> Any:
    """Which dots of a picture have that colour, shape (height, width)."""
    return (np.asarray(picture) == colour).all(axis=2)


def pdf(path: Path, *pages: list[tuple[float, float, str]]) -> Path:
    """Write pages of lines, each with its place in points from the left and from the top."""
    canvas = Canvas(str(path), A4)
    for page in pages:
        canvas.setFont("Helvetica", 12)
        for left, top, text in page:
            canvas.drawString(left, A4[1] - top, text)
        canvas.showPage()
    canvas.save()
    return path


FIRST = "A tea master tastes forty cups before noon."
SECOND = "Then she writes what each of them is worth."
OTHER = "The weather on the hills is another story."


def test_what_is_marked_in_a_pdf_is_where_its_words_are(tmp_path: Path) -> None:
    path = pdf(tmp_path / "tea.pdf", [(72, 100, OTHER), (72, 200, FIRST), (72, 215, SECOND), (72, 400, OTHER)])
    (picture,) = map(opened, draw_isolated(PdfPages(f"{FIRST} {SECOND}", 1, (SECOND,)), path))
    assert picture.size == (1240, 1754)
    _, top, right, bottom = box_of(picture, MARK)
    left_of_key, top_of_key, _, bottom_of_key = box_of(picture, KEY)
    assert SCALE * 185 < top < bottom < top_of_key + 20
    assert SCALE * 200 < top_of_key < bottom_of_key < SCALE * 225
    assert SCALE * 66 < left_of_key < right < SCALE * 350
    assert box_of(picture, (240, 160, 0))[2] < SCALE * 72  # the bar stands beside it


def test_a_passage_over_a_page_break_is_marked_on_both_pages(tmp_path: Path) -> None:
    path = pdf(tmp_path / "tea.pdf", [(72, 100, OTHER), (72, 760, FIRST)], [(72, 60, SECOND), (72, 300, OTHER)], [])
    before, after = map(opened, draw_isolated(PdfPages(f"{FIRST} {SECOND}", 1), path))
    assert box_of(before, MARK)[1] > SCALE * 700
    assert box_of(after, MARK)[3] < SCALE * 80


def test_one_bar_stands_beside_a_passage_that_begins_in_the_middle_of_a_line(tmp_path: Path) -> None:
    lines = [(72.0, 200.0, OTHER), (330.0, 200.0, FIRST[:22]), (72.0, 216.0, f"{FIRST[22:]} {SECOND}")]
    path = pdf(tmp_path / "tea.pdf", lines)
    (picture,) = map(opened, draw_isolated(PdfPages(f"{FIRST} {SECOND}", 1), path))
    left, top, right, bottom = box_of(picture, (240, 160, 0))
    assert right < SCALE * 72
    assert right - left < 10
    assert top < SCALE * 200 < SCALE * 216 < bottom


def test_a_part_of_a_long_point_is_found_on_a_page_after_its_beginning(tmp_path: Path) -> None:
    path = pdf(tmp_path / "tea.pdf", [(72, 100, OTHER)], [(72, 100, OTHER)], [(72, 500, FIRST)])
    (picture,) = map(opened, draw_isolated(PdfPages(FIRST, 1), path))
    assert box_of(picture, MARK)[1] > SCALE * 480


def test_of_a_passage_that_is_found_nowhere_the_page_is_shown_with_a_bar_beside_all_of_it(tmp_path: Path) -> None:
    path = pdf(tmp_path / "tea.pdf", [(72, 100, OTHER)], [(72, 500, SECOND)])
    (picture,) = map(opened, draw_isolated(PdfPages("在图片里的文字，没有字符。", 2), path))
    assert not dots_of(picture, MARK).any()
    left, top, right, bottom = box_of(picture, BAR)
    assert (left, top, bottom) == (0, 0, picture.height)
    assert right < picture.width / 50


@pytest.mark.parametrize("size", [(6_000.0, 40.0), (30.0, 9_000.0)])
def test_a_long_thin_page_is_sent_all_the_same(tmp_path: Path, size: tuple[float, float]) -> None:
    canvas = Canvas(str(tmp_path / "thin.pdf"), size)
    canvas.drawString(5, 5, "tea")
    canvas.save()
    (picture,) = map(opened, draw_isolated(PdfPages("tea", 1), tmp_path / "thin.pdf"))
    assert max(picture.size) <= 20 * min(picture.size)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4 nothing", b"PK\x03\x04"])
def test_a_file_that_is_no_pdf_is_not_drawn(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "no.pdf").write_bytes(content)
    with pytest.raises(NotDrawnError):
        draw_isolated(PdfPages("tea", 1), tmp_path / "no.pdf")


def test_matching_bears_what_cleaning_and_the_joining_of_lines_changed() -> None:
    page = "报 告\n主播要先学会泡茶，\n再学会说话。第3页\n某茶园让每位新主\n播在制茶车间待满３０天。"
    passage = "主播要先学会泡茶，再学会说话。某茶园让每位新主播在制茶车间待满30天。"
    found = find_passage(passage, page)
    marked = between(sorted(found.values()))
    assert page[marked[0]] == "主"
    assert page[marked[-1]] == "天"
    key = part_of(found, passage, "某茶园让每位新主播在制茶车间待满30天。")
    assert page[key[0] : key[-1] + 1] == "某茶园让每位新主\n播在制茶车间待满３０天"
    assert find_passage("完全不同的一句话在这里。", page) == {}


def page(*parts: Part) -> TextPage:
    return TextPage("茶叶报告", "二、1 · 2025年3月", parts)


def text(words: str, **more: object) -> Part:
    return Part("text", ((words, "plain"),), **more)  # type: ignore[arg-type]


def dots_of_text(picture: Image.Image, box: tuple[int, int, int, int]) -> int:
    return int((np.asarray(picture.crop(box)).max(axis=2) < 100).sum())


@pytest.mark.usefixtures("font")
def test_a_drawn_page_marks_the_passage_and_its_key_sentence() -> None:
    runs = (("主播要先学会泡茶，", "plain"), ("再学会说话。", "key"))
    marked = Part("text", runs, label="(1)", marked=True)  # type: ignore[arg-type]
    (picture,) = map(opened, draw_isolated(page(text("前面的话。"), marked, text("后面的话。"))))
    assert picture.width == 1080
    mark, key = box_of(picture, (255, 248, 205)), box_of(picture, (255, 222, 89))
    assert mark[0] < key[0]
    assert mark[1] < key[1] < key[3] < mark[3]
    assert dots_of_text(picture, key) > 1_000  # the words stand in it, and on both sides of it
    assert dots_of_text(picture, (0, 0, picture.width, mark[1])) > 1_000
    assert dots_of_text(picture, (0, mark[3], picture.width, picture.height)) > 1_000


@pytest.mark.usefixtures("font")
def test_the_row_of_a_table_that_answers_is_stronger() -> None:
    rows = (("产品", "价格"), ("红茶", "三十元"), ("绿茶", "四十元"))
    (picture,) = map(opened, draw_isolated(page(Part("table", rows=rows, heads=1, key=(1,), marked=True))))
    mark, key = box_of(picture, (255, 248, 205)), box_of(picture, (255, 222, 89))
    assert mark[1] < key[1] < key[3] <= mark[3]
    assert key[1] > (mark[1] + mark[3]) / 2  # it is the last row


@pytest.mark.usefixtures("font")
def test_a_passage_longer_than_a_picture_goes_on_in_a_second_one() -> None:
    pictures = draw_isolated(page(text("主播要先学会泡茶，" * 120, marked=True), text("后面的话。")))
    assert len(pictures) == 2
    assert all(opened(picture).height < 2_000 for picture in pictures)


@pytest.mark.usefixtures("font")
def test_what_stands_around_a_passage_is_cut_off_where_there_is_no_more_room() -> None:
    parts = [text("前面的话很长很长很长很长。" * 20) for _ in range(9)]
    (picture,) = map(opened, draw_isolated(page(*parts, text("就是这句。", marked=True), *parts)))
    assert picture.height < 2_000
    assert picture.height * 0.25 < box_of(picture, (255, 248, 205))[1] < picture.height * 0.75


@pytest.fixture
def no_fonts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.pages.fonts._folders", lambda: iter(()))
    monkeypatch.setenv("PATH", "")


@pytest.mark.usefixtures("no_fonts")
def test_without_a_font_for_it_a_page_is_not_drawn() -> None:
    with pytest.raises(NoFontError) as caught:
        draw_isolated(page(text("主播")))
    assert caught.value.chinese


@pytest.mark.usefixtures("font")
def test_what_the_font_lacks_is_drawn_in_another_one() -> None:
    fonts = Fonts(find_fonts("主播"))
    if len(fonts.files) < 3:
        pytest.skip("this system has no other font")
    assert fonts.width("主", 30) == 30.0  # a square of the font made for this test
    assert fonts._file("主", bold=False) == fonts.files[0]
    assert fonts._file("✓", bold=False) == fonts.files[2]
