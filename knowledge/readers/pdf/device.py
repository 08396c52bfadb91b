"""Read what a PDF's page draws: also which characters it outlines or does not fill, and what is on layers that are off.

pdfminer would leave out the one and read the other.
"""

from dataclasses import dataclass
from typing import Any, cast

from pdfminer.fontmetrics import FONT_METRICS
from pdfminer.layout import LTRect
from pdfminer.pdffont import PDFFont, PDFType3Font
from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import PDFStream, dict_value, list_value, num_value, resolve1
from pdfminer.psparser import literal_name
from pdfminer.utils import MATRIX_IDENTITY, Matrix, mult_matrix
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent
from pdfplumber.utils.exceptions import PdfminerException

from knowledge.readers.pdf.layers import Layers
from knowledge.readers.pdf.painting import Box, Painting, box_around, box_of

_OUTLINED = (1, 2, 5, 6)  # text rendering modes: Word prints bold so where a font has no bold
_CLIPPING = (4, 5, 6, 7)  # text rendering modes: what follows is seen within the letters
_FONT_FILES = ("FontFile", "FontFile2", "FontFile3")
_FILLED = (0, 2, 4, 6)  # text rendering modes; 3 and 7 have no ink


@dataclass(frozen=True, slots=True)
class Cover:
    """What is seen of a filled rectangle drawn after so many characters (points from the page's lower left corner)."""

    after: int
    color: Any
    left: float
    low: float
    right: float
    high: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """What pdfplumber does not tell: how many characters are on layers that are off, and what may cover which."""

    unseen: int
    covers: tuple[Cover, ...]
    undrawn: frozenset[int]  # the numbers of the characters in fonts that only some machines have


class _Device(PDFPageAggregatorWithMarkedContent):
    """Takes in what a page draws; ``unseen`` counts the characters on layers that are off.

    ``parts`` are those of the page that are open: whether each is on such a layer. ``painting`` is how it is painted
    now, ``paintings`` how it was where it will be restored.
    """

    is_outlined = is_filled = False
    unseen = seen = 0

    def __init__(self, page: Page, layers: Layers) -> None:
        super().__init__(page.pdf.rsrcmgr, pageno=page.page_number, laparams=page.pdf.laparams)
        self.layers = layers
        self.parts: list[bool] = []
        self.painting = Painting()
        self.paintings: list[Painting] = []
        self.covers: list[Cover] = []
        self.undrawn: set[int] = set()

    def render_string(self, textstate: Any, *args: Any) -> None:
        self.is_outlined = textstate.render in _OUTLINED
        self.is_filled = textstate.render in _FILLED
        if textstate.render in _CLIPPING:
            self.painting = self.painting.cut(None)
        super().render_string(textstate, *args)

    def render_char(self, matrix: Any, font: Any, *args: Any, **kwargs: Any) -> float:
        advance: float = super().render_char(matrix, font, *args, **kwargs)
        drawn: Any = self.cur_item._objs[-1]
        drawn.stroke, drawn.fill = self.is_outlined, self.is_filled  # pdfplumber takes them over
        if any(self.parts):
            self.cur_item._objs.pop()
            self.unseen += bool(drawn.get_text().strip())
        else:
            if not _is_everywhere(font):
                self.undrawn.add(self.seen)
            self.seen += 1
        return advance

    def paint_path(self, *args: Any, **kwargs: Any) -> None:
        if any(self.parts):
            return
        known = len(self.cur_item._objs)
        super().paint_path(*args, **kwargs)
        for each in self.cur_item._objs[known:] if self.seen else ():
            if isinstance(each, LTRect) and each.fill and (box := self.painting.hidden_by(each.bbox)):
                self.covers.append(Cover(self.seen, each.non_stroking_color, *box))

    def render_image(self, *args: Any, **kwargs: Any) -> None:
        if not any(self.parts):
            super().render_image(*args, **kwargs)


def _is_everywhere(font: PDFFont) -> bool:
    """Say whether a font is drawn on each machine: it is in the file, or one that all programs have."""
    is_within = isinstance(font, PDFType3Font) or any(key in font.descriptor for key in _FONT_FILES)
    return is_within or font.fontname in FONT_METRICS


class _Interpreter(PDFPageInterpreter):
    """Goes through a page as the library does, and tells the device how its parts are painted, and on which layer."""

    device: _Device

    def do_BMC(self, tag: Any) -> None:
        """Begin a part of the page."""
        self.device.parts.append(False)
        super().do_BMC(tag)

    def do_BDC(self, tag: Any, props: Any) -> None:
        """Begin a part of the page with properties; those of ``OC`` say which layer it is on."""
        named = dict_value(self.resources.get("Properties", {})) if literal_name(tag) == "OC" else {}
        self.device.parts.append(self.device.layers.hide(named.get(literal_name(props))))
        super().do_BDC(tag, props)

    def do_EMC(self) -> None:
        """End a part of the page."""
        del self.device.parts[-1:]
        super().do_EMC()

    def do_q(self) -> None:
        """Keep how the page is painted."""
        self.device.paintings.append(self.device.painting)
        super().do_q()

    def do_Q(self) -> None:
        """Paint as before."""
        if self.device.paintings:
            self.device.painting = self.device.paintings.pop()
        super().do_Q()

    def do_gs(self, name: Any) -> None:
        """Paint with the parameters of this name."""
        stated = resolve1(dict_value(self.resources.get("ExtGState", {})).get(literal_name(name)))
        if isinstance(stated, dict):
            self.device.painting = self.device.painting.mixed(stated)
        super().do_gs(name)

    def do_W(self) -> None:
        """Paint only within the path."""
        self.device.painting = self.device.painting.cut(box_of(self.curpath, self.ctm))
        super().do_W()

    def do_W_a(self) -> None:
        """Paint only within the path, by another rule."""
        self.device.painting = self.device.painting.cut(box_of(self.curpath, self.ctm))
        super().do_W_a()

    def do_Do(self, xobjid_arg: Any) -> None:
        """Draw a form or a picture, which may be on a layer as a whole."""
        drawn = resolve1(self.xobjmap.get(literal_name(xobjid_arg)))
        device, parts = self.device, [*self.device.parts]
        painting, paintings = device.painting, device.paintings
        device.parts.append(isinstance(drawn, PDFStream) and device.layers.hide(drawn.get("OC")))
        device.painting, device.paintings = painting.within_form(self._form_box(drawn)), []
        super().do_Do(xobjid_arg)
        device.parts = parts  # also where the form leaves a part open
        device.painting, device.paintings = painting, paintings

    def _form_box(self, drawn: object) -> Box | None:
        """Return the box that a form is cut to; None where that is no box on the page."""
        if not isinstance(drawn, PDFStream):
            return None
        stated, placed = list_value(drawn.get("BBox")), cast(Matrix, list_value(drawn.get("Matrix", MATRIX_IDENTITY)))
        if len(stated) != 4 or len(placed) != 6:
            return None
        left, low, right, high = (num_value(each) for each in stated)
        return box_around([(x, y) for x in (left, right) for y in (low, high)], mult_matrix(placed, self.ctm))


def lay_out(page: Page, layers: Layers) -> Drawing:
    """Read what ``page`` draws but for what is on layers that are off.

    Its characters have "stroke" and "fill" then. pdfplumber would read it when it is first asked for, without that.
    Raises `PdfminerException`.
    """
    device = _Device(page, layers)
    try:
        _Interpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    except Exception as error:  # as pdfplumber does: pdfminer has no type for what a damaged page comes to
        raise PdfminerException(error) from error
    page._layout = device.get_result()
    return Drawing(device.unseen, tuple(device.covers), frozenset(device.undrawn))
