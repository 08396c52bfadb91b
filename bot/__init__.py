"""The assistant, and the programs that serve it.

::

    from bot import open_assistant

    assistant = open_assistant()
    print(assistant.ask("主播怎么激励？").quotes[0].text)
"""

import os
from typing import Any

# Without this, pydantic searches the metadata of all installed packages for plugins. There are none, and the search
# takes a tenth of the start-up time.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")

__all__ = ["open_assistant"]


def __getattr__(name: str) -> Any:
    """Load `open_assistant` at its first use, so that an import of one module of the package loads no other."""
    if name != "open_assistant":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from bot.wiring import open_assistant

    return open_assistant
