"""The program's own words in each language, from ``locales/*.po``."""

import io
import locale
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

from bot.languages import Language, language_called
from knowledge.script import convert, has_chinese

_LOCALES = Path(__file__).parent / "locales"


@cache
def _catalogue(language: Language) -> GNUTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with (_LOCALES / f"{language.replace('-', '_')}.po").open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def say(language: Language, key: str, /, **values: object) -> str:
    """The text of ``key`` in ``language``, its {gaps} filled with ``values``."""
    return _catalogue(language).gettext(key).format(**values)


def has(language: Language, key: str) -> bool:
    """Whether there is a text of ``key``."""
    return _catalogue(language).gettext(key) != key


def language_of(question: str) -> Language:
    """The language and script a question is written in; English where it holds no Chinese."""
    if not has_chinese(question):
        return "en"
    return "zh-Hans" if convert(question, "zh-Hans") == question else "zh-Hant"


def system_language() -> Language:
    """The language of the terminal's locale."""
    name = locale.getlocale()[0] or ""
    # The report is Chinese: so is whoever says nothing of a language, as a fresh server does ("C").
    return (language_called(name) if name != "C" else None) or "zh-Hans"
