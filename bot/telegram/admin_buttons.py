"""The kinds of buttons for admins, a class for each, and what they hold."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from bot.state.audit import Who
from bot.telegram.button_fields import Checksum, Depth, PageNumber, PassageId, QuestionId, Version
from bot.telegram.packed import Button


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
    version: Version


class DocumentButton(Button):
    """A document to download, to rename, to let only be quoted ("quote") or to give out ("give")."""

    prefix: ClassVar[str] = "document"
    action: Literal["download", "rename", "quote", "give"]
    sha256: Checksum


class DocumentsButton(Button):
    """A page of the documents, with what to do about each."""

    prefix: ClassVar[str] = "documents"
    page: PageNumber


Purpose = Literal["alike", "alone", "case"]  # attach all questions that ask the same, attach one, make a test case


class BestButton(Button):
    """Offer the passages that fit the question of this message best, to attach it to one of them."""

    prefix: ClassVar[str] = "curate|best"


class OfferButton(Button):
    """Offer the passages that fit a question best."""

    prefix: ClassVar[str] = "curate|ask"
    purpose: Purpose
    question: QuestionId


class BrowseButton(Button):
    """A place in the outline, opened to find the passage for a question."""

    prefix: ClassVar[str] = "curate|walk"
    purpose: Purpose
    question: QuestionId
    passage: PassageId
    depth: Depth
    page: PageNumber


class TakeButton(Button):
    """The passage that an admin chose for a question."""

    prefix: ClassVar[str] = "curate|take"
    purpose: Purpose
    question: QuestionId
    passage: PassageId


class RefusalCaseButton(Button):
    """Make a test case that expects a question to be refused."""

    prefix: ClassVar[str] = "curate|refuse"
    question: QuestionId


class SetAsideButton(Button):
    """Set a question aside, because nothing answers it or it is on another subject."""

    prefix: ClassVar[str] = "curate|aside"
    remedy: Literal["not-in-report", "not-ours"]
    question: QuestionId


class DetachButton(Button):
    """Undo an attachment."""

    prefix: ClassVar[str] = "curate|undo"
    question: QuestionId


class GapsButton(Button):
    """A page of the list of gaps."""

    prefix: ClassVar[str] = "curate|gaps"
    page: PageNumber


class SuiteButton(Button):
    """A page of the drafted cases that nobody has dealt with."""

    prefix: ClassVar[str] = "suite|page"
    page: PageNumber


class DraftButton(Button):
    """Confirm, mend or drop a drafted case."""

    prefix: ClassVar[str] = "suite|draft"
    action: Literal["confirm", "mend", "drop"]
    case: Annotated[str, StringConstraints(pattern="^d-[0-9a-f]{8}$")]


class AuditButton(Button):
    """A page of the audit log: of what admins and the program did, or of what others did."""

    prefix: ClassVar[str] = "audit"
    who: Who
    page: PageNumber


PeopleList = Literal["waiting", "groups", "people"]


class PeopleButton(Button):
    """A page of those who wait for a decision, of the groups, or of the people who were decided on."""

    prefix: ClassVar[str] = "people"
    kind: PeopleList
    page: PageNumber
