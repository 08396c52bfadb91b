"""What several kinds of buttons hold, and what of it is well-formed."""

from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from bot.answering.outline import ID_CHARACTERS

CHECKSUM_CHARACTERS = 12  # characters of a file's checksum that name a document
_MAX_PASSAGES = 4  # passage ids that fit into a button

_ID = rf"[0-9A-Za-z_-]{{{ID_CHARACTERS}}}"


def split_ids(joined: object) -> object:
    """Return the parts of what `bot.telegram.packed` joined by dots."""
    return (joined.split(".") if joined else []) if isinstance(joined, str) else joined


Version = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_.-]{1,32}$")]
PassageId = Annotated[str, StringConstraints(pattern=f"^{_ID}$")]
PassageIds = Annotated[tuple[PassageId, ...], BeforeValidator(split_ids), Field(max_length=_MAX_PASSAGES)]
QuestionId = Annotated[int, Field(ge=0, lt=10**18)]  # the question's row in the database
Depth = Annotated[int, Field(ge=0, le=99)]
PageNumber = Annotated[int, Field(ge=0, le=9_999)]
Checksum = Annotated[str, StringConstraints(pattern=rf"^[0-9a-f]{{{CHECKSUM_CHARACTERS}}}$")]
