"""The kinds of buttons for everyone, a class for each, and what they hold."""

from typing import Annotated, ClassVar, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from bot.answering.suggestions import KEY_CHARACTERS
from bot.languages import Language
from bot.state.ratings import Reason
from bot.telegram.button_fields import Checksum, Depth, PageNumber, PassageIds, QuestionId, Version, split_ids
from bot.telegram.packed import Button

_ALL_TOPICS = -1
MAX_KEY_SENTENCES = 3  # that fit into a button
_Sentence = Annotated[int, Field(ge=0, le=9_999)]
_Sentences = Annotated[tuple[_Sentence, ...], BeforeValidator(split_ids), Field(max_length=MAX_KEY_SENTENCES)]
_Start = Annotated[int, Field(ge=0, le=999_999)]
_Starts = Annotated[tuple[_Start, ...], BeforeValidator(split_ids), Field(max_length=MAX_KEY_SENTENCES)]


class PassageButton(Button):
    """Open the passage that the button names ("view"), the one before it ("prev", "back") or after it ("next", "on").

    "prev" and "next" send the passage below the answer; the others show it in the same message.
    """

    action: Literal["prev", "next", "back", "on", "view"]
    version: Version
    passages: PassageIds


class SectionButton(Button):
    """The section of a passage, or the rest of that section from the passage on."""

    action: Literal["section", "more"]
    version: Version
    passages: PassageIds


class OthersButton(Button):
    """Further passages of an answer."""

    prefix: ClassVar[str] = "others"
    version: Version
    passages: PassageIds


class PageButton(Button):
    """The page that a passage stands on, as a picture with the sentences ``key`` of the passage stronger."""

    prefix: ClassVar[str] = "page"
    version: Version
    passages: PassageIds
    key: _Sentences


class EditionPageButton(Button):
    """The page of a passage of an earlier edition, in a row of an index version, which never changes.

    ``starts`` says where in the passage the sentences begin that are stronger on it.
    """

    prefix: ClassVar[str] = "edition"
    version: Version
    row: Annotated[int, Field(ge=0, lt=10**7)]
    starts: _Starts


class SidesButton(Button):
    """The comparison above as a picture; ``digest`` tells whether the documents still say the same, see `Sides`."""

    prefix: ClassVar[str] = "sides"
    digest: Checksum


class RestButton(Button):
    """The further places of an evidence sheet; of many only the first are named."""

    prefix: ClassVar[str] = "rest"
    version: Version
    passages: PassageIds


class OutlineButton(Button):
    """A place in the outline: the node at ``depth`` above a passage."""

    prefix: ClassVar[str] = "outline"
    version: Version
    passages: PassageIds
    depth: Depth
    page: PageNumber


class LinkButton(Button):
    """Make a link to a passage."""

    prefix: ClassVar[str] = "link"
    version: Version
    passages: PassageIds


Span = Literal["today", "week", "all"]


class ExportButton(Button):
    """Send what was asked in that time as a document: in ``chat`` (0: anywhere), in its topic ``thread``.

    ``thread`` is 0 for what is in no topic, as in a group without topics, and -1 for all of the chat.
    """

    prefix: ClassVar[str] = "export"
    span: Span
    whose: Literal["mine", "everyone"]
    chat: Annotated[int, Field(gt=-(10**16), lt=10**16)] = 0
    thread: Annotated[int, Field(ge=_ALL_TOPICS, lt=10**16)] = _ALL_TOPICS


class SuggestionButton(Button):
    """Ask a suggested question, see `bot.answering.suggestions.Suggestion`."""

    prefix: ClassVar[str] = "suggest"
    script: Literal["", "zh-Hans", "zh-Hant"]
    kept: QuestionId
    key: Annotated[str, StringConstraints(pattern=rf"^[0-9A-Za-z_-]{{{KEY_CHARACTERS}}}$")]


class WhyButton(Button):
    """Say what the answer in this message rests on, or why it falls short."""

    prefix: ClassVar[str] = "why"
    version: Version
    passages: PassageIds


Thumb = Literal["up", "down"]


class RateButton(Button):
    """A thumb up or down."""

    action: Thumb
    version: Version
    passages: PassageIds


class ReasonButton(Button):
    """Why the thumb of whoever presses it is down; "ask" shows the reasons to choose from."""

    prefix: ClassVar[str] = "reason"
    reason: Literal["ask"] | Reason


class WhyDownButton(Button):
    """Why the presser's reaction on the ``answer`` in ``chat`` is a thumb down; "ask" shows the reasons again."""

    prefix: ClassVar[str] = "why-down"
    reason: Literal["ask"] | Reason
    chat: Annotated[int, Field(gt=-(10**16), lt=10**16)]
    answer: Annotated[int, Field(ge=0, lt=10**10)]


class LanguageButton(Button):
    """The language that a person chooses."""

    prefix: ClassVar[str] = "language"
    language: Language


class SourcesButton(Button):
    """A page of the documents that are quoted from."""

    prefix: ClassVar[str] = "sources"
    page: PageNumber


class FileButton(Button):
    """The file of a live document for members; ``page`` is the one to open, 0 for none."""

    prefix: ClassVar[str] = "file"
    sha256: Checksum
    page: PageNumber


class EditionFileButton(Button):
    """The file of an earlier edition, which an index version has, below a page of it; else as `FileButton`."""

    prefix: ClassVar[str] = "edition-file"
    version: Version
    sha256: Checksum
    page: PageNumber
