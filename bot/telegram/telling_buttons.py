"""The kinds of buttons about what the bot tells by itself, a class for each, and what they hold."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from bot.state.mutes import DIGEST_CHARACTERS
from bot.telegram.packed import Button

_Title = Annotated[str, StringConstraints(pattern=rf"^([0-9a-f]{{{DIGEST_CHARACTERS}}})?$")]


class BellButton(Button):
    """Tell the presser when the question that this message does not answer is answered."""

    prefix: ClassVar[str] = "bell"


class CancelButton(Button):
    """Wait no more for an answer."""

    prefix: ClassVar[str] = "bell-cancel"
    bell: Annotated[int, Field(ge=0, lt=10**18)]


class MuteButton(Button):
    """Tell the presser no more of changes to a document, by the digest of its title, or to any; or do again."""

    prefix: ClassVar[str] = "changes"
    action: Literal["mute", "tell"]
    title: _Title


class GroupNewsButton(Button):
    """Tell this group of changes to what was quoted in it, or do so no more."""

    prefix: ClassVar[str] = "group-news"
    action: Literal["on", "off"]
