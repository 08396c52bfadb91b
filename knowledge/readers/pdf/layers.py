"""Find the layers of a PDF (optional content groups) that are switched off, so that no viewer shows what is on them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.psparser import PSLiteral

if TYPE_CHECKING:
    from pdfplumber.pdf import PDF

_Entry = dict[object, object]


@dataclass(frozen=True, slots=True)
class Layers:
    """The numbers of the objects that are layers switched off when a document is opened (ISO 32000-1, 8.11)."""

    off: frozenset[int] = frozenset()

    def hide(self, entry: object) -> bool:
        """Say whether what belongs to ``entry``, a layer or a rule about several, is not shown."""
        if isinstance(entry, PDFObjRef) and entry.objid in self.off:
            return True
        rule = _entry(entry)
        if not self.off or _name(rule.get("Type")) != "OCMD" or "VE" in rule:  # VE: a formula, which is rare
            return False
        are_off = [number in self.off for number in _numbers(rule.get("OCGs"))]
        policy = _name(rule.get("P"))
        if not are_off:
            return False
        if policy in ("AllOn", "AnyOff"):
            return any(are_off) == (policy == "AllOn")
        return all(are_off) == (policy != "AllOff")


def layers_of(document: "PDF") -> Layers:
    """Return the layers of a document that are off."""
    stated = _entry(document.doc.catalog.get("OCProperties"))
    usual = _entry(stated.get("D"))
    off = set(_numbers(usual.get("OFF")))
    if _name(usual.get("BaseState")) == "OFF":
        off |= set(_numbers(stated.get("OCGs"))) - set(_numbers(usual.get("ON")))
    return Layers(frozenset(off))


def _numbers(entry: object) -> Iterator[int]:
    """Yield the numbers of the objects that an entry names: one, or several in a list."""
    found = resolve1(entry)
    for each in found if isinstance(found, list) else [entry]:
        if isinstance(each, PDFObjRef):
            yield each.objid


def _entry(value: object) -> _Entry:
    found = resolve1(value)
    return found if isinstance(found, dict) else {}


def _name(value: object) -> str:
    found = resolve1(value)
    return str(found.name) if isinstance(found, PSLiteral) else ""
