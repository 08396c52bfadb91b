"""The picture of a run: a font that has its characters, a size that can be read."""

import sys
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PIL import Image

from bot.errors import explain
from scripts.suite.plot import PlotError, find_font
from tests.scripts.conftest import Run


@pytest.mark.slow
def test_the_picture_is_a_png_of_a_readable_size(tea: Run, suite: Path, tmp_path: Path) -> None:
    done = tea("scripts.run_questions", str(suite), "--plot", str(tmp_path / "p.png"))
    assert (done.returncode, done.stderr) == (0, "")
    with Image.open(tmp_path / "p.png") as picture:
        assert picture.format == "PNG"
        assert picture.width > 1000
        assert len(picture.convert("RGB").getcolors(2**24) or []) > 10


def make_font(path: Path, characters: str) -> Path:
    """A font that has a box for each of ``characters``."""
    names = [f"c{ord(character)}" for character in characters]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", *names])
    builder.setupCharacterMap({ord(character): name for character, name in zip(characters, names, strict=True)})
    pen = TTGlyphPen(None)
    pen.moveTo((50, 0))
    for point in ((50, 700), (450, 700), (450, 0)):
        pen.lineTo(point)
    pen.closePath()
    box = pen.glyph()
    builder.setupGlyf(dict.fromkeys([".notdef", *names], box))
    builder.setupHorizontalMetrics(dict.fromkeys([".notdef", *names], (500, 50)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": path.stem, "styleName": "Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(path)
    return path


def test_a_font_is_taken_only_if_it_has_every_character(tmp_path: Path) -> None:
    small = make_font(tmp_path / "small.ttf", "题数A")
    large = make_font(tmp_path / "large.ttf", "题集数名次A")
    (tmp_path / "broken.ttf").write_bytes(b"no font")
    files = [str(tmp_path / "broken.ttf"), str(small), str(large)]
    assert find_font("题集 A", files).get_file() == str(large)
    assert find_font("abc 123", files).get_file() not in files
    with pytest.raises(PlotError) as caught:
        find_font("题集龘", files)
    assert caught.value.details == {"character": "龘"}


@pytest.mark.slow
def test_without_a_font_for_chinese_that_is_told_before_anything_is_asked(
    suite: Path, tea: Run, tmp_path: Path
) -> None:
    suite.write_text(suite.read_text("utf-8").replace("tags: [far]", 'tags: ["\\U0001e900"]'), "utf-8")
    done = tea("scripts.run_questions", str(suite), "--plot", str(tmp_path / "p.png"), INTERFACE_LANGUAGE="zh-Hans")
    assert (done.returncode, done.stdout) == (2, "")
    assert "请安装一种，例如 Noto Sans CJK" in done.stderr
    assert not (tmp_path / "p.png").exists()


def test_a_picture_without_matplotlib_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "matplotlib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(PlotError) as caught:
        find_font("")
    assert "make .venv/ready-dev" in explain(caught.value, "en", "terminal")
