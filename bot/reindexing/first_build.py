"""Build an index before the first answer if there is none, or if the live one was made by an older program."""

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
    """Return what ``open_index`` returns; if that lacks an index, or an older program made it, call ``build`` first.

    ``build`` gets the request to carry out and a sentence in ``language`` that says why; ``by`` is who requests it.
    Raises the errors of ``open_index`` and ``build``.
    """
    try:
        return open_index()
    except NoIndexError:
        request, reason = Request(by, whole=()), say(language, "opening.no-index")
    except OutdatedIndexError:
        # The gate is left out, since the version before cannot be asked, and without the new one there is no answer.
        request = Request(by, why=say(language, "opening.why-outdated"), again=True, gate=False)
        reason = say(language, "opening.outdated")
    build(request, reason)
    return open_index()
