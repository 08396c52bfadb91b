"""The command lines."""

import bot  # noqa: F401  # imported first, because it sets how the libraries are started
