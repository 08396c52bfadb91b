"""Intents: recognise messages that do not ask about the text of the documents, such as greetings.

The words of each intent are in ``data/intents.txt``. A message has an intent if it consists only of that intent's words
and fillers, with at least one word of the intent itself: "你好" is a greeting, "你好，主播怎么培训" is a question.
Places of the outline (第五章, 七、2 (2), section 5.2) are recognised by their numbers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast, get_args

from index.encoder import Vectors
from index.resources import headed_lines
from knowledge.script import fold

Kind = Literal[
    "greeting",
    "thanks",
    "goodbye",
    "fine",
    "wrong",
    "topic",
    "next-section",
    "previous-section",
    "next-chapter",
    "previous-chapter",
    "next",
    "previous",
    "whole",
    "source",
    "sure",
    "shorter",
    "simpler",
    "test",
    "identity",
    "human",
    "abilities",
    "chapters",
    "about",
    "size",
    "author",
    "date",
    "place",
]

_FILE = Path(__file__).parent / "data" / "intents.txt"
_EXAMPLES = _FILE.with_name("intent_examples.txt")
# Of 294 messages by three writers, 141 come at least this near to another writer's message of the same intent, and 6 to
# one of another intent.
_LIKE_COSINE = 0.94
_MAX_CHARACTERS = 80  # No message with an intent is longer, except a citation that was pasted back.


@dataclass(frozen=True, slots=True)
class Intent:
    """What a message wants; for the kind "place", ``place`` is where, else empty.

    That is "5", "5.2", "5.2.1", "5.last" (the last section of chapter 5), or a part that reports may have: "preface".
    "wrong" complains of an answer, "topic" wants to speak of something else; "next", "previous" and "whole" want the
    passage after or before the one that was shown last, and all of its section, "next-chapter" and so on the one beside
    it. "source", "sure", "shorter" and "simpler" ask about what was shown last; "test" asks whether anybody is there.
    """

    kind: Kind
    place: str = ""


_ABOUT_A_REPORT = re.compile(  # It is matched against folded text.
    r"报告|文件|文档|作者|撰稿|咨询公司|数据|这份|这篇|这本|资料|材料|版|写|出的|出版|发布"
    r"|研究|内容|单位|版本|\breport|\bstudy|\bdocument|\bdoc\b|\bthis\b|\bit\b|\bwritten|\bwrote|\bpublish|\bversion|\bauthor|\bupdated"
)
_WORDED: tuple[Kind, ...] = get_args(Kind)[:-1]  # They are tried in this order; "place" is recognised by numbers.
_NEIGHBOURS: tuple[Kind, ...] = ("next-section", "previous-section", "next-chapter", "previous-chapter")  # before 一章
_OF_THE_REPORT: tuple[Kind, ...] = ("abilities", "chapters", "about", "size", "author", "date")
_NEEDS_A_REPORT: tuple[Kind, ...] = ("date", "author")  # "什么时候" alone follows up a question.

_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾", "一二三四五六七八九十")
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_ENGLISH = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_CHINESE_NUMBER = "[一二三四五六七八九十壹贰叁肆伍陆柒捌玖拾]{1,3}"
_LATIN_NUMBER = rf"{'|'.join(_ENGLISH)}|(?<![a-z])[ivx]{{1,4}}(?![a-z])"
_N = rf"(?:\d{{1,2}}|{_CHINESE_NUMBER}|{_LATIN_NUMBER})"
_ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "1st": "1", "2nd": "2", "3rd": "3"}
_PLACES = [
    re.compile(pattern)
    for pattern in (
        rf"第? ?({_N}) ?章(?:的|,|，)? ?(?:第? ?({_N}) ?节)?(?:的|,|，)? ?(?:第? ?({_N}) ?(?:个?要?点|条))?",
        rf"第? ?({_N}) ?[、,，] ?({_N})(?: ?[(（] ?({_N}) ?[)）])?",
        r"([一二三四五六七八九十]{1,3}) ?、",
        rf"({_N}) ?之 ?({_N})(?: ?之 ?({_N}))?",
        rf"({_N})点({_N})(?:点({_N}))?",
        rf"(\d{{1,2}})[.。·](\d{{1,2}}) ?(?:的)? ?第? ?({_N}) ?(?:个?要?点|条)",
        r"ch ?(\d{1,2}) ?,? s(?:ec)? ?(\d{1,2})(?: ?,? p(?:oint)? ?(\d{1,2}))?",
        rf"(?:ch(?:apter)?|sec(?:tion)?|part|point|§|第)? ?\.? ?(\d{{1,2}}|{_CHINESE_NUMBER}) ?[.。·\-—] ?(\d{{1,2}})"
        rf"(?: ?[.。·\-—] ?(\d{{1,2}})| ?[(（] ?({_N}) ?[)）]| ?,? ?point ({_N}))?(?: ?[章节点条])?",
        rf"(?:ch(?:apter)?|chap)\.? ?({_N})(?:,? ?sec(?:tion)?\.? ?({_N}))?(?:,? ?point ?({_N}))?",
    )
]
_POINT_OF = re.compile(
    rf"(?:the )?(?:({'|'.join(_ORDINALS)}) point|point ({_N})) (?:of|in) (?:section |sec\.? |chapter )?"
    r"(\d{1,2}\.\d{1,2})"
)
_SECTION_OF = re.compile(
    rf"(?:the )?(?:({'|'.join(_ORDINALS)}) section|section ({_N})) (?:of|in) (?:chapter |ch\.? ?)({_N})"
)
_LAST = re.compile(r"(?:最后|末)一?章|(?:the )?(?:last|final) chapter")
_LAST_SECTION = re.compile(
    rf"(?:第? ?({_N}) ?章的? ?)?(?:最后|末)一?节"
    rf"|(?:the )?(?:last|final) section(?: (?:of|in) (?:chapter |ch\.? ?)({_N}))?"
)


@cache
def examples() -> tuple[tuple[Kind, str], ...]:
    """Load example messages with their intents from ``data/intent_examples.txt``."""
    return tuple((cast(Kind, name), line) for name, line in headed_lines(_EXAMPLES.read_text("utf-8")))


def intent_like(vector: Vectors, example_vectors: Vectors) -> Intent | None:
    """Return the intent of the example nearest to a message, None if no example is near enough.

    ``vector`` (dimension,) and ``example_vectors`` (examples, dimension) have unit length. Use it only for messages
    that the documents do not answer, since questions to the documents may be just as near to an example.
    """
    cosines = example_vectors @ vector
    best = int(cosines.argmax())
    return Intent(examples()[best][0]) if cosines[best] >= _LIKE_COSINE else None


def intent_of(message: str) -> Intent | None:
    """Return the intent of ``message``, None if it has none and so may be a question about the text."""
    cited = _cited(message)
    if cited:
        return Intent("place", cited)
    folded = fold(message).strip()
    if not folded or len(folded) > _MAX_CHARACTERS:
        return None
    key = _key(folded)
    for kind in _NEIGHBOURS:
        if _is_only(key, kind):
            return Intent(kind)
    place = _place(folded)
    if place:
        return Intent("place", place)
    if not key:  # The message holds only emoji or punctuation.
        return Intent("abilities" if "?" in folded else "fine")
    if part := _part(key):
        return Intent("place", part)
    for kind in _WORDED:
        if _is_only(key, kind) and (kind not in _NEEDS_A_REPORT or _ABOUT_A_REPORT.search(folded)):
            return Intent(kind)
    return None


def stands_alone(rest: str) -> bool:
    """Say whether a place stands alone in a message: ``rest`` is what the folded message has besides."""
    return _is_row(_key(rest), _listed("place, beside", "fillers", "greeting"))


def _key(folded: str) -> str:
    """Return the words of the text, without punctuation and emoji."""
    return " ".join(re.sub(r"[^\w]+|_", " ", folded).split())


def _is_only(key: str, kind: Kind) -> bool:
    """Say whether ``key`` has a word of ``kind``, and else only such words and those that may stand beside them."""
    beside = [f"{kind}, beside", "fillers"]
    if kind != "greeting":
        beside.append("greeting")
    if kind in _OF_THE_REPORT:
        beside.append("report")
    has_own = any(True for start in range(len(key)) for _ in _ends(key, start, _listed(kind)))
    return has_own and _is_row(key, _listed(kind, *beside))


def _is_row(key: str, words: frozenset[str]) -> bool:
    """Say whether ``key`` is a row of ``words``.

    Each position is read on from once; a pattern would try all ways to divide "拜拜拜拜", which double with each 拜拜.
    """
    reached = {0}
    for start in range(len(key)):
        if start in reached:
            reached.update(_ends(key, start, words))
    return len(key) in reached


def _ends(key: str, start: int, words: frozenset[str]) -> Iterator[int]:
    """Yield where each of ``words`` that stands at ``start`` ends, with the space behind it."""
    for end in range(start + 1, min(len(key), start + _longest(words)) + 1):
        if key[start:end] in words and _is_whole(key, start, end):
            yield end + key.startswith(" ", end)


def _is_whole(key: str, start: int, end: int) -> bool:
    """Say whether a span is Chinese or a whole Latin word, no part of one."""
    beside = key[max(0, start - 1) : start] + key[end : end + 1]
    return not key[start:end].isascii() or not any(each.isascii() and each.isalnum() for each in beside)


@cache
def _longest(words: frozenset[str]) -> int:
    return max(map(len, words), default=0)


@cache
def _listed(*names: str) -> frozenset[str]:
    """Return the words that are listed under those names."""
    return frozenset(word.replace("_", " ") for name in names for word in _words().get(name, ()))


@cache
def _words() -> dict[str, list[str]]:
    """Load the words of ``data/intents.txt`` by the names that they are listed under."""
    found: dict[str, list[str]] = {}
    for name, line in headed_lines(_FILE.read_text("utf-8")):
        found.setdefault(name, []).extend(line.split())
    return found


def _place(folded: str) -> str:
    """Return the place, such as "5.2.1", that a message asks for; empty if it names none or asks more."""
    if match := _POINT_OF.search(folded):
        return _alone(folded, match, f"{match[3]}.{_number(_ORDINALS.get(match[1] or '', match[2] or ''))}")
    if match := _SECTION_OF.search(folded):
        return _alone(folded, match, f"{_number(match[3])}.{_number(_ORDINALS.get(match[1] or '', match[2] or ''))}")
    if match := _LAST_SECTION.search(folded):
        chapter = match[1] or match[2]
        return _alone(folded, match, f"{_number(chapter) if chapter else 'last'}.last")
    if match := _LAST.search(folded):
        return _alone(folded, match, "last")
    for pattern in _PLACES:
        if match := pattern.search(folded):
            parts = [_number(part) for part in match.groups() if part]
            if place := _alone(folded, match, ".".join(map(str, parts))):
                return place
    return ""


def _part(key: str) -> str:
    """Return the part that reports may have, such as a preface, if a message asks for one and nothing else."""
    names = _listed("part")
    found = [key[start:end].strip() for start in range(len(key)) for end in _ends(key, start, names)]
    is_alone = bool(found) and _is_row(key, _listed("part", "place, beside", "fillers", "greeting"))
    return max(found, key=len) if is_alone else ""


def _alone(folded: str, match: re.Match[str], place: str) -> str:
    return place if stands_alone(f"{folded[: match.start()]} {folded[match.end() :]}") else ""


def _cited(message: str) -> str:
    """Return the place in one of the bot's citations that was pasted back, whose parts have · between them."""
    parts = [part.strip() for part in message.split(" · ")]
    return next(filter(None, (_place(fold(part)) for part in parts)), "") if len(parts) > 2 else ""


def _number(text: str) -> int:
    """Return the value of digits, a Chinese numeral up to 99, an English one up to twelve or a Roman one up to X."""
    if text.isdigit():
        return int(text)
    if text in _ENGLISH:
        return _ENGLISH.index(text) + 1
    if text in _ROMAN:
        return _ROMAN.index(text) + 1
    text = text.translate(_FORMAL)
    tens, ten, units = text.partition("十")
    if not ten:
        return int("".join(str(_DIGITS[character]) for character in text))
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[units] if units else 0)
