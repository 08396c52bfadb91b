"""Undo what document-sharing sites do to Chinese text.

Such a site writes the pinyin of a character in brackets behind it: ``業(yè)務(wù)``. It works on GBK bytes and
sometimes takes the second half of one character and the first half of the next for one character. It then writes the
pinyin between the halves, and the text that follows is read one byte off until the next ASCII byte::

    能夠實現   89F2|8C8D|AC46   F28C reads as 驅 qū
    能夠?qū)崿F(xiàn)   89F2 8C "(qū)" 8DAC 46 "(xiàn)": 8C with "(" is no character, so both became "?"

The missing byte must complete the character that the pinyin names, so only a few values are possible. The one whose
characters occur most in the rest of the document is taken.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import log

from knowledge.pinyin import pinyin_library
from knowledge.script import convert
from knowledge.types import Note

_SYLLABLE = "[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹ]{1,6}"
_INSERTED = re.compile(rf"(?P<character>[\u4e00-\u9fffA-Za-z])\((?P<pinyin>{_SYLLABLE})\)")
_SPLIT = re.compile(rf"\?(?P<pinyin>{_SYLLABLE})\)")
_TORN = re.compile(rf"{_SPLIT.pattern}|\?(?=.{{0,3}}[\ue000-\uf8ff])")
_UNREADABLE = re.compile(r"[\ue000-\uf8ff\ufffd]")
_TONES = re.compile("[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ]")
_HALF_TO_FULL = str.maketrans(",;:?!()", "，；：？！（）")
_LEAD_BYTES = range(0x81, 0xFF)
_MIN_INSERTIONS = 3  # fewer brackets of pinyin may be the author's own
_MAX_TRIES = 1_000_000  # readings of torn places that are tried in a document; so many take some seconds
_MAX_SHIFT_CHARACTERS = 12  # characters read one byte off before the reading is given up


@dataclass(frozen=True, slots=True)
class Repair:
    """A repaired text; ``mended`` and ``unmended`` tell people what was repaired and what could not be."""

    text: str
    mended: tuple[Note, ...] = ()
    unmended: tuple[str, ...] = ()


def repair(text: str) -> Repair:
    """Remove inserted pinyin and restore the characters that it tore apart; leave other text as it is."""
    marks = [match for match in _INSERTED.finditer(text) if _is_inserted(match)]
    splits = [match for match in _SPLIT.finditer(text) if _TONES.search(match["pinyin"])]
    mended: list[Note] = []
    if len(marks) + len(splits) >= _MIN_INSERTIONS:
        home = _Home(_INSERTED.sub(lambda match: match["character"], text))
        text, mended = _restore_torn(text, home)
        text, count = _remove_pinyin(text)
        mended = [Note("pinyin", count), *mended]
    left = [*_SPLIT.finditer(text), *_UNREADABLE.finditer(text)]
    return Repair(text, tuple(mended), tuple(_surroundings(text, match.start()) for match in left))


def _is_inserted(match: re.Match[str]) -> bool:
    """Say whether a site inserted the pinyin: sites do so only at characters that Simplified writes otherwise."""
    character = match["character"]
    inserted = bool(_TONES.search(match["pinyin"])) and match["pinyin"] in _readings(character)
    return inserted and convert(character, "zh-Hans") != character


def _remove_pinyin(text: str) -> tuple[str, int]:
    count = 0

    def strip(match: re.Match[str]) -> str:
        nonlocal count
        if not _is_inserted(match):
            return match[0]
        count += 1
        return match["character"]

    return _INSERTED.sub(strip, text), count


def _restore_torn(text: str, home: "_Home") -> tuple[str, list[Note]]:
    mended: list[Note] = []
    parts: list[str] = []
    done = 0
    tries = iter(range(_MAX_TRIES))
    for match in _TORN.finditer(text):
        if match.start() < done:
            continue
        parts.append(text[done : match.start()])
        done = match.start()
        before = "".join(parts[-4:])[-2:]
        readings = (reading for reading, _ in zip(_possible(text, match, before[-1:]), tries, strict=False))
        reading = _likeliest(readings, text, before[-1:], home)
        if reading is not None:
            restored, done = reading
            torn = text[match.start() : done]
            mended.append(Note("restored", text=f"{before}{torn} → {before}{restored}"))
            parts.append(restored)
    return "".join([*parts, text[done:]]), mended


def _possible(text: str, match: re.Match[str], before: str) -> Iterator[tuple[str, int]]:
    """Yield (restored text, end) for each value of the lost byte."""
    for byte in _first_bytes(before, match["pinyin"]):
        yield from _shifted(text, match.end(), byte)


def _likeliest(readings: Iterable[tuple[str, int]], text: str, before: str, home: "_Home") -> tuple[str, int] | None:
    best: tuple[float, str, int] | None = None
    for restored, end in readings:
        score = home.score(before, restored, text[end : end + 1])
        if score is not None and (best is None or score > best[0]):
            best = (score, restored, end)
    return None if best is None else best[1:]


def _first_bytes(before: str, pinyin: str | None) -> Iterator[int]:
    """Yield the values of the lost byte that, after the second half of the character before it, read as ``pinyin``."""
    half = _gbk(before)[-1:]
    for byte in _LEAD_BYTES:
        if pinyin is None or pinyin in _readings(_decode(half + bytes([byte]))):
            yield byte


def _shifted(text: str, start: int, byte: int) -> Iterator[tuple[str, int]]:
    """Yield (restored text, end): read on from ``start`` with ``byte`` put first, until the bytes are aligned again."""
    pending, restored = bytes([byte]), ""
    for position in range(start, min(len(text), start + _MAX_SHIFT_CHARACTERS)):
        character = text[position]
        if character == "?":
            yield from _with_second_loss(text, position, restored, pending)
            return
        encoded = _gbk(character)
        pair = _decode(pending + encoded[:1])
        if not pair:
            # Half of a pair was lost without a mark of its own, as where "?," is left of 等 and a comma.
            return
        restored, pending = restored + pair, encoded[1:]
        if not pending:
            yield restored, position + 1
            return


def _with_second_loss(text: str, position: int, restored: str, pending: bytes) -> Iterator[tuple[str, int]]:
    """Yield (restored text, end) for each value of the lost byte at ``?`` that makes a character.

    If pinyin follows, the character must be read so.
    """
    match = _SPLIT.match(text, position)
    end = match.end() if match else position + 1
    for byte in range(0x40, 0xFF):
        pair = _decode(pending + bytes([byte]))
        if pair and (match is None or match["pinyin"] in _readings(pair)):
            yield restored + pair, end


class _Home:
    """How often characters and pairs of characters occur in the document: this tells how likely a reading is."""

    def __init__(self, text: str) -> None:
        text = text.translate(_HALF_TO_FULL)
        self._characters = Counter(text)
        self._pairs = Counter(text[i : i + 2] for i in range(len(text) - 1))

    def score(self, before: str, restored: str, after: str) -> float | None:
        """Return the summed log frequencies of the characters of ``restored`` and of the pairs that they make.

        None if one of the characters occurs nowhere else.
        """
        if any(self._characters[character] == 0 for character in restored.translate(_HALF_TO_FULL)):
            return None
        context = (before + restored + after).translate(_HALF_TO_FULL)
        pairs = sum(log(self._pairs[context[i : i + 2]] + 0.1) for i in range(len(context) - 1))
        return pairs + sum(log(self._characters[character]) for character in restored)


@lru_cache(maxsize=4096)
def _readings(character: str) -> frozenset[str]:
    if not character or character.isascii():
        return frozenset()
    library = pinyin_library()
    return frozenset(library.pinyin(character, style=library.Style.TONE, heteronym=True)[0])


def _gbk(character: str) -> bytes:
    if character in ",;:!()":  # the file's full-width marks were made half width after the damage
        character = character.translate(_HALF_TO_FULL)
    encoded = character.encode("gb18030", errors="replace")  # has rare GBK characters that Python's gbk lacks
    return encoded if len(encoded) < 3 else b"?"


def _decode(pair: bytes) -> str:
    try:
        decoded = pair.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return decoded if len(decoded) == 1 else ""


def _surroundings(text: str, position: int) -> str:
    return text[max(0, position - 8) : position + 8].replace("\n", " ")
