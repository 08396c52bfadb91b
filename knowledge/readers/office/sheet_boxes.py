"""Read the text boxes that lie on sheets, as legends and instructions do: openpyxl leaves them out."""

from collections.abc import Iterator, Mapping

from knowledge.readers.archive import read_parts
from knowledge.readers.office.package import RELATION, parsed, targets
from knowledge.readers.office.slide_text import A
from knowledge.readers.text import clean, paragraphs
from knowledge.types import Block

# The form of a shape for older programs, beside the one that is read.
_OLDER = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOOK = "xl/workbook.xml"


def text_boxes(data: bytes) -> dict[str, list[Block]]:
    """Return what the text boxes on each sheet say, by the sheet's name. Raises `DAMAGE`."""
    parts = read_parts(data)
    if _BOOK not in parts:
        return {}
    sheets = targets(_BOOK, parts)
    found: dict[str, list[Block]] = {}
    for listed in parsed(parts[_BOOK]).iter("{*}sheet"):
        _, sheet = sheets.get(listed.get(f"{RELATION}id", ""), ("", ""))
        drawings = [part for kind, part in targets(sheet, parts).values() if kind == "drawing" and part in parts]
        found[listed.get("name", "")] = [block for part in drawings for block in _blocks(part, parts)]
    return found


def _blocks(part: str, parts: Mapping[str, bytes]) -> Iterator[Block]:
    for body in parsed(parts[part]).iter("{*}txBody"):
        if any(each.tag == _OLDER for each in body.iterancestors()):
            continue
        for paragraph in body.iter(f"{A}p"):
            pieces = paragraph.iter(f"{A}t", f"{A}br")
            text = "".join("\n" if each.tag.endswith("}br") else each.text or "" for each in pieces)
            yield from (Block("paragraph", line) for line in paragraphs(clean(text)))
