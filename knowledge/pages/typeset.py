"""Break text into lines and draw them; each character may stand out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from knowledge.pages.request import Colour, Style
from knowledge.readers.text import is_chinese

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

_NOT_FIRST = frozenset("，。、；：？！）》」』】”’…,.;:?!)]}％%")
_NOT_LAST = frozenset("（《「『【“‘([{")
_NO_GLYPH = "\t\r\n"
_NOT_A_CHARACTER = "\U0010ffff"
_SIZE_TO_COMPARE = 20
_BOLDER_DOTS = 0.5

Letter = tuple[str, Style]
Line = list[Letter]


@dataclass(frozen=True, slots=True)
class Fonts:
    """The fonts of a page: ``files`` as `knowledge.pages.fonts` finds them."""

    files: tuple[str, ...]
    _widths: dict[tuple[str, int, bool], float] = field(default_factory=dict)

    def width(self, character: str, size: int, *, bold: bool = False) -> float:
        """Return the width of a character in dots."""
        key = (character, size, bold)
        if key not in self._widths:
            self._widths[key] = _font(self._file(character, bold=bold), size).getlength(character)
        return self._widths[key]

    def draw(self, pen: "ImageDraw", at: tuple[float, float], text: str, size: int, fill: Colour, bold: bool) -> None:
        """Write ``text``; where there is no bold font a bold one is the ordinary one, a little thicker."""
        left, lower = at
        for file, characters in groupby(text, lambda character: self._file(character, bold=bold)):
            part = "".join(characters)
            thicker = _BOLDER_DOTS if bold and (file != self.files[1] or self.files[0] == file) else 0
            options: dict[str, Any] = {"stroke_width": thicker, "stroke_fill": fill} if thicker else {}
            pen.text((left, lower), part, font=_font(file, size), fill=fill, anchor="ls", **options)
            left += sum(self.width(each, size, bold=bold) for each in part)

    def _file(self, character: str, *, bold: bool) -> str:
        """Return the font that a character is drawn in: one of the others if the first lacks it."""
        first = self.files[1 if bold else 0]
        return next((file for file in (first, *self.files[2:]) if _has(file, character)), first)


@cache
def _has(file: str, character: str) -> bool:
    """Say whether a font has a character: what it lacks is drawn as another one that no font has."""
    font = _font(file, _SIZE_TO_COMPARE)
    mask, lacking = font.getmask(character), font.getmask(_NOT_A_CHARACTER)
    return not character.strip() or (mask.size, bytes(mask)) != (lacking.size, bytes(lacking))


@cache
def _font(file: str, size: int) -> "FreeTypeFont":
    from PIL import ImageFont

    number, _, path = file.partition(":")
    return ImageFont.truetype(path, size, index=int(number), layout_engine=ImageFont.Layout.BASIC)


def lines_of(
    runs: Iterable[tuple[str, Style]], fonts: Fonts, size: int, width: float, bold: bool = False
) -> list[Line]:
    """Break ``runs`` of text into lines no wider than ``width``: between words, and between Chinese characters."""
    lines: list[Line] = []
    line: Line = []
    room = width
    for word in _words(_letters(runs)):
        if word == [("\n", "plain")]:
            lines.append(line)
            line, room = [], width
            continue
        wide = sum(fonts.width(character, size, bold=bold or style == "key") for character, style in word)
        if wide > room and line:
            lines.append(line)
            line, room = [], width
        if not line:
            word = _without_blank(word)
        for letter in word:
            wide = fonts.width(letter[0], size, bold=bold or letter[1] == "key")
            if wide > room and line:
                lines.append(line)
                line, room = [], width
            line.append(letter)
            room -= wide
    return [*lines, line] if line else lines


def _letters(runs: Iterable[tuple[str, Style]]) -> Iterator[Letter]:
    for text, style in runs:
        for character in text:
            yield ("\n", "plain") if character == "\n" else (" " if character in _NO_GLYPH else character, style)


def _words(letters: Iterable[Letter]) -> Iterator[Line]:
    """Yield what must stay together: a word, a Chinese character with its punctuation, a line break."""
    word: Line = []
    for letter in letters:
        if word and _may_break(word[-1][0], letter[0]):
            yield word
            word = []
        word.append(letter)
    if word:
        yield word


def _may_break(before: str, after: str) -> bool:
    if "\n" in (before, after):
        return True
    if after in _NOT_FIRST or before in _NOT_LAST:
        return False
    return after == " " or is_chinese(before) or is_chinese(after)


def _without_blank(word: Line) -> Line:
    return word[1:] if word and word[0][0] == " " else word


def stretches(line: Line) -> Iterator[tuple[str, Style]]:
    """Yield the pieces of a line that have one style."""
    text, style = "", "plain"
    for character, its in line:
        if text and its != style:
            yield text, style  # type: ignore[misc]
            text = ""
        text, style = text + character, its
    if text:
        yield text, style  # type: ignore[misc]
