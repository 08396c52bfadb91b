"""The assistant and what serves it."""

import os

# pydantic would look for plugins in the metadata of every package that is installed: a tenth of a start, for none.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")
