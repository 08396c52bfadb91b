"""Write the formulas of office programs as lines of text; see ECMA-376, part 1, 22.1."""

from typing import TYPE_CHECKING

from knowledge.readers.formula import formula_text

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_TEX = {  # by an element's name, of its parts by theirs
    "f": r"\frac{{{num}}}{{{den}}}",
    "sSup": "{e}^{{{sup}}}",
    "sSub": "{e}_{{{sub}}}",
    "sSubSup": "{e}_{{{sub}}}^{{{sup}}}",
    "rad": r"\sqrt{{{e}}}",
    "d": "({e})",
}


def math_text(formula: "Element") -> str:
    """Return a formula as a line of text: a fraction as a / b, a power as x^2."""
    return formula_text(_tex(formula))


def _tex(element: "Element") -> str:
    name = str(element.tag).removeprefix(MATH)
    if name == "t":
        return (element.text or "").replace("\\", "").replace("{", "(").replace("}", ")")
    parts = [(str(child.tag).removeprefix(MATH), _tex(child)) for child in element]
    named = dict(parts)
    written = _TEX.get(name, "")
    if written and len(named) == len(parts) and all(f"{{{part}}}" in written or not text for part, text in parts):
        return written.format(**{"num": "", "den": "", "e": "", "sub": "", "sup": "", **named})
    return "".join(text for _, text in parts)
