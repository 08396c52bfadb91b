"""Characters of a PDF that its font does not name, or names by several."""

from knowledge.readers.pdf.reading import read
from knowledge.types import Note

_NAMES = b"1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <2D> <002D00AD2010> endbfchar"
_OBJECTS = (
    b"<</Type/Catalog/Pages 2 0 R>>",
    b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</A 5 0 R/B 6 0 R>>>>>>",
    b"",
    b"<</Type/Font/Subtype/Type1/BaseFont/Lamp/Encoding/WinAnsiEncoding/ToUnicode 9 0 R/FontDescriptor 8 0 R"
    b"/FirstChar 32/LastChar 126/Widths[%b]>>" % (b"500 " * 95),
    b"<</Type/Font/Subtype/Type0/BaseFont/Tea/Encoding/Identity-H/DescendantFonts[7 0 R]>>",
    b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Tea/DW 556/CIDSystemInfo<</Registry(Tea)/Ordering(Own)/Supplement 0>>"
    b"/FontDescriptor 8 0 R>>",
    b"<</Type/FontDescriptor/FontName/Tea/Flags 4/FontBBox[0 0 1000 1000]/Ascent 800/Descent -200>>",
    b"<</Length %d>>stream\n%b\nendstream" % (len(_NAMES), _NAMES),
)


def unmapped(drawn: bytes) -> bytes:
    """Return a PDF whose page is ``drawn`` with the font A, which names a hyphen by three characters, and B, which
    has no map to characters.
    """
    stream = b"<</Length %d>>stream\n%b\nendstream" % (len(drawn), drawn)
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(_OBJECTS, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, body or stream)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(places) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d/Root 1 0 R>>\n" % (size, rows, size)
    return data + table + b"startxref\n%d\n%%%%EOF\n" % len(data)


def test_characters_without_a_name_are_told() -> None:
    line = b"BT /A 12 Tf 72 %d Td (A set costs) Tj /B 12 Tf <%b> Tj /A 12 Tf (EUR.) Tj ET "
    content = read(unmapped(line % (760, b"0003000400050006") + line % (742, b"00070008")), "a.pdf")
    assert content.notes == (Note("unmapped", 6),)


def test_a_hyphen_that_has_three_names_is_one() -> None:
    content = read(unmapped(b"BT /A 12 Tf 72 760 Td (A built-in lamp.) Tj ET"), "a.pdf")
    assert [block.text for block in content.blocks] == ["A built-in lamp."]
