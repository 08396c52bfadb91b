"""Decode a text file, whatever encoding Chinese files come in.

UTF-8 and byte order marks are certain signs. GB18030, Big5 and unmarked UTF-16 have none: most bytes are valid in all
of them, so the decoding whose characters are likelier in Chinese is taken.
"""

import codecs
from functools import cache

from knowledge.errors import DocumentError
from knowledge.readers.text import clean

_MARKS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = (
    *(b"%PDF-", b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"{\\rtf", b"\x7fELF", b"\x1f\x8b"),
    *(b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM\x00", b"RIFF", b"Rar!", b"7z\xbc\xaf", b"BZh", b"SQLite format 3"),
)
_BIG5 = ("cp950", "big5hkscs")  # the second also has Hong Kong's characters
_CANDIDATES = ("gb18030", *_BIG5, "utf-16-le", "utf-16-be")
_CUT = ("utf-8", "gb18030", *_BIG5)
_MAX_BROKEN_SHARE = 0.01  # of the characters beyond ASCII: one broken byte makes no other encoding of a file
_SAMPLE_CHARACTERS = 20_000  # characters or bytes; so many are enough to tell
_LIKELY_SCORE = 0.8  # texts score 1 to 2; wrong decodings of ten or more characters (also of broken UTF-8) less
_MAX_CONTROLS_SHARE = 0.05
_MAX_ACCENTS_SHARE = 0.2
_ASCII = frozenset(map(chr, (*range(0x20, 0x7F), *b"\t\n\v\f\r\x1b")))
# The most frequent characters of written Chinese (two thirds of a text), simplified, then traditional.
_FREQUENT = frozenset(
    "的是一在不人有了我国这为中个大会们他来和年上以要到时对么能你就发可地生家出也说于学后成与过行用日多自现都没作下得"
    "开经还法动好方而公子事分之民主里政看本月所天新业同全定部最其进如前机美那当工关实小被但因长样理等什道去些面很心间"
    "区内电然力起体只着从并者高加想文问种员重及点将意合产三外由市无女已制第情场名应西代正表真此位题相明资计建利系化期"
    "特性度果次给让两通教任比该东活手世提或使她物数立认怎知结入更总务话社展战做设安别信己解军回保平常见向海变报品接界"
    "论组选议少它共运二营销直播健身板"
    "國這爲為個會們來時對麼發說於學後與過現沒開經還動裏裡業進機當關實長樣間區內電體從並問種員點將產無場應題資計給讓"
    "兩該東數認結總務話戰設別軍見變報論組選議運營銷"
    "，。、；：？！“”‘’「」『』《》（）—…％·　"
)


def decode(data: bytes, name: str, declared: str | None = None) -> str:
    """Return the text of ``data``, cleaned; ``declared`` is the encoding the file itself states.

    Raises `DocumentError` ("binary", "encoding").
    """
    if data.startswith(_SIGNATURES):
        raise DocumentError("binary", name=name)
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    text = _try(data, marked) if marked else _unmarked(data, declared)
    if text is None:
        raise DocumentError("binary" if not marked and _has_controls(data) else "encoding", name=name)
    if _has_controls(text.encode("utf-8", "replace")):
        raise DocumentError("binary", name=name)
    return clean(text)


def _unmarked(data: bytes, declared: str | None) -> str | None:
    has_controls = _has_controls(data)  # in a text only halves of UTF-16 characters look like controls
    if not has_controls and (text := _utf8(data)) is not None:
        return text
    if declared and (text := _declared(data, declared)) is not None:
        return text
    if not has_controls and (text := _nearly(data, "utf-8")) is not None:
        return text
    if (text := _likeliest([_try(data, encoding) for encoding in _CANDIDATES])) is not None:
        return text
    if has_controls:
        return None
    return _likeliest([_nearly(data, encoding) for encoding in ("gb18030", *_BIG5)]) or _western(data)


def _utf8(data: bytes) -> str | None:
    return _try(data, "utf-8")


def _nearly(data: bytes, encoding: str) -> str | None:
    """Decode with U+FFFD, which the preview of a document shows, for what is broken, if that is hardly anything."""
    text = codecs.getincrementaldecoder(encoding)("replace").decode(data)
    beyond_ascii = sum(not character.isascii() for character in text)
    return text if text.count("\ufffd") <= _MAX_BROKEN_SHARE * beyond_ascii else None


def _has_controls(data: bytes) -> bool:
    """Say whether ``data``, read as an extension of ASCII, holds a NUL or too many other control characters."""
    sample = data[:_SAMPLE_CHARACTERS]
    controls = sum(chr(byte) not in _ASCII and byte < 0x80 for byte in sample)
    return b"\0" in data or controls > _MAX_CONTROLS_SHARE * len(sample)


def _try(data: bytes, encoding: str) -> str | None:
    """Decode; a character of several bytes that is cut at the file's end is left out, but not one of UTF-16."""
    try:
        if encoding in _CUT:
            return codecs.getincrementaldecoder(encoding)().decode(data)
        return data.decode(encoding)
    except (LookupError, ValueError):  # ValueError: UnicodeError and names with a NUL
        return None


def _declared(data: bytes, declared: str) -> str | None:
    """Decode by the encoding that a page states, but ignore Latin-1, which tools state if they do not know."""
    try:
        encoding = codecs.lookup(declared).name
    except (LookupError, ValueError):
        return None
    if encoding in ("gb2312", "gbk"):
        return _try(data, "gb18030")
    if encoding in ("big5", *_BIG5):
        return next((text for known in _BIG5 if (text := _try(data, known)) is not None), None)
    return None if encoding in ("iso8859-1", "cp1252", "ascii") else _try(data, encoding)


def _likeliest(decoded: list[str | None]) -> str | None:
    """Return the decoding that reads most like Chinese, if one does."""
    texts = [text for text in decoded if text is not None]
    best = max(texts, key=_likelihood, default="")  # max takes the first of equals, so the result is always the same
    return best if best and _likelihood(best) >= _LIKELY_SCORE else None


def _likelihood(text: str) -> float:
    """Return how much ``text`` reads like Chinese: the mean weight of its characters beyond ASCII."""
    weights = [_weight(character) for character in text[:_SAMPLE_CHARACTERS] if character not in _ASCII]
    return sum(weights) / len(weights) if weights else 2.0


def _weight(character: str) -> float:
    if character in _FREQUENT:
        return 2.0
    if character in _common():
        return 1.0
    return 0.0 if "\u4e00" <= character <= "\u9fff" else -1.0


@cache
def _common() -> frozenset[str]:
    """Return the first-level characters of GB2312 (3,755) and Big5 (5,401): those in everyday use."""
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    simplified = (bytes((lead, trail)) for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF))
    traditional = (bytes((lead, trail)) for lead in range(0xA4, 0xC7) for trail in trails)
    return frozenset(
        "".join(pair.decode("gb2312", "ignore") for pair in simplified)
        + "".join(pair.decode("big5", "ignore") for pair in traditional if pair <= b"\xc6\x7e")
    )


def _western(data: bytes) -> str | None:
    """Decode Western text of older Windows (accents, quotation marks); return None if that gives nonsense."""
    if sum(byte >= 0x80 for byte in data) > _MAX_ACCENTS_SHARE * len(data):
        return None
    from charset_normalizer import from_bytes

    best = from_bytes(data, cp_isolation=["cp1252"]).best()
    return None if best is None else str(best)
