"""Find the words on a PDF's page that nobody sees: without ink, white on white, behind a bar, or tiny.

What a file states of a character only makes it suspect. A page that has such characters is drawn, and those are hidden
in whose place nothing but the ground is to be seen.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from knowledge.readers.pdf.device import Cover, Drawing
from knowledge.readers.pdf.places import Places

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from PIL.Image import Image
    from pypdfium2 import PdfDocument

_TINY_POINTS = 2.0  # points, both ways: what is smaller is not written to be read
_WHITE, _BLACK = 0.97, 0.2  # of full light: from here on, and up to here
_WHITE_LEVEL, _BLACK_LEVEL = 242, 64  # of 255: the same as drawn; black ink is drawn as a dark grey
_MAX_SPREAD = 6  # of 255 levels: what differs by more is to be seen
_MIN_COVER_POINTS = 4.0  # points, both ways: thinner are lines
_MAX_COVERS = 500  # on a page; one with more is a drawing
_SCALE, _MAX_SIDE = 2.0, 2_000  # dots a point; dots, of a larger page
_UPPER, _LOWER = 0.35, 0.78  # of a character's height from above: between these each letter and figure has ink
_PLAIN = ("DeviceGray", "DeviceRGB", "DeviceCMYK", "CalGray", "CalRGB", "ICCBased")  # colours that are told by numbers


class _Suspect(NamedTuple):
    """A character that may be hidden, and whether its ground is white or black then, if that is known."""

    character: dict[str, Any]
    is_white: bool | None


@contextmanager
def drawable(data: bytes) -> "Iterator[PdfDocument | None]":
    """Open a document whose pages can be drawn; it is None if it is so damaged that only pdfminer reads it."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        yield None
        return
    with document:
        yield document


def leave_out(page: "Page", hidden: Sequence[dict[str, Any]]) -> None:
    """Have ``page`` be as if it had no ``hidden`` characters."""
    unread = {id(each) for each in hidden}
    page.chars[:] = [each for each in page.chars if id(each) not in unread]


def hidden_on(page: "Page", drawing: Drawing, document: "PdfDocument | None") -> list[dict[str, Any]]:
    """Return the characters of a page that nobody sees; ``drawing`` says what was drawn over them.

    If ``document``, which draws the page, is None, and on a page that is turned, only tiny ones are found.
    """
    written = [each for each in page.chars if each["text"].strip()]
    tiny = [each for each in written if _is_tiny(each)]
    suspects = [] if page.rotation or document is None else [*_suspects(page, drawing)]
    return tiny + (_unseen(page, suspects, document) if suspects and document else [])


def _suspects(page: "Page", drawing: Drawing) -> Iterator[_Suspect]:
    covers = [(cover, _box(page, cover)) for cover in drawing.covers if _is_cover(cover)]
    bare = {number for number, each in enumerate(page.chars) if not _is_inked(each)}
    if not (covers or bare):  # as on most pages
        return
    places = Places(page.chars)
    behind = _behind(covers, drawing, places)
    bare -= behind.keys()
    bare -= _on_pictures(page, places) if bare else set()
    for number, each in enumerate(page.chars):
        if not each["text"].strip() or _is_tiny(each):
            continue
        if number in behind:
            yield _Suspect(each, behind[number])
        elif number in bare:
            yield _Suspect(each, True if each["fill"] else None)


def _is_tiny(each: dict[str, Any]) -> bool:
    return bool(max(each["size"], each["x1"] - each["x0"]) < _TINY_POINTS)


def _on_pictures(page: "Page", places: Places) -> set[int]:
    """Return the numbers of the characters that stand on a picture; all, where there are too many to tell."""
    if places.are_too_many(page.images):
        return {*range(len(page.chars))}
    return {number for picture in page.images for number in places.within(picture)}


def _is_inked(each: dict[str, Any]) -> bool:
    """Say whether a character is drawn in something else than white; on a picture it may be so all the same.

    There it is the text of a scan, or a title on a photograph.
    """
    is_white = each["ncs"] in _PLAIN and _light(each["non_stroking_color"]) >= _WHITE
    return bool(each["stroke"] or (each["fill"] and not is_white))


def _behind(covers: Sequence[tuple[Cover, dict[str, float]]], drawing: Drawing, places: Places) -> dict[int, bool]:
    """Return the numbers of the characters over which ``covers``, each with its box, were drawn; True: white ones.

    Where no font for a character is at hand, the ground would be drawn in its place, whether it is hidden or not.
    """
    if len(covers) > _MAX_COVERS or places.are_too_many(box for _, box in covers):
        return {}
    behind: dict[int, bool] = {}
    for cover, box in covers:
        before = (number for number in places.within(box) if number < cover.after)
        behind.update(dict.fromkeys(before, _light(cover.color) >= _WHITE))
    return {number: is_white for number, is_white in behind.items() if number not in drawing.undrawn}


def _is_cover(cover: Cover) -> bool:
    is_wide = min(cover.right - cover.left, cover.high - cover.low) >= _MIN_COVER_POINTS
    return is_wide and not _BLACK < _light(cover.color) < _WHITE


def _box(page: "Page", cover: Cover) -> dict[str, float]:
    """Return where a cover is as pdfplumber says it of characters, in points from the page's top."""
    left_of, above = page.mediabox[:2]
    top, bottom = (float(page.height) - edge + above for edge in (cover.high, cover.low))
    return {"x0": cover.left + left_of, "x1": cover.right + left_of, "top": top, "bottom": bottom}


def _light(color: Any) -> float:
    """Return how light a colour of grey, RGB or CMYK is, from 0 to 1; of any other, and if it has a hue, 0.5."""
    parts = color if isinstance(color, tuple | list) else (color,)
    if not all(isinstance(part, int | float) for part in parts):
        return 0.5
    if len(parts) == 4:
        *inks, black = parts
        parts = [(1 - ink) * (1 - black) for ink in inks]
    is_plain = min(parts) >= _WHITE or max(parts) <= _BLACK
    return float(min(parts)) if is_plain else 0.5


def _unseen(page: "Page", suspects: Sequence[_Suspect], document: "PdfDocument") -> list[dict[str, Any]]:
    """Return those of the ``suspects`` in whose place only the ground is; marks are as the letters beside them."""
    import pypdfium2

    try:
        drawn = document[page.page_number - 1]
        scale = min(_SCALE, _MAX_SIDE / max(drawn.get_size()))
        picture = drawn.render(scale=scale).to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, IndexError):  # damaged: pdfminer is content with less
        return []
    told = [_is_ground(picture, page, each, scale) if each.character["text"].isalnum() else None for each in suspects]
    if _name_what_is_drawn(suspects, told):
        told = [is_hidden and each.is_white is not None for each, is_hidden in zip(suspects, told, strict=True)]
    before, after = [*_carried(told)], [*_carried(reversed(told))][::-1]
    around = (one or other for one, other in zip(before, after, strict=True))
    known = (beside if sure is None else sure for sure, beside in zip(told, around, strict=True))
    return [each.character for each, is_hidden in zip(suspects, known, strict=True) if is_hidden]


def _name_what_is_drawn(suspects: Sequence[_Suspect], told: Sequence[bool | None]) -> bool:
    """Say whether most characters without ink stand on some, as where a plan's letters are drawn as lines."""
    bare = [is_hidden for each, is_hidden in zip(suspects, told, strict=True) if each.is_white is None]
    return bare.count(False) > bare.count(True)


def _carried(told: Iterable[bool | None]) -> Iterator[bool]:
    """Yield what was told last."""
    last = False
    for each in told:
        last = last if each is None else each
        yield last


def _is_ground(picture: "Image", page: "Page", suspect: _Suspect, scale: float) -> bool:
    """Say whether nothing but ground of the colour that is known is where a character stands."""
    each, (left, top, *_) = suspect.character, page.cropbox
    height = each["bottom"] - each["top"]
    upper, lower = (round((each["top"] + ratio * height - top) * scale) for ratio in (_UPPER, _LOWER))
    begin, end = (round((each[edge] - left) * scale) for edge in ("x0", "x1"))
    if not (0 <= begin < end <= picture.width and 0 <= upper < lower <= picture.height):
        return False
    levels = [*picture.crop((begin, upper, end, lower)).getextrema()]
    if max(high - low for low, high in levels) > _MAX_SPREAD:
        return False
    if suspect.is_white is None:
        return True
    return all(low >= _WHITE_LEVEL if suspect.is_white else high <= _BLACK_LEVEL for low, high in levels)
