"""The numbers that Chinese and Western documents put before headings and points."""

import re
from dataclasses import dataclass

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")}
# Formal numerals, for the highest parts of a document: 壹、貳、參、, in both scripts.
_FORMAL = {
    character: value for row in ("零壹贰叁肆伍陆柒捌玖", "零壹貳參肆伍陸柒捌玖") for value, character in enumerate(row)
}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_NUMBERS = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_WORDS = "|".join(reversed(_NUMBERS))  # sixteen before six
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_TENS = {"廿": 20, "卅": 30}
_CHINESE = "[一二三四五六七八九十百廿卅][一二三四五六七八九十百零]{0,4}"
_FORMAL_NUMBER = "[壹贰貳叁參肆伍陆陸柒捌玖拾][壹贰貳叁參肆伍陆陸柒捌玖拾]{0,2}"


@dataclass(frozen=True, slots=True)
class Marker:
    """A number before a text: ``style`` tells its kind, ``number`` its value, ``label`` how it is cited.

    ``depth`` is the number of parts of a dotted number (1.2.3 has 3), else 1. ``end`` is where the
    text after it begins.
    """

    style: str
    number: int
    label: str
    end: int
    depth: int = 1


_GAP = r"[\s:：、.．]*"
_APART = r"[\s:：、.．]+"  # required between a number and a word that it could also count: 第一部手机 is no heading
_NOUNS = (  # which begin with such a word and count nothing: 1.1 项目背景
    "项目|項目|成[本果员員交长長效功]|公[司众眾告共益域关關平开開]|人[员員力才群事工物机機]|小[结結组組程红紅]|年[度终終报報会會]"
    "|分[析销銷工类類层層期享配布部账賬发發级級包支季月地区區渠品项項行业業]|个[人性](?=[\\u4e00-\\u9fff])|個[人性](?=[\\u4e00-\\u9fff])|家[庭长長具居电電]"
    "|版[本权權面]|名[称稱单單词詞录錄]|台[账賬湾灣]|天[猫貓气氣]|日[常程志誌]|次要|月[度报報]|种[类類植草]|種[類植草]"
    "|元[数數宇素]|百[度科货貨]|千[川瓜]|倍增|件套"
)
# A number before one of these counts something: 3 家门店 is no heading.
_COUNTED = "版个個家种種项項名位件张張台年月日天次人元万萬亿億千百倍成分小米公吨噸%％‰"
_BETWEEN_NUMBERS = r"[对對]\s*\d|[xX×]\s+\d|[号號](?![码碼])"  # 1 对 1 and 7 x 24 are words, and 1 号仓 a name

_FIRST = re.compile(
    rf"[第（(\d{_CIRCLED}A-Zc壹贰貳叁參肆伍陆陸柒捌玖拾附]|{_CHINESE}", re.IGNORECASE
)  # what a number begins with; most texts begin otherwise
_STYLES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(rf"第\s*({_CHINESE}|\d{{1,3}})\s*(?:(?:[章篇编編]|部分){_GAP}|部{_APART})")),
    ("article", re.compile(rf"第\s*({_CHINESE}|\d{{1,3}})\s*[节節]{_GAP}")),
    (
        "clause",
        re.compile(
            rf"第\s*({_CHINESE}|\d{{1,3}})(?:\s*[-–－]\s*\d{{1,2}})?\s*[条條](?![的规規款第所中和与與至或及到])(?:之[一二三四五六七八九])?{_GAP}"
        ),
    ),
    ("part", re.compile(r"(?:chapter|part)\s+(\d{1,3}|[IVXLC]{1,7})(?![\w.]\w)\s*[-—–:.]?\s*", re.IGNORECASE)),
    (
        "part",
        re.compile(rf"(?:chapter|part)\s+({_WORDS})(?=\s*(?:[-—–:.]|\Z|\s(?-i:[A-Z])))\s*[-—–:.]?\s*", re.IGNORECASE),
    ),
    (
        "appendix",
        re.compile(
            r"(?:appendix|annex|附录|附錄|附件)\s*([A-Z\d一二三四五六七八九十])(?!\w)[\s:：.、–—-]*", re.IGNORECASE
        ),
    ),
    ("dotted", re.compile(r"section\s+(\d{1,2}(?:\.\d{1,2}){1,4})(?![\w.]\w)\s*[-—–:.]?\s*", re.IGNORECASE)),
    ("article", re.compile(r"(?:section|article)\s+(\d{1,3}|[IVXLC]{1,7})(?![\w.]\w)\s*[-—–:.]?\s*", re.IGNORECASE)),
    ("lettered", re.compile(r"((?!V)[A-Z]\d{1,2}(?:\.\d{1,3}){0,4})\s+(?=\S)")),
    ("formal", re.compile(rf"({_FORMAL_NUMBER})\s*[、.．]\s*")),
    ("chinese", re.compile(rf"({_CHINESE})\s*[、.．]\s*")),
    ("chinese-bracket", re.compile(rf"[（(]\s*({_CHINESE})\s*[）)]\s*、?")),
    (
        "dotted",
        re.compile(rf"(\d{{1,2}}(?:[.．]\d{{1,2}}){{1,4}})(?![.．]?\d)[.．、]?(?!\s*(?!{_NOUNS})[{_COUNTED}])\s*"),
    ),
    ("arabic", re.compile(r"(\d{1,3})[.．、](?!\d)\s*")),
    ("bracket", re.compile(r"[（(]\s*(\d{1,3})\s*[）)]\s*")),
    ("half-bracket", re.compile(r"(\d{1,3})\s*[）)]\s*")),
    ("circled", re.compile(rf"([{_CIRCLED}])\s*")),
    ("spaced", re.compile(rf"(\d{{1,3}})\s+(?!{_BETWEEN_NUMBERS})(?=(?:{_NOUNS})|[^\d\s{_COUNTED}])")),
)
_V_SECTION = re.compile(r"(V\d{1,2}(?:\.\d{1,3}){1,4})\s+(?=\S)")


def read_marker(text: str) -> Marker | None:
    """Return the number that ``text`` begins with, None if there is none."""
    if not _FIRST.match(text):
        return None
    for style, pattern in _STYLES:
        match = pattern.match(text)
        if match:
            written = match[1]
            parts = re.split("[.．]", written) if style in ("dotted", "lettered") else [written]
            return Marker(style, _value(parts[-1]), _label(style, match[0]), match.end(), len(parts))
    return None


def read_v_section(text: str) -> Marker | None:
    """Return the number of a section such as V1.2, which may also be a version, None if ``text`` begins with none."""
    match = _V_SECTION.match(text)
    if match is None:
        return None
    parts = match[1].split(".")
    return Marker("lettered", int(parts[-1]), match[1], match.end(), len(parts))


def numbers_of(marker: Marker) -> tuple[int, ...]:
    """Return the numbers in a marker: (6, 2) of 6.2, (6,) of 第六章."""
    return tuple(map(int, re.findall(r"\d+", marker.label))) if marker.style == "dotted" else (marker.number,)


def _value(written: str) -> int:
    if written.isdecimal():
        return int(written)
    if written in _CIRCLED:
        return _CIRCLED.index(written) + 1
    if written.lower() in _NUMBERS:
        return _NUMBERS.index(written.lower()) + 1
    if written.isascii():
        return _latin_value(written.upper())
    total, digit = 0, 0
    for character in written:
        if character in "十拾百":
            total += (digit or 1) * (100 if character == "百" else 10)
            digit = 0
        elif character in _TENS:
            total += _TENS[character]
        else:
            digit = _FORMAL[character] if character in _FORMAL else _DIGITS[character]
    return total + digit


def _latin_value(written: str) -> int:
    """Return the value of A1 (1), of a Roman number, or of a single letter (A is 1)."""
    if written[1:].isdecimal():
        return int(written[1:])
    if len(written) == 1 and written not in "IVX":
        return ord(written) - ord("A") + 1
    values = [_ROMAN[letter] for letter in written]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))


def _label(style: str, written: str) -> str:
    label = written.strip().rstrip(":：、.． ")
    return f"{label}、" if style in ("chinese", "formal") else label
