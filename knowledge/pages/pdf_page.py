"""Draw pages of a PDF, with a passage marked on them and its key sentences stronger."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.pages.matching import between, find_passage, part_of
from knowledge.pages.request import PdfPages

if TYPE_CHECKING:
    from PIL.Image import Image

_WIDTH = 1240  # dots: A4 at 150 to an inch
_MAX_HEIGHT = 2_400  # dots
_MAX_RATIO = 8  # of the longer side to the shorter; Telegram takes up to 20
_PAGES_ON = 6  # pages after the first on which the passage may go on, or begin if it is part of a long point
MOST_PICTURES = 2
_MOST_MARKS = 3  # such as .”)
_MIN_SHARE = 0.04  # of what was found: less on a page is chance
_MARK, _KEY, _BAR = (255, 244, 163), (255, 217, 64), (240, 160, 0)  # colours
_ABOVE_LINE_RATIO = 0.12  # of a line's height: what is marked above and below it
_BAR_DOTS, _BAR_GAP_DOTS = 6, 12

Box = tuple[float, float, float, float]  # left, top, right, bottom in dots


@dataclass(frozen=True, slots=True)
class _Character:
    text: str
    page: int
    place: tuple[float, float, float, float]  # left, bottom, right, top in points of the page


def draw_pages(path: Path, wanted: PdfPages) -> list["Image"]:
    """Return pictures of the pages with the passage, at most two.

    If it is found on none, as on pages that were scanned, it is one of its first page, with a bar beside all of it.
    """
    import pypdfium2

    with pypdfium2.PdfDocument(path) as document:
        numbers = range(min(wanted.page, len(document)) - 1, min(wanted.page + _PAGES_ON, len(document)))
        characters = [*_characters(document, numbers)]
        found = find_passage(wanted.text, [each.text for each in characters])
        marked = _with_marks(characters, between(sorted(found.values())))
        parts = [between(part_of(found, wanted.text, part)) for part in wanted.key]
        key = [number for part in parts for number in _with_marks(characters, part)]
        pages = _pages_with(characters, marked, key) or [numbers[0]]
        return [_drawn(document[page], page, characters, marked, key) for page in pages]


def _characters(document: Any, numbers: Iterable[int]) -> Iterator[_Character]:
    """Yield the characters of those pages that are to be seen."""
    for number in numbers:
        text = document[number].get_textpage()
        count = text.count_chars()
        written = text.get_text_range(0, count) if count else ""
        exact = len(written) == count
        for index in range(count):
            character = written[index] if exact else text.get_text_range(index, 1)[:1]
            if character.strip():
                yield _Character(character, number, text.get_charbox(index))


def _with_marks(characters: Sequence[_Character], found: list[int]) -> list[int]:
    """Return ``found`` with the punctuation behind it, which is not looked for."""
    behind = found[-1] + 1 if found else 0
    marks = takewhile(lambda number: not characters[number].text.isalnum(), range(behind, len(characters)))
    return [*found, *islice(marks, _MOST_MARKS)] if found else []


def _pages_with(characters: Sequence[_Character], marked: Sequence[int], key: Sequence[int]) -> list[int]:
    """Return the pages to be drawn: those with the passage; of more than two the first ones with the key sentences."""
    counts: dict[int, int] = {}
    for number in marked:
        counts[characters[number].page] = counts.get(characters[number].page, 0) + 1
    pages = sorted(page for page, count in counts.items() if count >= _MIN_SHARE * len(marked))
    with_key = {characters[number].page for number in key}
    first = [page for page in pages if page in with_key] + [page for page in pages if page not in with_key]
    return sorted(islice(first if len(pages) > MOST_PICTURES else pages, MOST_PICTURES))


def _drawn(page: Any, number: int, characters: Sequence[_Character], marked: list[int], key: list[int]) -> "Image":
    from PIL import Image, ImageChops, ImageDraw

    width, height = page.get_size()
    scale = min(_WIDTH / width, _MAX_HEIGHT / height)
    bitmap = page.render(scale=scale)
    picture = bitmap.to_pil().convert("RGB")
    place = bitmap.get_posconv(page)
    mark = Image.new("RGB", picture.size, "white")
    pen = ImageDraw.Draw(mark)
    lines = [*_lines(_boxes(characters, marked, number, place))]
    for box in lines:
        pen.rectangle(box, fill=_MARK)
    for box in _lines(_boxes(characters, key, number, place)):
        pen.rectangle(box, fill=_KEY)
    picture = ImageChops.multiply(picture, mark)
    if marked:
        _draw_bar(ImageDraw.Draw(picture), lines)
    else:
        ImageDraw.Draw(picture).rectangle((0, 0, _BAR_DOTS, picture.height), fill=_BAR)
    return _on_sheet(picture)


def _boxes(characters: Sequence[_Character], numbers: Iterable[int], page: int, place: Any) -> Iterator[Box]:
    for number in numbers:
        each = characters[number]
        if each.page == page:
            left, bottom, right, top = each.place
            corners = place.to_bitmap(left, top), place.to_bitmap(right, bottom)
            (x1, y1), (x2, y2) = corners
            yield min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _lines(boxes: Iterable[Box]) -> Iterator[Box]:
    """Yield a box for each line, or each part of it: of characters that stand beside each other."""
    line: list[Box] = []
    for box in boxes:
        if line and not _goes_on(line, box):
            yield _around(line)
            line = []
        line.append(box)
    if line:
        yield _around(line)


def _goes_on(line: Sequence[Box], box: Box) -> bool:
    """Say whether a character stands in the line, not far behind its last one."""
    _, top, right, bottom = line[-1]
    high = max(each[3] - each[1] for each in line[-8:])
    same = min(bottom, box[3]) - max(top, box[1]) > 0 or abs((top + bottom) - (box[1] + box[3])) / 2 < high
    return same and -high <= box[0] - right <= 3 * high


def _around(line: Sequence[Box]) -> Box:
    top, bottom = min(box[1] for box in line), max(box[3] for box in line)
    more = _ABOVE_LINE_RATIO * (bottom - top) + 2
    return min(box[0] for box in line) - 2, top - more, max(box[2] for box in line) + 2, bottom + more


def _draw_bar(pen: Any, lines: Sequence[Box]) -> None:
    """Draw a bar beside the passage, so that it is found on a page of any colour; one for each column."""
    columns: list[Box] = []
    above: Box | None = None
    for line in lines:
        high, box = line[3] - line[1], line
        if above and (_beside(above, line) or -high / 2 <= line[1] - above[3] <= 1.5 * high):  # also half a line below
            last = columns.pop()
            box = min(last[0], line[0]), min(last[1], line[1]), max(last[2], line[2]), max(last[3], line[3])
        columns.append(box)
        above = line
    for left, top, _, bottom in columns:
        right = max(left - _BAR_GAP_DOTS, _BAR_DOTS)
        pen.rectangle((right - _BAR_DOTS, top, right, bottom), fill=_BAR)


def _beside(box: Box, other: Box) -> bool:
    """Say whether two boxes stand side by side, as the cells of a row do."""
    return min(box[3], other[3]) - max(box[1], other[1]) > min(box[3] - box[1], other[3] - other[1]) / 2


def _on_sheet(picture: "Image") -> "Image":
    """Return a picture that is not too long and thin to be sent: with white beside it."""
    from PIL import Image

    width, height = picture.size
    sheet = max(width, height // _MAX_RATIO), max(height, width // _MAX_RATIO)
    if sheet == picture.size:
        return picture
    whole = Image.new("RGB", sheet, "white")
    whole.paste(picture, ((sheet[0] - width) // 2, (sheet[1] - height) // 2))
    return whole
