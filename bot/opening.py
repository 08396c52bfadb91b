"""What is built before the first answer: an index where there is none, or one in place of an older program's."""

from dataclasses import dataclass

from bot.i18n import say
from bot.reindexing.collection import Request
from bot.settings import Language
from index.errors import NoIndexError, OutdatedIndexError, SearchIndexError


@dataclass(frozen=True, slots=True)
class Opening:
    """A request to carry out before there is something to answer from, and a sentence that says why."""

    request: Request
    reason: str


def opening_after(error: SearchIndexError, by: str, language: Language) -> Opening:
    """What to build where opening the live index raised ``error``; raises it again where building does not help."""
    if isinstance(error, NoIndexError):
        return Opening(Request(by, whole=()), say(language, "opening.no-index"))
    if isinstance(error, OutdatedIndexError):
        # No gate: the version before cannot be asked, and the alternative to the new one is no answer at all.
        request = Request(by, why=say(language, "opening.why-outdated"), again=True, gate=False)
        return Opening(request, say(language, "opening.outdated"))
    raise error
