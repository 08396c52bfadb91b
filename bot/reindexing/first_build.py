"""Build an index before the first answer if there is none, or if the live one was made by an older program."""

from collections.abc import Callable
from typing import TypeVar

from bot.i18n import say
from bot.languages import Language
from bot.reindexing.collection import Request
from index.errors import BusyError, NoIndexError, OutdatedIndexError, OvertakenError

Opened = TypeVar("Opened")


def open_or_build(
    open_index: Callable[[], Opened],
    build: Callable[[Request, str], object],
    by: str,
    language: Language,
    wait: Callable[[BusyError], object] | None = None,
) -> Opened:
    """Return what ``open_index`` returns; if that lacks an index, or an older program made it, call ``build`` first.

    ``build`` gets the request to carry out and a sentence in ``language`` that says why; ``by`` is who requests it.
    Where another program builds, ``wait`` is called with the error that says who does; after that all begins again,
    since the other may have been killed. Raises the errors of ``open_index`` and ``build``; `BusyError` only if there
    is no ``wait``.
    """
    while True:
        try:
            return open_index()
        except NoIndexError:
            request, reason = Request(by, whole=()), say(language, "opening.no-index")
        except OutdatedIndexError:
            # The gate is left out, since the version before cannot be asked, and without a new one there is no answer.
            request = Request(by, why=say(language, "opening.why-outdated"), again=True, gate=False)
            reason = say(language, "opening.outdated")
        try:
            build(request, reason)
        except OvertakenError:
            continue  # another program's build ended after this one had looked
        except BusyError as busy:
            if wait is None:
                raise
            wait(busy)
            continue
        return open_index()  # of a build that was held back it says that there is no index
