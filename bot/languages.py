"""The interface languages. Another is one more entry here and a file of its texts in ``locales``."""

from dataclasses import dataclass
from typing import Literal

from knowledge.script import Script

Language = Literal["zh-Hans", "zh-Hant", "en"]


@dataclass(frozen=True, slots=True)
class Traits:
    """What is peculiar to a language.

    ``name``: as its speakers write it. ``script``: the Chinese characters that quotes are shown in, None: as they are
    written. ``comma``, ``semicolon``, ``space``: between words, parts of a list and sentences. ``tags``: what clients
    and systems that are set to it call it (IETF, small letters); an empty one stands for whatever no other language is
    called. ``menu``: Telegram's code of its command menus, None where Telegram knows no such language.
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
    """The language that a client or a system means by ``tag``, None where it says nothing."""
    given = tag.lower().replace("_", "-").split("-")
    if not given[0]:
        return None
    named = [(len(called), language) for language, traits in LANGUAGES.items() for called in map(_parts, traits.tags)
             if not called or (called[0] == given[0] and set(called) <= set(given))]  # fmt: skip
    return max(named)[1] if named else None


def _parts(tag: str) -> list[str]:
    return tag.split("-") if tag else []
