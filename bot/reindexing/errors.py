"""The errors of a request to change the documents.

::

    UserError
    └── CollectionError  the documents cannot be changed in this way
    BuildStoppedError    somebody stopped the build
"""

from knowledge.errors import UserError


class CollectionError(UserError):
    """The documents cannot be changed in this way."""


class BuildStoppedError(Exception):
    """Somebody stopped the build; the live version is the same as before."""
