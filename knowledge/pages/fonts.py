"""Find the fonts that a page is drawn in."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from knowledge.script import has_chinese

# Files with Chinese characters, by Debian's packages fonts-noto-cjk, fonts-wqy-zenhei and others: ordinary, bold if
# there is one, and which font of the file is meant. Each writes both kinds of Chinese, and Latin.
_CHINESE = (
    ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc", 2),
    ("NotoSansCJKsc-Regular.otf", "NotoSansCJKsc-Bold.otf", 0),
    ("NotoSansSC-Regular.otf", "NotoSansSC-Bold.otf", 0),
    ("SourceHanSansSC-Regular.otf", "SourceHanSansSC-Bold.otf", 0),
    ("wqy-zenhei.ttc", "", 0),
    ("wqy-microhei.ttc", "", 0),
    ("DroidSansFallbackFull.ttf", "", 0),
)
_LATIN = (
    ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf", 0),
    ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf", 0),
    ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", 0),
)
_LISTING_S = 5  # seconds that fontconfig may take


def find_fonts(text: str) -> tuple[str, ...]:
    """Return the fonts that ``text`` can be drawn in, each as "number:path"; none if there are none.

    The first is the ordinary one, the second the bold one, or the ordinary one again; further ones are for characters
    that these lack.
    """
    there = {path.name: path for folder in _folders() for path in folder.rglob("*.[to]t[fc]")}
    for ordinary, bold, number in (*_CHINESE, *(() if has_chinese(text) else _LATIN)):
        if ordinary in there:
            others = [f"0:{there[name]}" for name, _, _ in _LATIN if name in there]
            return (f"{number}:{there[ordinary]}", f"{number}:{there.get(bold, there[ordinary])}", *others)
    return tuple(_listed("zh-cn" if has_chinese(text) else "en"))[:1] * 2


def path_of(font: str) -> str:
    """Return the file of a font that `find_fonts` found."""
    return font.partition(":")[2]


def _folders() -> Iterator[Path]:
    own = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    yield from (Path(own, "fonts"), Path("/usr/local/share/fonts"), Path("/usr/share/fonts"))


def _listed(language: str) -> Iterator[str]:
    """Yield the fonts for a language that fontconfig knows, if it is there."""
    command = ["fc-list", "--format", "%{index}:%{file}\n", f":lang={language}:scalable=true"]
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=_LISTING_S, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return
    yield from (line for line in sorted(told.splitlines()) if line.partition(":")[0].isdigit())
