"""The command lines."""

import bot  # noqa: F401  # first of all: it sets how the libraries are started
