"""The errors of a suite."""

from knowledge.errors import UserError


class SuiteError(UserError):
    """A suite, or a report of a run, cannot be used.

    With the code "suite-mistakes", ``details`` hold all ``mistakes`` found in the file, as remarks in order of line.
    """
