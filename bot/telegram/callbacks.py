"""The kinds of buttons, a class for each, and what they hold."""

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from bot.answering.outline import ID_CHARACTERS
from bot.answering.suggestions import KEY_CHARACTERS
from bot.languages import Language
from bot.state.audit import Who
from bot.state.ratings import Reason
from bot.telegram.packed import Button

CHECKSUM_CHARACTERS = 12  # characters of a file's checksum that name a document
MAX_KEY_SENTENCES = 3  # that fit into a button
_MAX_PASSAGES = 4  # passage ids that fit into a button

_ID = rf"[0-9A-Za-z_-]{{{ID_CHARACTERS}}}"
_Version = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_.-]{1,32}$")]
_PassageId = Annotated[str, StringConstraints(pattern=f"^{_ID}$")]
_Question = Annotated[int, Field(ge=0, lt=10**18)]  # the question's row in the database
_Depth = Annotated[int, Field(ge=0, le=99)]
_Page = Annotated[int, Field(ge=0, le=9_999)]


def _ids(joined: object) -> object:
    return (joined.split(".") if joined else []) if isinstance(joined, str) else joined


_PassageIds = Annotated[tuple[_PassageId, ...], BeforeValidator(_ids), Field(max_length=_MAX_PASSAGES)]
_Checksum = Annotated[str, StringConstraints(pattern=rf"^[0-9a-f]{{{CHECKSUM_CHARACTERS}}}$")]
_Sentence = Annotated[int, Field(ge=0, le=9_999)]
_Sentences = Annotated[tuple[_Sentence, ...], BeforeValidator(_ids), Field(max_length=MAX_KEY_SENTENCES)]


class PassageButton(Button):
    """Open the passage that the button names ("view"), the one before it ("prev", "back") or after it ("next", "on").

    "prev" and "next" send the passage below the answer; the others show it in the same message.
    """

    action: Literal["prev", "next", "back", "on", "view"]
    version: _Version
    passages: _PassageIds


class SectionButton(Button):
    """The section of a passage, or the rest of that section from the passage on."""

    action: Literal["section", "more"]
    version: _Version
    passages: _PassageIds


class OthersButton(Button):
    """Further passages of an answer."""

    prefix: ClassVar[str] = "others"
    version: _Version
    passages: _PassageIds


class PageButton(Button):
    """The page that a passage stands on, as a picture with the sentences ``key`` of the passage stronger."""

    prefix: ClassVar[str] = "page"
    version: _Version
    passages: _PassageIds
    key: _Sentences


class RestButton(Button):
    """The further places of an evidence sheet; of many only the first are named."""

    prefix: ClassVar[str] = "rest"
    version: _Version
    passages: _PassageIds


class OutlineButton(Button):
    """A place in the outline: the node at ``depth`` above a passage."""

    prefix: ClassVar[str] = "outline"
    version: _Version
    passages: _PassageIds
    depth: _Depth
    page: _Page


class LinkButton(Button):
    """Make a link to a passage."""

    prefix: ClassVar[str] = "link"
    version: _Version
    passages: _PassageIds


Span = Literal["today", "week", "all"]


class ExportButton(Button):
    """Send what was asked in that time, in ``chat`` and its topic ``thread``, or anywhere (0), as a document."""

    prefix: ClassVar[str] = "export"
    span: Span
    whose: Literal["mine", "everyone"]
    chat: Annotated[int, Field(gt=-(10**16), lt=10**16)] = 0
    thread: Annotated[int, Field(ge=0, lt=10**16)] = 0


class SuggestionButton(Button):
    """Ask a suggested question, see `bot.answering.suggestions.Suggestion`."""

    prefix: ClassVar[str] = "suggest"
    script: Literal["", "zh-Hans", "zh-Hant"]
    kept: _Question
    key: Annotated[str, StringConstraints(pattern=rf"^[0-9A-Za-z_-]{{{KEY_CHARACTERS}}}$")]


class WhyButton(Button):
    """Say what the answer in this message rests on, or why it falls short."""

    prefix: ClassVar[str] = "why"
    version: _Version
    passages: _PassageIds


Thumb = Literal["up", "down"]


class RateButton(Button):
    """A thumb up or down."""

    action: Thumb
    version: _Version
    passages: _PassageIds


class ReasonButton(Button):
    """Why the thumb of whoever presses it is down; "ask" shows the reasons to choose from."""

    prefix: ClassVar[str] = "reason"
    reason: Literal["ask"] | Reason


class LanguageButton(Button):
    """The language that a person chooses."""

    prefix: ClassVar[str] = "language"
    language: Language


class AccessButton(Button):
    """A decision on a person (admit, refuse, revoke) or a group (approve, leave)."""

    action: Literal["admit", "refuse", "revoke", "approve", "leave"]
    number: Annotated[int, Field(gt=-(10**16), lt=10**16)]


class ReindexButton(Button):
    """What to do about a plan, see `bot.reindexing.plans`.

    ``number`` is the changed passage at which a list continues, or the one to open.
    """

    prefix: ClassVar[str] = "index"
    action: Literal["plan", "build", "changes", "pair", "cancel"]
    plan: Annotated[str, StringConstraints(pattern=r"^[a-z]+\.[0-9a-f]*\.[0-9a-f]*$")]
    number: Annotated[int, Field(ge=0, le=99_999)] = 0


class StopButton(Button):
    """Stop the build under way."""

    prefix: ClassVar[str] = "stop-build"


class VersionButton(Button):
    """What to do with an index version: show it, ask before publishing it, publish it, or keep the live one."""

    prefix: ClassVar[str] = "version"
    action: Literal["show", "ask", "publish", "keep"]
    version: _Version


class DocumentButton(Button):
    """A document to download, to rename, to let only be quoted ("quote") or to give out ("give")."""

    prefix: ClassVar[str] = "document"
    action: Literal["download", "rename", "quote", "give"]
    sha256: _Checksum


class FileButton(Button):
    """The file of a document for members; ``page`` is the one to open, 0 for none."""

    prefix: ClassVar[str] = "file"
    sha256: _Checksum
    page: _Page


Purpose = Literal["alike", "alone", "case"]  # attach all questions that ask the same, attach one, make a test case


class BestButton(Button):
    """Offer the passages that fit the question of this message best, to attach it to one of them."""

    prefix: ClassVar[str] = "curate|best"


class OfferButton(Button):
    """Offer the passages that fit a question best."""

    prefix: ClassVar[str] = "curate|ask"
    purpose: Purpose
    question: _Question


class BrowseButton(Button):
    """A place in the outline, opened to find the passage for a question."""

    prefix: ClassVar[str] = "curate|walk"
    purpose: Purpose
    question: _Question
    passage: _PassageId
    depth: _Depth
    page: _Page


class TakeButton(Button):
    """The passage that an admin chose for a question."""

    prefix: ClassVar[str] = "curate|take"
    purpose: Purpose
    question: _Question
    passage: _PassageId


class RefusalCaseButton(Button):
    """Make a test case that expects a question to be refused."""

    prefix: ClassVar[str] = "curate|refuse"
    question: _Question


class SetAsideButton(Button):
    """Set a question aside, because nothing answers it or it is on another subject."""

    prefix: ClassVar[str] = "curate|aside"
    remedy: Literal["not-in-report", "not-ours"]
    question: _Question


class DetachButton(Button):
    """Undo an attachment."""

    prefix: ClassVar[str] = "curate|undo"
    question: _Question


class GapsButton(Button):
    """A page of the list of gaps."""

    prefix: ClassVar[str] = "curate|gaps"
    page: _Page


class SuiteButton(Button):
    """A page of the drafted cases that nobody has dealt with."""

    prefix: ClassVar[str] = "suite|page"
    page: _Page


class DraftButton(Button):
    """Confirm, mend or drop a drafted case."""

    prefix: ClassVar[str] = "suite|draft"
    action: Literal["confirm", "mend", "drop"]
    case: Annotated[str, StringConstraints(pattern="^d-[0-9a-f]{8}$")]


class AuditButton(Button):
    """A page of the audit log: of what admins and the program did, or of what others did."""

    prefix: ClassVar[str] = "audit"
    who: Who
    page: _Page


PeopleList = Literal["waiting", "groups", "people"]


class PeopleButton(Button):
    """A page of those who wait for a decision, of the groups, or of the people who were decided on."""

    prefix: ClassVar[str] = "people"
    kind: PeopleList
    page: _Page
