"""Load pypinyin, which knows the sounds of Chinese characters, when it is needed."""

import os
from typing import Any


def pinyin_library() -> Any:
    """Return pypinyin without its table of 47,000 phrases, which takes 45 MB: only single characters have sounds.

    It is imported here because its tables take a moment to load, and most documents and questions never need them. The
    table of phrases is left out only if nothing else has imported pypinyin before.
    """
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    import pypinyin

    return pypinyin
