"""What people can mend, in one shape for all packages; each package derives its own kinds.

::

    UserError
    └── DocumentError    a document, or a file of sample questions, cannot be used
"""

from typing import Any


class UserError(Exception):
    """Something is wrong that whoever uses the program can mend.

    ``code`` names what, and ``details`` fill in the particulars: a front end says it in its reader's language.
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
TOLD_ERRORS = (UserError, OSError)  # what people are told in words: they can mend it, or the system's disk or network


class DocumentError(UserError):
    """A document, or a file of sample questions, cannot be used; ``details`` have its file ``name``."""
