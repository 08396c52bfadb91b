"""Tell the paragraphs that their section numbers: 1.1 and 1.2 below the heading 1., as contracts have them."""

from collections.abc import Sequence

from knowledge.numbering import numbers_of
from knowledge.outline import Piece

_LEAST = 2  # numbers in a row, from 1 on; a single one may be an amount


def numbered_by_section(pieces: Sequence[Piece]) -> frozenset[int]:
    """Return the positions of those of ``pieces`` that the number of the heading above them counts.

    All of them stand below one heading.
    """
    heading = pieces[0].headings[-1].marker if pieces and pieces[0].headings else None
    if heading is None:
        return frozenset()
    found: list[int] = []
    for position, piece in enumerate(pieces):
        marker = piece.marker
        if marker and marker.style == "dotted" and numbers_of(marker) == (*numbers_of(heading), len(found) + 1):
            found.append(position)
    return frozenset(found) if len(found) >= _LEAST else frozenset()
