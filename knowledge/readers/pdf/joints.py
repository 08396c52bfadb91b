"""How two lines of a paragraph in a PDF are put together: what a hyphen or a break at a line's end stands for."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, starmap

from knowledge.readers.text import ends_chinese, is_chinese

_LETTERS = r"[^\W\d_]"
_COMPOUND = re.compile(rf"(?<!{_LETTERS}){_LETTERS}+(?:[-‐]{_LETTERS}+)+")
_WORD = re.compile(rf"{_LETTERS}{{4,}}")
_UNBROKEN = r"[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]*"  # neither a blank nor a Chinese character
_LAST, _FIRST = re.compile(rf"(?<!{_UNBROKEN[:-1]}){_UNBROKEN}\Z"), re.compile(_UNBROKEN)
_HYPHEN = re.compile(r"(?<![^\W_])([^\W_]+)[-‐]\Z")
_RANGE = re.compile(r"\d[‐–~]\Z")
_CUT_FIGURE = re.compile(r"\d{1,3}(?:,\d{3})*,"), re.compile(r"\d{3}(?![\d,])")
_ADDRESS = re.compile(r"(?:https?://|ftp://|www\.)", re.IGNORECASE)
_OPEN_ADDRESS = re.compile(r"[-_=&?%#@]\Z")  # no address ends so
_REST_OF_ADDRESS = re.compile(r"[\w~%+-]*[/=_&?%#]|[\w-]*\.\w")
_MAIL = re.compile(r"[\w.+-]+@\w")
_DASHED, _DASHED_ON = re.compile(r"\S—\Z"), re.compile(r"—\S")  # a dash without blanks around it
_BOTH_MARKS = "“”‘’—…·"  # of Chinese and of other texts
_SUSPENDED = ("and", "or", "to", "und", "oder")  # pre- and post-war
# Parts of compounds that are hardly a syllable of one word: long-term, tea-based, self-service, but not following.
_LAST_PART = re.compile(
    "aware|based|driven|effective|efficient|friendly|level|oriented|owned|party|quality|related|scale|specific|term|up"
)
_FIRST_PART = re.compile("self|well")
_ENDINGS = ("ing", "ish", "less", "ness", "same")  # selfish, wellness
_PREFIX = re.compile("co|cor|de|dis|im|in|inter|mis|non|over|pre|re|sub|super|un|under")  # unrelated
_BETWEEN_PARTS = re.compile(r"\w[-‐](?:in|of|on|the|to|up)[-‐]\Z")  # state-of-the-art
_MIN_FIRST_PART = 3  # letters


@dataclass(frozen=True, slots=True)
class Joints:
    """How a document writes its words: the ``compounds`` within its lines, with hyphens, and its ``words``."""

    compounds: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    def joined(self, lines: Sequence[str]) -> str:
        """Return the text of a paragraph."""
        return "".join([*starmap(self._before_next, pairwise(lines)), *lines[-1:]])

    def _before_next(self, line: str, following: str) -> str:
        """Return a paragraph's ``line`` as it stands before the one that follows it."""
        last, first = _LAST.search(line), _FIRST.match(following)
        end, begin = last[0] if last else "", first[0] if first else ""
        hyphen = _HYPHEN.search(end)
        if begin[:1].isalnum() and _is_in_address(end, begin):
            return line
        if hyphen and begin[:1].isalnum():
            return self._at_hyphen(line, hyphen[1], begin)
        if _DASHED.search(line) or _DASHED_ON.match(following):
            return line
        if begin[:1].isdigit() and (_RANGE.search(end) or _is_cut_figure(line, end, begin)):
            return line
        # A line of Chinese can break anywhere, also beside a Latin word or figure without spaces around it.
        ends = ends_chinese(line.rstrip(_BOTH_MARKS) or line)
        return line + ("" if ends or is_chinese((following.lstrip(_BOTH_MARKS) or following)[0]) else " ")

    def _at_hyphen(self, line: str, head: str, begin: str) -> str:
        """Return ``line`` with its hyphen, or without one that only parts a word."""
        tail = re.split(r"[\W_]", begin, maxsplit=1)[0]
        is_word = (head + tail).isalpha()
        if is_word and f"{head}{tail}".lower() in self.words:
            return line if f"{head}-{tail}".lower() in self.compounds else line[:-1]
        if tail in _SUSPENDED:
            return line if begin.startswith(("-", "‐"), len(tail)) else line + " "  # low-to-high
        if not is_word or tail[0].isupper() or f"{head}-{tail}".lower() in self.compounds:
            return line
        return line if len(head) == 1 or _is_compound(line, head.lower(), tail) else line[:-1]


def joints_of(lines: Iterable[str]) -> Joints:
    """Return what the ``lines`` of a document say of its words."""
    compounds: set[str] = set()
    words: set[str] = set()
    for line in map(str.lower, lines):
        for found in _COMPOUND.finditer(line):
            compounds.update(map("-".join, pairwise(re.split("[-‐]", found[0]))))
        words.update(_WORD.findall(line))
    return Joints(frozenset(compounds), frozenset(words))


def _is_compound(line: str, head: str, tail: str) -> bool:
    if _BETWEEN_PARTS.search(line):
        return True
    if len(head) < _MIN_FIRST_PART or _PREFIX.fullmatch(head):
        return False
    is_first = _FIRST_PART.fullmatch(head) is not None and not tail.startswith(_ENDINGS)
    return is_first or _LAST_PART.fullmatch(tail) is not None


def _is_in_address(end: str, begin: str) -> bool:
    """Say whether a break parts an address: of a page, behind one of its marks; of mail, before or behind its @."""
    if _ADDRESS.search(end):
        return bool(_OPEN_ADDRESS.search(end)) or (end[-1] in "/." and bool(_REST_OF_ADDRESS.match(begin)))
    return re.search(r"\w[-_.]\Z", end) is not None and _MAIL.match(begin) is not None


def _is_cut_figure(line: str, end: str, begin: str) -> bool:
    """Say whether a line of Chinese, which breaks anywhere, breaks within a figure such as 12,800."""
    before, after = _CUT_FIGURE
    is_in_chinese = is_chinese(line[: len(line) - len(end)][-1:] or " ")
    return is_in_chinese and before.fullmatch(end) is not None and after.match(begin) is not None
