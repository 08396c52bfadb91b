"""Have pdfminer tell which characters a page outlines; it would leave that out."""

from typing import Any

from pdfminer.pdfinterp import PDFPageInterpreter
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent
from pdfplumber.utils.exceptions import PdfminerException

_OUTLINED = (1, 2, 5, 6)  # text rendering modes: Word prints bold so where a font has no bold


class _Device(PDFPageAggregatorWithMarkedContent):
    """Takes in what a page draws."""

    is_outlined = False

    def render_string(self, textstate: Any, *args: Any) -> None:
        self.is_outlined = textstate.render in _OUTLINED
        super().render_string(textstate, *args)

    def render_char(self, *args: Any, **kwargs: Any) -> float:
        advance: float = super().render_char(*args, **kwargs)
        self.cur_item._objs[-1].stroke = self.is_outlined  # type: ignore[attr-defined]  # pdfplumber takes it over
        return advance


def lay_out(page: Page) -> None:
    """Read what ``page`` draws, with "stroke" in each of its characters; raises `PdfminerException`.

    pdfplumber would read it when it is first asked for, without that.
    """
    device = _Device(page.pdf.rsrcmgr, pageno=page.page_number, laparams=page.pdf.laparams)
    try:
        PDFPageInterpreter(page.pdf.rsrcmgr, device).process_page(page.page_obj)
    except Exception as error:  # as pdfplumber does: pdfminer has no type for what a damaged page comes to
        raise PdfminerException(error) from error
    page._layout = device.get_result()
