"""Find the date of a document's edition: what it states, or else when its file was made.

A date is ISO 8601 as far as it is known: "2025-03-14", "2025-03" or "2025"; empty if there is none.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import PurePath

from knowledge.types import Block

_FIRST_BLOCKS = 12  # blocks in which a document says when it appeared
_LINE_CHARACTERS = 60  # characters of a line that says so
_BESIDE_CHARACTERS = 24  # characters beside the date in it
_HEAD_BYTES = 65_536  # bytes in which a page or an entry of an archive says so
# What programs write that copy an empty file: it is no date of the document.
_OF_TEMPLATES = ("2013-12-23T23:15:00Z", "2013-01-27T09:15:58Z", "2013-01-27T09:14:16Z")
_BROKEN_ARCHIVE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, KeyError, ValueError, RuntimeError)

_YEAR = r"(?<!\d)(?P<year>(?:19|20)\d\d)"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMED = rf"(?P<named>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_DAY = r"(?P<day>\d{1,2})"
_NUMERALS = "〇零○一二三四五六七八九"
_CHINESE = re.compile(
    rf"([{_NUMERALS}]{{4}})年(?:([一二三四五六七八九十]{{1,2}})月(?:([一二三四五六七八九十]{{1,3}})日)?)?"
)
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}\s*年\s*(?P<month>\d{{1,2}})\s*月(?:\s*{_DAY}\s*[日号號])?",
        rf"{_YEAR}(?P<between>[-/._])(?P<month>\d{{1,2}})(?P=between){_DAY}(?!\d)",
        rf"{_YEAR}[-/._](?P<month>\d\d)(?![-/._]?\d)",
        rf"\b{_NAMED}\s+(?:{_DAY}(?:st|nd|rd|th)?,?\s+)?{_YEAR}(?!\d)",
        rf"(?<!\d){_DAY}(?:st|nd|rd|th)?\s+{_NAMED}\s+{_YEAR}(?!\d)",
    )
)
_COMPACT = re.compile(rf"{_YEAR}(?P<month>[01]\d)(?P<day>[0-3]\d)?(?!\d)")
_BARE_YEAR = re.compile(rf"{_YEAR}(?!\d)")
_VERSION_AND_YEAR = re.compile(
    r"(?:v(?:er(?:sion)?)?\.?|版本)?\s*[\d.]*\s*[(（]?\s*(?:19|20)\d\d\s*年?[)）]?", re.IGNORECASE
)
_META = re.compile(rb"<meta\b[^>]{1,1000}>", re.IGNORECASE)
_META_NAME = re.compile(
    rb"(?:name|property|itemprop)\s*=\s*[\"']?(?:dc\.|dcterms\.|article:|citation_|og:)?"
    rb"(?:date|issued|published|published_time|publication_date|pub_?date|datepublished)[\"'\s/>]",
    re.IGNORECASE,
)
_META_CONTENT = re.compile(rb"content\s*=\s*[\"']?([^\"'>]{4,40})", re.IGNORECASE)
_FRONT = re.compile(r"\A\ufeff?---[^\S\n]*\n(.*?)\n(?:---|\.\.\.)[^\S\n]*\n", re.DOTALL)
_FRONT_DATE = re.compile(r"^(?:date|published|publish_?date|日期|发布日期|發布日期)\s*[:：]\s*(.{4,40})$", re.M | re.I)
_ELEMENT = r"<(?:\w+:)?{}(?:\s[^>]{{0,200}})?>([^<]{{4,40}})<"


def date_of(data: bytes, name: str, blocks: Sequence[Block]) -> str:
    """Return the date of the document ``name`` with those bytes and ``blocks``.

    What it says of itself comes first: its metadata, its first lines, its name. When its file was made may be long
    after.
    """
    stated, made = _METADATA.get(PurePath(name).suffix.lower(), _none)(data)
    found = (date_in(stated), _in_lines(_first_lines(blocks)), _in_name(PurePath(name).stem), date_in(made))
    return next(filter(None, found), "")


def date_in(text: str) -> str:
    """Return the first date in ``text`` that has at least a month, else a year that stands alone in it."""
    found = [*_dates(text)]
    if found:
        return min(found)[1]
    return text.strip() if _BARE_YEAR.fullmatch(text.strip()) else ""


def _dates(text: str) -> Iterator[tuple[int, str]]:
    """Yield the dates in ``text`` with where each begins."""
    text = _CHINESE.sub(_in_digits, text)
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if date := _written(match):
                yield match.start(), date
                break


def _written(match: re.Match[str]) -> str:
    """Return the date of a ``match``, empty if there is no such day."""
    parts = match.groupdict()
    named = parts.get("named")
    month = _MONTHS.index(named.lower()) + 1 if named else int(parts["month"])
    day = int(parts.get("day") or 0)
    if not 1 <= month <= 12 or day > 31:
        return ""
    return f"{parts['year']}-{month:02}" + (f"-{day:02}" if day else "")


def _in_digits(match: re.Match[str]) -> str:
    """Return a date in Chinese numerals with digits: 二〇二五年三月 becomes 2025年3月."""
    year = "".join(str(max(_NUMERALS.index(each) - 2, 0)) for each in match[1])
    month, day = (_number(part) if part else 0 for part in match.groups()[1:])
    return f"{year}年" + (f"{month}月" if month else "") + (f"{day}日" if day else "")


def _number(numerals: str) -> int:
    tens, ten, ones = numerals.rpartition("十")
    digit = _NUMERALS.index(ones) - 2 if ones else 0
    return ((_NUMERALS.index(tens) - 2 if tens else 1) * 10 if ten else 0) + digit


def _first_lines(blocks: Sequence[Block]) -> Iterator[str]:
    """Yield the lines of a document's beginning that are as short as a title or a date."""
    for block in blocks[:_FIRST_BLOCKS]:
        if block.kind != "table" and (block.page or 1) <= 2:
            yield from (line for line in block.text.split("\n") if len(line) <= _LINE_CHARACTERS)


def _in_lines(lines: Iterable[str]) -> str:
    """Return the first date that stands in a line with little else."""
    for line in lines:
        date = next(iter(sorted(_dates(line))), (0, ""))[1]
        if date and len(line) - len(date) <= _BESIDE_CHARACTERS and line.rstrip()[-1:] not in "。；;":
            return date
        if _VERSION_AND_YEAR.fullmatch(line.strip()):
            return str(_BARE_YEAR.findall(line)[-1])
    return ""


def _in_name(stem: str) -> str:
    if date := date_in(stem):
        return date
    compact = _COMPACT.search(stem)
    if compact and (date := _written(compact)):
        return date
    years = _BARE_YEAR.findall(stem)
    return years[-1] if years else ""


def _none(data: bytes) -> tuple[str, str]:
    return "", ""


def _of_page(data: bytes) -> tuple[str, str]:
    for tag in _META.findall(data[:_HEAD_BYTES]):
        content = _META_CONTENT.search(tag)
        if content and _META_NAME.search(tag):
            return content[1].decode("utf-8", "replace"), ""
    return "", ""


def _of_front_matter(data: bytes) -> tuple[str, str]:
    front = _FRONT.match(data[:_HEAD_BYTES].decode("utf-8", "replace").replace("\r\n", "\n"))
    found = _FRONT_DATE.search(front[1]) if front else None
    return found[1].strip(" \"'") if found else "", ""


def _of_office(data: bytes) -> tuple[str, str]:
    return "", _in_archive(data, "docProps/core.xml", "modified", "created")


def _of_open_document(data: bytes) -> tuple[str, str]:
    return "", _in_archive(data, "meta.xml", "date", "creation-date")


def _of_book(data: bytes) -> tuple[str, str]:
    return _in_archive(data, ".opf", "date"), ""


def _in_archive(data: bytes, entry: str, *elements: str) -> str:
    """Return the text of the first of ``elements`` in an ``entry`` of an archive, or in one that ends like that."""
    with suppress(*_BROKEN_ARCHIVE), zipfile.ZipFile(BytesIO(data)) as archive:
        name = next(name for name in [*archive.namelist(), ""] if name.endswith(entry) or not name)
        with archive.open(name) as opened:
            text = opened.read(_HEAD_BYTES).decode("utf-8", "replace")
        found = (match[1] for element in elements if (match := re.search(_ELEMENT.format(element), text)))
        return next((date for date in found if date.strip() not in _OF_TEMPLATES), "")
    return ""


def _of_pdf(data: bytes) -> tuple[str, str]:
    import pypdfium2

    with suppress(pypdfium2.PdfiumError), pypdfium2.PdfDocument(data) as document:
        digits = re.match(r"D:(\d{4})(\d\d)(\d\d)", document.get_metadata_value("CreationDate"))
        return "", "-".join(digits.groups()) if digits else ""
    return "", ""


_METADATA: dict[str, Callable[[bytes], tuple[str, str]]] = {  # what a format states, and when its file was made
    **dict.fromkeys((".html", ".htm"), _of_page),
    **dict.fromkeys((".md", ".markdown"), _of_front_matter),
    **dict.fromkeys((".docx", ".pptx", ".xlsx"), _of_office),
    ".odt": _of_open_document,
    ".epub": _of_book,
    ".pdf": _of_pdf,
}
