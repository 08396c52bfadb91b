"""Read what a PDF's page draws: also which characters it outlines or does not fill, and what is on layers that are off.

pdfminer would leave out the one and read the other.
"""

from typing import Any

from pdfminer.pdfinterp import PDFPageInterpreter
from pdfminer.pdftypes import PDFStream, dict_value, resolve1
from pdfminer.psparser import literal_name
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent
from pdfplumber.utils.exceptions import PdfminerException

from knowledge.readers.pdf.layers import Layers

_OUTLINED = (1, 2, 5, 6)  # text rendering modes: Word prints bold so where a font has no bold


class _Device(PDFPageAggregatorWithMarkedContent):
    """Takes in what a page draws; ``unseen`` counts the characters on layers that are off.

    ``parts`` are those of the page that are open: whether each is on such a layer.
    """

    is_outlined = False
    unseen = 0

    def __init__(self, page: Page, layers: Layers) -> None:
        super().__init__(page.pdf.rsrcmgr, pageno=page.page_number, laparams=page.pdf.laparams)
        self.layers = layers
        self.parts: list[bool] = []

    def render_string(self, textstate: Any, *args: Any) -> None:
        self.is_outlined = textstate.render in _OUTLINED
        super().render_string(textstate, *args)

    def render_char(self, *args: Any, **kwargs: Any) -> float:
        advance: float = super().render_char(*args, **kwargs)
        drawn: Any = self.cur_item._objs[-1]
        drawn.stroke = self.is_outlined  # pdfplumber takes it over
        if any(self.parts):
            self.cur_item._objs.pop()
            self.unseen += bool(drawn.get_text().strip())
        return advance

    def paint_path(self, *args: Any, **kwargs: Any) -> None:
        if not any(self.parts):
            super().paint_path(*args, **kwargs)

    def render_image(self, *args: Any, **kwargs: Any) -> None:
        if not any(self.parts):
            super().render_image(*args, **kwargs)


class _Interpreter(PDFPageInterpreter):
    """Goes through a page as the library does, and tells the device which layer its parts are on."""

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

    def do_Do(self, xobjid_arg: Any) -> None:
        """Draw a form or a picture, which may be on a layer as a whole."""
        drawn = resolve1(self.xobjmap.get(literal_name(xobjid_arg)))
        parts = [*self.device.parts]
        self.device.parts.append(isinstance(drawn, PDFStream) and self.device.layers.hide(drawn.get("OC")))
        super().do_Do(xobjid_arg)
        self.device.parts = parts  # also where the form leaves a part open


def lay_out(page: Page, layers: Layers) -> int:
    """Read what ``page`` draws and is to be seen; return how many characters are on layers that are off.

    Its characters have "stroke" then. pdfplumber would read it when it is first asked for, without that. Raises
    `PdfminerException`.
    """
    device = _Device(page, layers)
    try:
        _Interpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    except Exception as error:  # as pdfplumber does: pdfminer has no type for what a damaged page comes to
        raise PdfminerException(error) from error
    page._layout = device.get_result()
    return device.unseen
