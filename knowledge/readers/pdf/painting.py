"""Follow where a PDF's page is painted, and whether what is painted hides what is below it: clipping, transparency."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import inf
from typing import Any

from pdfminer.pdftypes import resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import Matrix, apply_matrix_pt

Box = tuple[float, float, float, float]  # left, low, right, high (points)
_VEILS = ("ca", "BM", "SMask")  # what can make a filled shape transparent: its share of ink, how it is mixed, a mask
_PLAIN = ("Normal", "Compatible", "None")  # how it is mixed, or masked, if it hides all that is below it


@dataclass(frozen=True, slots=True)
class Painting:
    """Within which box a page is painted, if the clip is one, and what makes shapes transparent there."""

    clip: Box | None = (-inf, -inf, inf, inf)
    veils: frozenset[str] = frozenset()
    is_veiled: bool = False  # within a form that is transparent as a whole

    def cut(self, box: Box | None) -> "Painting":
        """Return this with all that is painted cut to ``box``; None is any other shape."""
        return replace(self, clip=_common(self.clip, box) if self.clip and box else None)

    def mixed(self, stated: Mapping[str, Any]) -> "Painting":
        """Return this with what a dictionary of parameters says (ISO 32000-1, 8.4.5)."""
        said = {key: resolve1(stated[key]) for key in _VEILS if key in stated}
        return replace(self, veils=(self.veils - said.keys()) | {key for key in said if _is_veil(said[key])})

    def within_form(self, box: Box | None) -> "Painting":
        """Return this as a form begins with it that is cut to ``box``."""
        return replace(self.cut(box), veils=frozenset(), is_veiled=bool(self.veils or self.is_veiled))

    def hidden_by(self, box: Box) -> Box | None:
        """Return what of a filled ``box`` hides all that is below it."""
        return None if self.clip is None or self.veils or self.is_veiled else _common(self.clip, box)


def _common(one: Box, other: Box) -> Box:
    """Return what is in both boxes, without height or width if nothing is."""
    left, low = max(one[0], other[0]), max(one[1], other[1])
    return left, low, max(left, min(one[2], other[2])), max(low, min(one[3], other[3]))


def _is_veil(stated: Any) -> bool:
    first = resolve1(stated[0]) if isinstance(stated, list) and stated else stated
    return not (
        (isinstance(first, int | float) and first >= 1) or (isinstance(first, PSLiteral) and first.name in _PLAIN)
    )


def box_of(path: Sequence[Sequence[Any]], matrix: Matrix) -> Box | None:
    """Return the box that a ``path`` makes once it is placed by ``matrix``; None if it makes any other shape."""
    shape = "".join(str(step[0]) for step in path)
    is_box = shape.count("m") == 1 and set(shape) <= set("mlh")
    return box_around([(step[1], step[2]) for step in path if step[0] != "h"], matrix) if is_box else None


def box_around(corners: Iterable[tuple[float, float]], matrix: Matrix) -> Box | None:
    """Return the box that has these ``corners`` once they are placed by ``matrix``; None if they make none."""
    placed = {(round(x, 2), round(y, 2)) for x, y in (apply_matrix_pt(matrix, corner) for corner in corners)}
    across, down = {x for x, _ in placed}, {y for _, y in placed}
    if not placed or placed != {(x, y) for x in (min(across), max(across)) for y in (min(down), max(down))}:
        return None
    return min(across), min(down), max(across), max(down)
