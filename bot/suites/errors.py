"""What can be wrong with a suite.

::

    SuiteError
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.suites.cases import Remark


class SuiteError(Exception):
    """A suite, or a report of a run, cannot be used.

    ``code`` names the reason for a front end to say in its reader's language, ``details`` fill its gaps; ``mistakes``
    are all that was found in the file, in order of line.
    """

    def __init__(self, code: str, name: str, mistakes: "tuple[Remark, ...]" = (), **details: str | int) -> None:
        self.code = code
        self.name = name
        self.mistakes = mistakes
        self.details = details
        lines = [f"line {mistake.line}: {mistake.where} {mistake.code}" for mistake in mistakes]
        super().__init__(": ".join([name, code, *lines]))
