"""Draw pages in a process of their own, shut in like the one that reads files; see `knowledge.isolation`.

::

    pictures = draw_isolated(PdfPages("the passage", page=12), Path("report.pdf"))
"""

import json
import struct
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

from knowledge.isolation import run_isolated
from knowledge.pages.fonts import find_fonts, path_of
from knowledge.pages.request import MOST_PICTURES, PdfPages, Wanted
from knowledge.script import has_chinese

FONT_PACKAGE = "fonts-noto-cjk"
_PROGRAM = Path(__file__).with_name("draw.py")
_MEMORY_MB = 1024  # MB of address space
_SECONDS = 20.0  # seconds; most pages take half of one
_MAX_PICTURE_BYTES = 10 * 2**20  # bytes that Telegram takes
_MAX_SIDES = 10_000  # dots: width and height together
_PNG = b"\x89PNG\r\n\x1a\n"


class NoFontError(Exception):
    """No font on this system has the characters of a page; ``chinese`` says whether those are Chinese."""

    def __init__(self, *, chinese: bool) -> None:
        super().__init__("no font for a page")
        self.chinese = chinese


class NotDrawnError(Exception):
    """A page could not be drawn: its file is damaged, or it took too long or too much."""


def draw_isolated(wanted: Wanted, file: Path | None = None) -> tuple[bytes, ...]:
    """Return pictures, PNG, that Telegram takes, at most an album of them; of a PDF ``file`` or of what is given.

    Raises `NoFontError`, `NotDrawnError`.
    """
    readable = [file] if file else []
    if not isinstance(wanted, PdfPages):
        wanted = replace(wanted, fonts=_fonts_for("".join(_strings(asdict(wanted)))))
        readable = [Path(path_of(font)) for font in wanted.fonts]
    told = run_isolated(
        _PROGRAM,
        [str(file.absolute())] if file else [],
        readable=readable,
        given=json.dumps(asdict(wanted)).encode(),
        seconds=_SECONDS,
        memory_mb=_MEMORY_MB,
    )
    pictures = tuple(_pictures(told or b""))
    if not pictures or not all(map(_can_be_sent, pictures)):
        raise NotDrawnError
    return pictures


def _strings(value: object) -> Iterator[str]:
    """Yield all strings in what `dataclasses.asdict` returns."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _strings(list(value.values()))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each)


def _fonts_for(text: str) -> tuple[str, ...]:
    fonts = find_fonts(text)
    if not fonts:
        raise NoFontError(chinese=has_chinese(text))
    return fonts


def _pictures(told: bytes) -> list[bytes]:
    """Return the pictures in an answer, which a program that a file took over may have written; none if it is none."""
    found: list[bytes] = []
    while told and len(found) < MOST_PICTURES:
        size = int.from_bytes(told[:4], "big")
        picture, told = told[4 : 4 + size], told[4 + size :]
        if len(picture) < size:
            return []
        found.append(picture)
    return [] if told else found


def _can_be_sent(picture: bytes) -> bool:
    if not picture.startswith(_PNG) or len(picture) > _MAX_PICTURE_BYTES or len(picture) < 24:
        return False
    width, height = (int(side) for side in struct.unpack(">II", picture[16:24]))
    return 0 < width + height <= _MAX_SIDES and max(width, height) <= 20 * min(width, height)
