"""The assistant and what serves it.

::

    from bot import open_assistant

    assistant = open_assistant()
    print(assistant.ask("主播怎么激励？").quotes[0].text)
"""

import os
from typing import Any

# pydantic would look for plugins in the metadata of every package that is installed: a tenth of a start, for none.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")

__all__ = ["open_assistant"]


def __getattr__(name: str) -> Any:
    """The package's face, loaded when it is asked for: who only needs one module waits for no other."""
    if name != "open_assistant":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from bot.wiring import open_assistant

    return open_assistant
