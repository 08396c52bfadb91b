"""The program's own texts in each language, from ``locales/*.po``."""

import io
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

from bot.languages import LANGUAGES, Language, language_called
from knowledge.script import convert, has_chinese

_LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set counts
_LOCALES = Path(__file__).parent / "locales"


@dataclass(frozen=True, slots=True)
class _Catalogue:
    """The texts of a language; ``counted`` has for each text with a form for one the value that is counted."""

    texts: GNUTranslations
    counted: Mapping[str, str]


@cache
def _catalogue(language: Language) -> _Catalogue:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with (_LOCALES / f"{language.replace('-', '_')}.po").open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    counted = {message.id[0]: message.id[1] for message in catalogue if isinstance(message.id, tuple)}
    return _Catalogue(GNUTranslations(compiled), counted)


def say(language: Language, key: str, /, **values: object) -> str:
    """Return the text of ``key`` in ``language``, with ``values`` in its {placeholders}."""
    catalogue = _catalogue(language)
    counted = catalogue.counted.get(key)
    number = values[counted] if counted else None
    text = catalogue.texts.ngettext(key, key, number) if isinstance(number, int) else catalogue.texts.gettext(key)
    return text.format(**values)


def has(language: Language, key: str) -> bool:
    """Say whether ``language`` has a text of ``key``."""
    return _catalogue(language).texts.gettext(key) != key


def moment(at: datetime | str) -> str:
    """Return a time as people read it, in the server's time zone; a ``str`` is ISO 8601, and any other stays as it is.

    The zone is marked by its difference from UTC, since its name may mean several.
    """
    local = _local(at)
    return f"{local:%Y-%m-%d %H:%M} {_zone(local)}" if isinstance(local, datetime) else local


def day(at: datetime | str) -> str:
    """Return the day of a time as `moment` shows it."""
    local = _local(at)
    return f"{local:%Y-%m-%d}" if isinstance(local, datetime) else local


def date_in_words(date: str, language: Language) -> str:
    """Return a date as ``language`` writes it, as far as it is known: "2025-03-14", "2025-03" or "2025"."""
    from babel.dates import format_date, format_skeleton

    parts = [int(part) for part in date.split("-")]
    whole = datetime(*[*parts, 1, 1][:3], tzinfo=UTC)  # type: ignore[arg-type, misc]
    locale = language.replace("-", "_")
    if len(parts) == 3:
        return format_date(whole, "long", locale)
    return format_skeleton(("y", "yMMMM")[len(parts) - 1], whole, locale=locale)


def weekday(at: date, language: Language) -> str:
    """Return a day by its day of the week and of the month, such as "Mon 16"."""
    from babel.dates import format_date

    return format_date(at, "EEE d", language.replace("-", "_"))


def _local(at: datetime | str) -> datetime | str:
    try:
        time = datetime.fromisoformat(at) if isinstance(at, str) else at
    except ValueError:
        return at
    # A time without a zone is one of this program's own, which are all in UTC.
    return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone()


def _zone(local: datetime) -> str:
    """Return the difference from UTC: UTC, UTC+8, UTC−3:30."""
    minutes = round((local.utcoffset() or timedelta()) / timedelta(minutes=1))
    hours, rest = divmod(abs(minutes), 60)
    if not minutes:
        return "UTC"
    return f"UTC{'+' if minutes > 0 else '−'}{hours}" + (f":{rest:02}" if rest else "")


def language_of_question(question: str, others: Language = "en") -> Language:
    """Return the language and script of a question; without Chinese it is ``others``, or English if that is Chinese."""
    if not has_chinese(question):
        return "en" if LANGUAGES[others].script else others
    return "zh-Hans" if convert(question, "zh-Hans") == question else "zh-Hant"


def system_language() -> Language:
    """Return the language of the terminal's locale, also of one that is not installed here, as in a container."""
    named = next((os.environ[name] for name in _LOCALE_VARIABLES if os.environ.get(name)), "")
    name = re.split("[.@]", named)[0]
    # The report is Chinese, so Chinese is the default where the locale names no language, as on a fresh server ("C").
    return (language_called(name) if name not in ("C", "POSIX") else None) or "zh-Hans"
