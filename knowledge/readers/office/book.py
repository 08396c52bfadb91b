"""Take out of an e-book's pages what is not its text: menus, hidden parts, guides to the sound, numbers of pages."""

import re
from typing import TYPE_CHECKING

from knowledge.readers.archive import read_parts, write_parts
from knowledge.readers.xml_elements import remove

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_PAGE = re.compile(r"\.x?html?\Z", re.IGNORECASE)
_NAMES = "{http://www.w3.org/1999/xhtml}"
_TYPE = "{http://www.idpf.org/2007/ops}type"
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_NOTES = {"footnote", "endnote", "rearnote", "doc-footnote", "doc-endnote"}
_PAGE_BREAKS = {"pagebreak", "doc-pagebreak"}
_BACK = re.compile(r"[\W\d]{1,6}")  # the mark of a note, or an arrow, that leads back to the text
_NUMBER = re.compile(r"第\s*[0-9一二三四五六七八九十百零]{1,5}\s*[章节節回篇部卷]|chapter\s+\d{1,3}", re.IGNORECASE)
_HEADINGS = tuple(f"{_NAMES}h{level}" for level in range(1, 4))


def prepare(data: bytes) -> bytes:
    """Return the book without these. Raises `DAMAGE`."""
    parts = read_parts(data)
    changed = {name: page for name, part in parts.items() if _PAGE.search(name) and (page := _changed(part))}
    return write_parts({**parts, **changed}) if changed else data


def _changed(part: bytes) -> bytes | None:
    """Return a page without what is no text, None if there is nothing to take out or it is no XML."""
    from lxml import etree

    try:
        root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError:
        return None
    before = etree.tostring(root)
    for element in list(root.iter(f"{_NAMES}*")):
        if _is_no_text(element):
            remove(element, keep_tail=True)
    for mark in list(root.iter(f"{_NAMES}a")):
        if _leads_back(mark):
            remove(mark, keep_tail=True)
    for heading in list(root.iter(*_HEADINGS)):
        _take_number(heading)
    if etree.tostring(root) == before:
        return None
    page: bytes = etree.tostring(root.getroottree(), xml_declaration=True, encoding="UTF-8")
    return page


def _kinds(element: "Element") -> set[str]:
    return {*element.get(_TYPE, "").split(), *element.get("role", "").split()}


def _is_no_text(element: "Element") -> bool:
    name = str(element.tag).removeprefix(_NAMES)
    if name in ("rt", "rp") or (name == "nav" and element.get(_TYPE)):
        return True
    hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style", "")) is not None
    return name not in ("html", "body") and (hidden or bool(_kinds(element) & _PAGE_BREAKS and len(element) == 0))


def _leads_back(mark: "Element") -> bool:
    """Say whether a link at the begin or end of a note leads back to where it is pointed at."""
    if "doc-backlink" in _kinds(mark):
        return True
    notes = [each for each in mark.iterancestors() if _kinds(each) & _NOTES]
    if not notes or not mark.get("href", "").rpartition("#")[1]:
        return False
    return _BACK.fullmatch("".join(mark.itertext()).strip()) is not None and "noteref" not in _kinds(mark)


def _take_number(heading: "Element") -> None:
    """Put the number of a chapter that stands alone above its heading before that."""
    above = heading.getprevious()
    if above is None or above.tag not in (f"{_NAMES}p", f"{_NAMES}div"):
        return
    number = "".join(above.itertext()).strip()
    if _NUMBER.fullmatch(number) and not _NUMBER.match("".join(heading.itertext()).strip()):
        heading.text = f"{number} {heading.text or ''}"
        remove(above, keep_tail=True)
