"""A font with Chinese characters, made anew: each is a black square, so that no package with fonts is needed."""

from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

_SQUARE = 800  # units of 1000 to the em
NAME = "wqy-zenhei.ttc"  # one of those that are looked for


def make_font(folder: Path) -> Path:
    """Write the font into ``folder``, where it is found if that is the user's folder of fonts."""
    characters = [*range(0x20, 0x7F), *range(0x2010, 0x2030), *range(0x3000, 0x3020), *range(0x4E00, 0xA000)]
    characters += [*range(0xFF00, 0xFF5F), 0x203A, 0xB7]
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((100, _SQUARE), (900, _SQUARE), (900, 0)):
        pen.lineTo(corner)
    pen.closePath()
    square, nothing = pen.glyph(), TTGlyphPen(None).glyph()
    font = FontBuilder(1000, isTTF=True)
    font.setupGlyphOrder([".notdef", "blank", "square"])
    font.setupCharacterMap({each: "blank" if each in (0x20, 0x3000) else "square" for each in characters})
    font.setupGlyf({".notdef": nothing, "blank": nothing, "square": square})
    font.setupHorizontalMetrics(dict.fromkeys((".notdef", "blank", "square"), (1000, 100)))
    font.setupHorizontalHeader(ascent=880, descent=-120)
    font.setupNameTable({"familyName": "Squares", "styleName": "Regular"})
    font.setupOS2()
    font.setupPost()
    folder.mkdir(parents=True, exist_ok=True)
    font.save(folder / NAME)
    return folder / NAME
