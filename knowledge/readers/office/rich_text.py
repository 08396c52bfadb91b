r"""Write all characters of a rich text file as Unicode: pandoc takes the bytes of a code page for Western letters.

Chinese programs write 茶 as ``\'b2\'e8`` (GB 2312), or as ``\u33590\'b2\'e8`` for programs old and new. See the
specification of RTF 1.9.1, "Character Set" and "Unicode RTF".
"""

import re
from collections import Counter
from collections.abc import Iterator

_CODE_PAGES = {"932": "cp932", "936": "gb18030", "949": "cp949", "950": "cp950", "54936": "gb18030"}
_CHARSETS = {"128": "cp932", "129": "cp949", "134": "gb18030", "136": "cp950"}  # of fonts
_WESTERN = "cp1252"
_CODE_PAGE = re.compile(r"\\ansicpg([0-9]{1,5})")
_CHARSET = re.compile(r"\\fcharset([0-9]{1,3})")
_BYTE = r"\\'[0-9A-Fa-f]{2}"
# A group's begin or end; how many characters stand in for a Unicode one; such a one; bytes of the code page.
_TOKEN = re.compile(rf"([{{}}])|\\uc([0-9])(?![0-9]) ?|\\u(-?[0-9]{{1,5}}) ?|((?:(?:{_BYTE}|[\x80-\xff])[\r\n]*)+)|\\.")
_STAND_IN = re.compile(rf"[\r\n]*(?:{_BYTE}|[^\\{{}}\r\n])")
_MAX_DEPTH = 1_000  # of groups in each other, whose own count of stand-ins is known
_HIGH, _LOW = range(0xD800, 0xDC00), range(0xDC00, 0xE000)  # the two halves of a character beyond the first 65,536


def with_unicode(data: bytes) -> bytes:
    """Return a rich text file whose characters are all written as Unicode, and nothing stands in for them."""
    text = data.decode("latin-1")
    return "".join(_rewritten(text, _encoding(text))).encode("utf-8", "replace")


def _encoding(text: str) -> str:
    """Return the encoding of the file's code page, or else of most of its East Asian fonts."""
    stated = _CODE_PAGE.search(text)
    if stated and stated[1] in _CODE_PAGES:
        return _CODE_PAGES[stated[1]]
    named = Counter(each for each in _CHARSET.findall(text) if each in _CHARSETS)
    return _CHARSETS[named.most_common(1)[0][0]] if named else _WESTERN


def _rewritten(text: str, encoding: str) -> Iterator[str]:
    position, high = 0, 0
    stand_ins = [1]  # of the groups around
    while match := _TOKEN.search(text, position):
        yield text[position : match.start()]
        position = match.end()
        group, count, number, written = match.groups()
        if group:
            _enter_or_leave(group, stand_ins)
            yield group
        elif count:
            stand_ins[-1] = int(count)
        elif number:
            code = int(number) % 0x10000
            position = _behind_stand_ins(text, position, stand_ins[-1])
            if high and code in _LOW:
                yield chr(0x10000 + (high - _HIGH.start) * 0x400 + code - _LOW.start)
            elif code not in _HIGH:
                yield _unicode(chr(code))
            high = code if code in _HIGH else 0
        elif written:
            decoded, position = _decoded(written, text, position, encoding)
            yield _unicode(decoded)
        else:
            yield match[0]
    yield text[position:]


def _enter_or_leave(group: str, stand_ins: list[int]) -> None:
    if group == "{" and len(stand_ins) < _MAX_DEPTH:
        stand_ins.append(stand_ins[-1])
    elif group == "}" and len(stand_ins) > 1:
        stand_ins.pop()


def _behind_stand_ins(text: str, position: int, count: int) -> int:
    for _ in range(count):
        stand_in = _STAND_IN.match(text, position)
        position = stand_in.end() if stand_in else position
    return position


def _decoded(written: str, text: str, position: int, encoding: str) -> tuple[str, int]:
    """Return bytes of the code page as text, and where the file goes on behind them."""
    values = bytes(
        int(each[2:], 16) if each[0] == "\\" else ord(each) for each in re.findall(rf"{_BYTE}|[^\r\n]", written)
    )
    letter = text[position : position + 1].strip("\\{}\r\n")  # the second byte of a character may be written as one
    for taken in (0, len(letter)):
        try:
            return (values + text[position : position + taken].encode("latin-1")).decode(encoding), position + taken
        except UnicodeDecodeError:
            continue
    return values.decode(_WESTERN, "replace"), position


def _unicode(text: str) -> str:
    r"""Return characters as rich text has them; ``\uc0`` says that nothing stands in for them."""
    return "".join(f"\\uc0\\u{ord(each)} " if "\x80" <= each <= "\uffff" else _escaped(each) for each in text)


def _escaped(character: str) -> str:
    return f"\\{character}" if character in "\\{}" else character
