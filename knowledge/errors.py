"""Errors that users can fix, with one base class for all packages; each package derives its own kinds.

::

    UserError
    └── DocumentError    a document, or a file of sample questions, cannot be used
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class UserError(Exception):
    """An error that the user of the program can fix.

    ``code`` names the error and ``details`` hold the particulars; a front end words both in its reader's language.
    ``str()`` is for the log.
    """

    def __init__(self, code: str, **details: Any) -> None:
        self.code = code
        self.details = details
        super().__init__(code)

    def __str__(self) -> str:
        told = ", ".join(f"{name}: {value}" for name, value in self.details.items())
        return f"{self.code} ({told})" if told else self.code


ToldError = UserError | OSError
TOLD_ERRORS = (UserError, OSError)  # told to users in words: errors that they can fix, and those of disk or network


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Let an OSError of the block, such as that of a full disk, say that it is about the file at ``path``."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            error.filename = str(path)
        raise


class DocumentError(UserError):
    """A document, or a file of sample questions, cannot be used; ``details`` have its file ``name``."""
