"""Recognise by its words a question that sets two things side by side, and tell which two they are.

"A 和 B 在退货率上有什么区别" and "compare A with B in terms of cost" ask for what is said of each. The forms of such
questions are in ``data/comparisons.txt``; a question that only has 和, 还是 or "or" in it has none of them.
"""

import re
from dataclasses import dataclass
from functools import cache

from index.conversation import length_in_words
from index.resources import comparison_forms
from knowledge.script import fold, has_chinese

_LONGEST_QUESTION = 150  # characters; a longer text asks more, and costs too much to search for all forms
_LONGEST_NAME = 12.0  # words; what is longer is a sentence of its own
_ONES = re.compile(r"(?<= )ones?$")  # "plain boards and smart ones"
_BEHIND = re.compile(r" (?:in|of|for|at|on|from|with) ")  # "the market in China and the global one"
# "A and B on returns", but not "prices and their effect on sales"
_ON = re.compile(r"(?<! effect)(?<! impact)(?<! influence)(?<! based)(?<! focus) on ")
_LAST_CLAUSE = re.compile(r"(?:^|[,，。?？;；])([^,，。?？;；:：]{2,14})[,，:：]\s*$")
_IN_CLAUSE = "[^,，。?？;；:：()]"
_LENGTHS = {"both": "{2,120}?", "first": "{1,60}?", "second": "{1,60}?", "on": "{1,60}?"}  # characters
_PART = re.compile(r"(?<!\?P)<([a-z]+)>")
_LIST = re.compile(r"\{([a-z]+)\}")
_ENDS = " \t,，。.?？!！:：;；、\"'“”‘’「」『』《》()（）-"


@dataclass(frozen=True, slots=True)
class Compared:
    """The two things that a question compares, as they are typed, and in what: the ``common`` ground, maybe empty.

    ``titles``: the things are the documents with these titles, and there is a common ground.
    """

    first: str
    second: str
    common: str = ""
    titles: tuple[str, str] | None = None

    @property
    def names(self) -> tuple[str, str]:
        return self.first, self.second

    @property
    def questions(self) -> tuple[str, str]:
        """What is asked about each by itself; of a document just the common ground, since it need not name itself."""
        if self.titles:
            return self.common, self.common
        of = "的" if has_chinese(self.first) else " "
        first, second = (f"{name}{of}{self.common}" if self.common else name for name in self.names)
        return first, second


def compared(question: str) -> Compared | None:
    """Return what ``question`` compares; None if its words compare nothing."""
    folded = fold(question).strip(_ENDS)
    if len(folded) > _LONGEST_QUESTION:
        return None
    folded = _unframed(folded)
    for form in _forms(chinese=has_chinese(folded)):
        match = form.search(folded)
        if match and (found := _things(match)):
            first, second, common = (_as_typed(text, question) for text in (found.first, found.second, found.common))
            return Compared(first, second, common)
    return None


def _things(match: re.Match[str]) -> Compared | None:
    """Return what a form found in folded text, None if that names no two things."""
    found = {name: text for name, text in match.groupdict().items() if text}
    both = _parted(found["both"]) if "both" in found else (found.get("first", ""), found.get("second", ""))
    if both is None:
        return None
    first, second, shared = _shared(*both)
    second, behind = _topic_parted(first, second)
    first, second = _name(first), _name(second)
    second = _ONES.sub(_BEHIND.split(first)[0].rpartition(" ")[2], second)
    if first == second or not (_is_name(first) and _is_name(second)):
        return None
    clause = _LAST_CLAUSE.search(match.string[: match.start()])
    named = (clause[1] if clause else "", shared, found.get("on", ""), found.get("more", ""), behind)
    ground = (_name(_without_asking(text)) for text in named)
    return Compared(first, second, " ".join(text for text in ground if len(text) > 1))


def _parted(both: str) -> tuple[str, str] | None:
    """Part what names both things where they are joined; of several joins alike, where the parts are of like length."""
    for join in compiled("joins"):
        cuts = [cut.span() for cut in join.finditer(both) if cut.start() > 0 and cut.end() < len(both)]
        if cuts:
            end, start = min(cuts, key=lambda cut: abs(cut[0] - (len(both) - cut[1])))
            return both[:end], both[start:]
    return None


def _shared(first: str, second: str) -> tuple[str, str, str]:
    """Take out what only one of the names says of both: "A 和 B 的售后", "A 的售后和 B 比", "A 的优势和挑战"."""
    owner, _, of = second.rstrip("的").rpartition("的")
    if "的" not in first and owner and _are_alike(first, owner):
        return first, owner, of
    if "的" not in second:
        owner, _, of = first.rstrip("的").partition("的")
        if owner and of:
            return (of, second, owner) if _are_alike(of, second) else (owner, second, of)
    return first, second, ""


def _topic_parted(first: str, second: str) -> tuple[str, str]:
    """Part "B on returns" in a name and what both are compared in, maybe nothing.

    In "tax on imports" and "tax on exports", or "goods" and "goods on sale", it tells the second from the first.
    """
    known, behind = len(_ON.findall(f" {first}")), list(_ON.finditer(second))
    if len(behind) <= known:
        return second, ""
    on = behind[known]
    name, topic = second[: on.start()], second[on.end() :]
    return (second, "") if set(_name(name).split()) <= set(first.split()) else (name, topic)


def _are_alike(first: str, second: str) -> bool:
    """Say whether two names are of one kind, as 国内市场 and 国际市场 or 优势 and 挑战."""
    pairs = {first[i : i + 2] for i in range(len(first) - 1)}
    return first[-1] == second[-1] or len(first) == len(second) or any(pair in second for pair in pairs)


def _name(text: str) -> str:
    """Return ``text`` without the words at its ends that name nothing."""
    text = text.strip(_ENDS)
    for edge in (*compiled("before"), *compiled("after")):
        text = edge.sub("", text).strip(_ENDS)
    return text


def _without_asking(text: str) -> str:
    """Return ``text`` without the words that only ask or say that it is asked of both."""
    for words in compiled("asked_of_both"):
        text = words.sub(" ", text)
    return " ".join(text.split())


def _is_name(text: str) -> bool:
    """Say whether ``text`` may name a thing; what asks something, or is long, does not."""
    is_short = bool(text) and length_in_words(text) <= _LONGEST_NAME
    return is_short and not any(form.search(text) for form in compiled("no_name"))


def _unframed(folded: str) -> str:
    """Return ``folded`` without the words before the question itself, such as 请问."""
    for frame in compiled("frames") * 2:
        folded = frame.sub("", folded).strip()
    return folded


def _as_typed(text: str, question: str) -> str:
    """Return what is ``text`` when folded as it stands in ``question``, where both are of one length."""
    folded = fold(question)
    start = folded.find(text)
    return question[start : start + len(text)] if start >= 0 and len(folded) == len(question) else text


def in_parts_as_typed(text: str, question: str) -> str:
    """Return folded ``text``, each part of which stands in ``question``, as it is written there."""
    return " ".join(_as_typed(part, question) for part in text.split())


@cache
def _forms(*, chinese: bool) -> tuple[re.Pattern[str], ...]:
    return (*compiled("chinese"), *compiled("english")) if chinese else compiled("english")


@cache
def compiled(kind: str) -> tuple[re.Pattern[str], ...]:
    """Return the forms of one list of ``data/comparisons.txt``."""
    return tuple(re.compile(_filled(form)) for form in comparison_forms()[kind])


def _filled(form: str) -> str:
    """Return a form as a regular expression, with its lists and with a group for each part that it names."""
    form = _LIST.sub(lambda listed: "|".join(comparison_forms()[listed[1]]), form)
    return _PART.sub(lambda part: f"(?P<{part[1]}>{_IN_CLAUSE}{_LENGTHS[part[1]]})", form)
