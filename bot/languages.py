"""The interface languages.

To add a language, add an entry here and a file of its texts in ``locales``.
"""

from dataclasses import dataclass
from typing import Literal

from knowledge.script import Script

Language = Literal["zh-Hans", "zh-Hant", "en"]


@dataclass(frozen=True, slots=True)
class Traits:
    """The properties of a language.

    ``name`` is as its speakers write it. ``script`` is the kind of Chinese characters that quotes are shown in; None
    leaves them as written. ``comma``, ``semicolon`` and ``space`` separate words, parts of a list, and sentences.
    ``tags`` are the names of the language in clients and systems (IETF, lower case); an empty tag matches every name
    that no other language matches. ``menu`` is Telegram's code for the language's command menus, None if Telegram does
    not know the language.
    """

    name: str
    script: Script | None
    comma: str
    semicolon: str
    space: str
    tags: tuple[str, ...]
    menu: str | None


LANGUAGES: dict[Language, Traits] = {
    "zh-Hans": Traits("简体中文", "zh-Hans", "、", "；", "", ("zh",), "zh"),
    "zh-Hant": Traits("繁體中文", "zh-Hant", "、", "；", "", ("zh-hant", "zh-tw", "zh-hk", "zh-mo"), None),
    "en": Traits("English", None, ", ", "; ", " ", ("",), "en"),
}


def language_called(tag: str) -> Language | None:
    """Return the language that a client or a system means by ``tag``, None if ``tag`` is empty."""
    given = tag.lower().replace("_", "-").split("-")
    if not given[0]:
        return None
    named = [(len(called), language) for language, traits in LANGUAGES.items() for called in map(_parts, traits.tags)
             if not called or (called[0] == given[0] and set(called) <= set(given))]  # fmt: skip
    return max(named)[1] if named else None


def _parts(tag: str) -> list[str]:
    return tag.split("-") if tag else []
