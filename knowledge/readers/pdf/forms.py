"""Count how often a PDF's pages draw forms, before they are read: forms that draw one another can take for ever.

Ten forms that each draw the next one ten times are less than 2 kB, and are drawn ten thousand million times. Each form
is looked through once here, whatever draws it.
"""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from pdfminer.pdfdevice import PDFDevice
from pdfminer.pdfinterp import LITERAL_FORM, PDFPageInterpreter, PDFResourceManager
from pdfminer.pdftypes import PDFStream, dict_value, resolve1
from pdfminer.psparser import literal_name

from knowledge.errors import DocumentError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pdfplumber.page import Page

_MAX_DRAWN = 100_000  # forms; reading one that is nearly empty takes a tenth of a millisecond
_MAX_DRAWN_BYTES = 64 * 2**20  # bytes of drawing instructions; reading a MB takes a second


class FormCount:
    """What the forms of a document cost, page after page."""

    def __init__(self, resources: PDFResourceManager, name: str) -> None:
        self._resources = resources
        self._tally = _Tally(resources)
        self._name = name

    def add(self, page: "Page") -> None:
        """Count what ``page`` draws. Raises `DocumentError` ("too-nested")."""
        if not any(map(_is_form, dict_value(page.page_obj.resources.get("XObject")).values())):
            return
        try:
            _Counter(self._resources, self._tally).process_page(page.page_obj)
        except (_TooOftenError, RecursionError) as error:
            raise DocumentError("too-nested", name=self._name) from error
        except Exception:
            return  # whatever the library stumbles over here, reading does too, and tells it


class _TooOftenError(Exception):
    """Forms are drawn too often, or draw themselves."""


@dataclass(frozen=True, slots=True)
class _Cost:
    """How many forms are drawn, and how many bytes of instructions they have."""

    forms: int = 0
    size: int = 0

    def __add__(self, other: "_Cost") -> "_Cost":
        return _Cost(self.forms + other.forms, self.size + other.size)


class _Tally(PDFDevice):
    """Draws nothing, and adds up what it would have drawn."""

    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources)
        self._known: dict[int | None, _Cost] = {}
        self._open: set[int | None] = set()
        self._total = _Cost()

    def draw(self, form: PDFStream, draw: "Callable[[], None]") -> None:
        """Add what ``form`` costs, with all that it draws, which ``draw`` looks through if it is not known yet."""
        if form.objid in self._open:
            raise _TooOftenError  # it draws itself
        if form.objid not in self._known:
            self._known[form.objid] = self._cost(form, draw)
        self._total += self._known[form.objid]
        if self._total.forms > _MAX_DRAWN or self._total.size > _MAX_DRAWN_BYTES:
            raise _TooOftenError

    def _cost(self, form: PDFStream, draw: "Callable[[], None]") -> _Cost:
        before, self._total = self._total, _Cost(1, len(form.get_data()))
        self._open.add(form.objid)
        draw()
        self._open.remove(form.objid)
        cost, self._total = self._total, before
        return cost


class _Counter(PDFPageInterpreter):
    """Goes through a page as the library does, but hands its forms to the tally."""

    device: _Tally

    def do_Do(self, xobjid_arg: Any) -> None:
        """Draw a form or a picture."""
        form = resolve1(self.xobjmap.get(literal_name(xobjid_arg)))
        if _is_form(form) and form.objid is not None:
            self.device.draw(form, partial(super().do_Do, xobjid_arg))


def _is_form(entry: object) -> bool:
    stream = resolve1(entry)
    return isinstance(stream, PDFStream) and stream.get("Subtype") is LITERAL_FORM
