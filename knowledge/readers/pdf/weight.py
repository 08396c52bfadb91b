"""How heavy the print of a PDF's characters is, by the name of the font, an outline, or being printed twice."""

import re
from collections.abc import Iterable

REGULAR, HEAVIER, BOLD = 0, 1, 2
# CMBX10 and NimbusRomNo9L-Medi are bold fonts of TeX; DemiLight is a light one.
_BOLD = re.compile(r"bold|black|heavy|cmbx|sfbx|medi(?!um|[a-z])|demi(?!light)", re.IGNORECASE)
_HEAVIER = re.compile(r"medium|simhei|heiti|fzhei|黑体", re.IGNORECASE)  # headings in 黑体 stand in a text in 宋体
# Fonts whose characters are all as wide: Courier, Consolas, DejaVu Sans Mono, CMTT10 of TeX; not those of Monotype.
_FIXED = re.compile(
    r"mono(?!type)|courier|consol|menlo|monaco|cmtt|sftt|typewriter|inconsolata|fixedsys|(?:source|fira|cascadia)code"
    r"|lucidatypewriter|lettergothic|andale",
    re.IGNORECASE,
)


def weight_of(font: str, is_outlined: bool) -> int:
    """Return how heavy a character in the ``font`` of this name is."""
    if is_outlined or _BOLD.search(font):
        return BOLD
    return HEAVIER if _HEAVIER.search(font) else REGULAR


def is_fixed(font: str) -> bool:
    """Say whether all characters of the ``font`` of this name are as wide."""
    return _FIXED.search(font) is not None


def least_weight(weights: Iterable[tuple[str, int]]) -> int:
    """Return the least of the weights given with their texts; that of marks between words does not count."""
    return min((weight for text, weight in weights if any(map(str.isalnum, text))), default=REGULAR)
