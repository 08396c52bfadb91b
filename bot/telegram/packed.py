"""What a button holds, packed into the 64 bytes that Telegram keeps, and checked on return."""

import re
from typing import Any, ClassVar, Self, get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from telegram import InlineKeyboardButton

MAX_DATA_BYTES = 64  # https://core.telegram.org/bots/api#inlinekeyboardbutton


class Button(BaseModel):
    """A kind of button, told from all others by its ``prefix`` or else by the values of its first field."""

    model_config = ConfigDict(frozen=True)

    prefix: ClassVar[str] = ""

    def pack(self) -> str:
        """Return the data as it is given to Telegram.

        Raises ValueError if that is more than 64 bytes.
        """
        data = "|".join(filter(None, [self.prefix])) + "|" * bool(self.prefix and type(self).model_fields)
        data += "|".join(_packed(getattr(self, name)) for name in type(self).model_fields)
        if len(data.encode()) > MAX_DATA_BYTES:
            raise ValueError(f"a button holds {MAX_DATA_BYTES} bytes, not {data!r}")
        return data

    @classmethod
    def unpack(cls, data: str) -> Self | None:
        """Return the button that ``data`` was packed from, or None if it is not of this kind."""
        values = data.split("|")
        own = cls.prefix.split("|") if cls.prefix else []
        names = list(cls.model_fields)
        if values[: len(own)] != own or len(values) != len(own) + len(names):
            return None
        try:
            button = cls.model_validate(dict(zip(names, values[len(own) :], strict=True)))
            return button if button.pack() == data else None
        except (ValidationError, ValueError):
            return None

    @classmethod
    def pattern(cls) -> str:
        """Return a regular expression for the beginning of this kind's data, for the list of handlers."""
        if cls.prefix:
            return rf"^{re.escape(cls.prefix)}(\||$)"
        first = next(iter(cls.model_fields.values()))
        return rf"^({'|'.join(get_args(first.annotation))})\|"


def _packed(value: Any) -> str:
    return ".".join(map(str, value)) if isinstance(value, tuple) else str(value)


Row = list[InlineKeyboardButton]


def button(label: str, holds: Button) -> InlineKeyboardButton:
    """Return a button that shows ``label`` and sends the data of ``holds``."""
    return InlineKeyboardButton(label, callback_data=holds.pack())
