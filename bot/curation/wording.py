"""What is said of gaps, in the reader's language."""

from collections import Counter
from collections.abc import Iterable

from bot.i18n import say
from bot.languages import LANGUAGES, Language
from bot.state.ratings import Reason


def counted_reasons(reasons: Iterable[Reason], language: Language) -> str:
    """Name the reasons for thumbs down with their numbers, the most frequent first; empty if there are none."""
    named = [f"{say(language, f'reason.{reason}')} {count}" for reason, count in Counter(reasons).most_common()]
    return LANGUAGES[language].comma.join(named)
