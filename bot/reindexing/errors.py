"""What can be wrong with a request to change the documents.

::

    UserError
    └── CollectionError  the documents cannot be changed like that
    BuildStoppedError    somebody wants it no more
"""

from knowledge.errors import UserError


class CollectionError(UserError):
    """The documents cannot be changed like that."""


class BuildStoppedError(Exception):
    """A build was stopped by whoever began it; the live version is as it was."""
