"""Recognise by its words a question that several passages may answer, and what it is about.

"List everything on after-sales" and 怎么提高转化率 ask for what may stand in many places. The words that only say so
("list everything on", 有哪些) are taken away, so that what is left, the subject, can be looked for by itself.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from index.conversation import length_in_words
from index.question_kinds import Kind, kind_asked_for
from knowledge.script import fold

Breadth = Literal["all", "overview", "list", "reasons", "means"]
BREADTHS: tuple[Breadth, ...] = get_args(Breadth)
# These ask in so many words for all that there is, the others only mostly have more than one answer.
IN_SO_MANY_WORDS: tuple[Breadth, ...] = ("all", "overview")

_WORDINGS = Path(__file__).parent / "data" / "breadth.yaml"
_ONE_THING: tuple[Kind, ...] = ("frequency", "price", "amount")
_PARTS_OF_ONE = re.compile(r"由(?:哪|什么|几)[^,。?]{0,8}(?:组成|构成)|\b(?:consists? of|made up of|composed of)\b")
_MAX_SUBJECT_WORDS = 16.0  # words; of 452 broad questions none has a longer subject
_LEFT_OVER = re.compile(r"(?:^|(?<=\s))[的有是把将找要了对就跟和与](?=\s|$)|(?<=.)的(?=\s|$)")
_SPACES = re.compile(r"[\s,，。.?？!！:：、'\"“”]+")


@dataclass(frozen=True, slots=True)
class _Wordings:
    """What is searched for in folded text: how each breadth is ``asks``-ed for, and what only ``frame``-s a subject."""

    asks: Mapping[Breadth, re.Pattern[str]]
    frame: re.Pattern[str]


@cache
def _wordings() -> _Wordings:
    import yaml

    read = yaml.safe_load(_WORDINGS.read_text("utf-8"))
    lists = {f"{{{name}}}": f"(?:{'|'.join(read[name])})" for name in ("things", "parts", "here", "document")}

    def pattern(by_language: Mapping[str, list[str]]) -> re.Pattern[str]:
        whole = "|".join(each for patterns in by_language.values() for each in patterns)
        for name, words in lists.items():
            whole = whole.replace(name, words)
        return re.compile(whole)

    return _Wordings({breadth: pattern(read["asks"][breadth]) for breadth in BREADTHS}, pattern(read["frame"]))


@dataclass(frozen=True, slots=True)
class Broad:
    """How a question asks for more than one passage, and its ``subject`` (folded), empty if nothing is left of it."""

    breadth: Breadth
    subject: str

    @property
    def in_so_many_words(self) -> bool:
        """Whether it asks for all that there is on its subject."""
        return self.breadth in IN_SO_MANY_WORDS


def broad(question: str) -> Broad | None:
    """Return how ``question`` asks for more than one passage; None if its words ask for one thing.

    A figure is one thing, and so are the parts of one, and what a question describes at length.
    """
    folded = fold(question)
    breadth = next((breadth for breadth in BREADTHS if _wordings().asks[breadth].search(folded)), None)
    if breadth is None or kind_asked_for(question) in _ONE_THING or _PARTS_OF_ONE.search(folded):
        return None
    subject = subject_of(folded)
    return Broad(breadth, subject) if length_in_words(subject) <= _MAX_SUBJECT_WORDS else None


def subject_of(folded: str) -> str:
    """Return what a folded question is about: without the words that only ask."""
    return _SPACES.sub(" ", _LEFT_OVER.sub(" ", _SPACES.sub(" ", _wordings().frame.sub(" ", folded)))).strip()
