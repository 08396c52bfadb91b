"""What can be wrong with a suite."""

from knowledge.errors import UserError


class SuiteError(UserError):
    """A suite, or a report of a run, cannot be used.

    With the code "suite-mistakes" ``details`` have all ``mistakes`` that were found in the file, as remarks in order of
    line.
    """
