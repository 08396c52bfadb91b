"""The errors of requests.

::

    UserError
    └── ApiError      a request cannot be served; `bot.api.problems` has the HTTP status of each code
        └── ServeError    the server cannot be started
"""

from knowledge.errors import UserError


class ApiError(UserError):
    """A request cannot be served."""


class ServeError(UserError):
    """The server cannot be started."""
