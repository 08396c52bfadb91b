"""Find the pictures on a PDF's pages that are not read: what is seen in them is not in the text."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from knowledge.readers.pdf.lines import Line

if TYPE_CHECKING:
    from pdfplumber.page import Page

_MIN_SHARE = 0.03  # of the page; smaller ones are signs and logos
_MAX_CHARACTERS_ON_IT = 20  # with more, the picture is what text stands on, or a scan whose text is there as well
_MAX_PAGE_SHARE = 0.5  # of the pages; a picture at one place of more of them is the paper's
_MIN_PAGES = 3  # with fewer, nothing is told by how many have the same
_MAX_IMAGES = 1_000  # on a page; one with more is drawn of pieces
_MAX_LARGE = 50  # on a page; more lie upon each other
_PICTURE_SHARE = 0.6  # of a page that a picture covers: with little text beside it, the page is that picture
_MAX_STAMP_CHARACTERS = 60  # of text on such a page: a number or a note that was stamped on a scan

Box = tuple[float, float, float, float]  # points from the top left corner: left, top, right, bottom
Images = Sequence[tuple[Box, float]]  # the places of pictures on a page, and their shares of it


def images_on(page: "Page") -> Images:
    """Return the places of a page's pictures on which next to no text stands, with their shares of the page."""
    size = float(page.width) * float(page.height)
    boxes = [_seen(page, image) for image in page.images] if len(page.images) <= _MAX_IMAGES else []
    large = [(box, share) for box in boxes if (share := _area(box) / size) >= _MIN_SHARE]
    return [(box, share) for box, share in large[:_MAX_LARGE] if _characters_on(page, box) <= _MAX_CHARACTERS_ON_IT]


def count_unread(pages: Sequence[Images], read: Collection[int]) -> int:
    """Return how many pictures there are on ``pages`` but for those whose numbers are ``read``.

    One that most pages have at the same place is the paper's and not counted.
    """
    places = Counter(place for images in pages for place in {_place(box) for box, _ in images})
    most = _MAX_PAGE_SHARE * len(pages) if len(pages) >= _MIN_PAGES else len(pages)
    unread = (images for number, images in enumerate(pages, 1) if number not in read)
    return sum(places[_place(box)] <= most for images in unread for box, _ in images)


def is_picture(images: Images, lines: Sequence[Line]) -> bool:
    """Say whether a page with these pictures and lines is one picture, as a scan with a number stamped on it is."""
    covered = max((share for _, share in images), default=0.0)
    return covered >= _PICTURE_SHARE and sum(len(line.text) for line in lines) <= _MAX_STAMP_CHARACTERS


def _seen(page: "Page", image: dict[str, Any]) -> Box:
    left, top = max(0.0, float(image["x0"])), max(0.0, float(image["top"]))
    right, bottom = min(float(page.width), float(image["x1"])), min(float(page.height), float(image["bottom"]))
    return left, top, max(left, right), max(top, bottom)


def _area(box: Box) -> float:
    left, top, right, bottom = box
    return (right - left) * (bottom - top)


def _place(box: Box) -> tuple[int, ...]:
    return tuple(round(edge) for edge in box)


def _characters_on(page: "Page", box: Box) -> int:
    left, top, right, bottom = box
    return sum(
        left < (each["x0"] + each["x1"]) / 2 < right and top < (each["top"] + each["bottom"]) / 2 < bottom
        for each in page.chars
        if each["text"].strip()
    )
