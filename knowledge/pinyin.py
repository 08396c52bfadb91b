"""The sounds of Chinese characters: pypinyin, loaded where it is needed."""

import os
from typing import Any


def pinyin_library() -> Any:
    """pypinyin without its table of 47,000 phrases, which takes 45 MB: only single characters have sounds.

    Its tables take a moment, and most documents and questions never need them. The table is left out only if nothing
    else has imported pypinyin before.
    """
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    import pypinyin

    return pypinyin
