"""What is built before the first answer: an index where there is none, or one in place of an older program's."""

from collections.abc import Callable
from typing import TypeVar

from bot.i18n import say
from bot.languages import Language
from bot.reindexing.collection import Request
from index.errors import NoIndexError, OutdatedIndexError

Opened = TypeVar("Opened")


def open_or_build(
    open_index: Callable[[], Opened], build: Callable[[Request, str], object], by: str, language: Language
) -> Opened:
    """What ``open_index`` opens, where that lacks a usable index after ``build`` made one.

    ``build`` is given the request to carry out and a sentence in ``language`` that says why; ``by`` is who asks for it.
    Raises what the two raise.
    """
    try:
        return open_index()
    except NoIndexError:
        request, reason = Request(by, whole=()), say(language, "opening.no-index")
    except OutdatedIndexError:
        # No gate: the version before cannot be asked, and the alternative to the new one is no answer at all.
        request = Request(by, why=say(language, "opening.why-outdated"), again=True, gate=False)
        reason = say(language, "opening.outdated")
    build(request, reason)
    return open_index()
