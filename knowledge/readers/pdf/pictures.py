"""Read the pages of a PDF that are pictures, where the extra `ocr` is installed: each drawn, and its lines recognised.

The models are part of the package; nothing is fetched.
"""

import time
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from itertools import pairwise
from statistics import median
from typing import Any

from knowledge.readers.pdf.characters import readable
from knowledge.readers.pdf.columns import Row
from knowledge.readers.pdf.lines import Line, Piece
from knowledge.readers.pdf.page import lines_in
from knowledge.types import NoteCode

_SCALE = 2.0  # dots a point: 144 to an inch
_MAX_SIDE = 2_000  # dots; larger pages are drawn smaller
_PAGE_SECONDS = 20.0  # seconds of processor time that a page may take; most take four
_ALL_SECONDS = 240.0  # seconds after which no further page is begun; see the time that knowledge.isolation allows
_LINES_AT_ONCE = 6
_MIN_CONFIDENCE = 0.8  # of all of a page's lines on average; below, it lacks or holds wrong what nobody can do without
_MIN_LINE_CONFIDENCE = 0.5
_PRINT_RATIO = 0.8  # of the height of a line's box: the size of its print
_SAME_SIZE_RATIO = 1.25  # sizes no further from the usual one are the same, measured
_SAME_ROW_RATIO = 0.5  # of a line's height


def can_read() -> bool:
    """Say whether pages that are pictures can be read here."""
    return all(find_spec(name) for name in ("rapidocr", "onnxruntime", "pypdfium2"))


def read_pictures(data: bytes, pages: list[int]) -> Iterator[tuple[int, list[Line], NoteCode | None]]:
    """Yield for each of ``pages``, counted from 1, the lines found in it and, if there are none, why."""
    import pypdfium2

    engine = _engine()
    started = time.monotonic()
    try:
        opened = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:  # damaged so that only the other library opens it
        yield from ((page, [], "page-unclear") for page in pages)
        return
    with opened as document:
        for page in pages:
            if time.monotonic() - started > _ALL_SECONDS:
                yield page, [], "page-unclear"
                continue
            try:
                drawn = document[page - 1]
                scale = min(_SCALE, _MAX_SIDE / max(drawn.get_size()))
                image = drawn.render(scale=scale).to_numpy()
            except pypdfium2.PdfiumError:  # a damaged page
                yield page, [], "page-unclear"
                continue
            rows = _rows(engine, image, scale)
            if rows is None:
                yield page, [], "page-unclear"
            else:
                blank = image.min() == image.max()
                yield page, [*lines_in(rows, page)], None if rows else "page-empty" if blank else "page-picture"


def _engine() -> Any:
    import cv2
    from rapidocr import RapidOCR

    cv2.setNumThreads(1)  # in the jail there is one thread
    of_runtime = "EngineConfig.onnxruntime"
    threads = {f"{of_runtime}.intra_op_num_threads": 1, f"{of_runtime}.inter_op_num_threads": 1}
    return RapidOCR(params={**threads, "Global.log_level": "critical"})


def _rows(engine: Any, image: Any, scale: float) -> list[Row] | None:
    """Return the rows of a page, None if it took too long or is too unclear."""
    from rapidocr.utils.process_img import get_rotate_crop_image

    end = time.process_time() + _PAGE_SECONDS
    found = engine(image, use_cls=False, use_rec=False)
    boxes = [] if found.boxes is None else [*found.boxes]
    pieces: list[Piece] = []
    read, sure = 0, 0.0  # characters, and how many of them are right by the engine's own account
    for begin in range(0, len(boxes), _LINES_AT_ONCE):
        if time.process_time() > end:
            return None
        some = boxes[begin : begin + _LINES_AT_ONCE]
        told = engine.recognize_txt([get_rotate_crop_image(image, box) for box in some])
        for box, text, score in zip(some, told.txts, told.scores, strict=True):
            piece = _piece(box / scale, text)
            # Of a line of which next to nothing was recognised, its length says how much is missing.
            characters = max(len(piece.text), round((piece.right - piece.left) / (piece.bottom - piece.top)))
            read += characters
            sure += characters * score
            if piece.text and score >= _MIN_LINE_CONFIDENCE:
                pieces.append(piece)
    return None if sure < _MIN_CONFIDENCE * read else _in_rows(pieces)


def _piece(box: Any, text: str) -> Piece:
    (left, top), (right, bottom) = box.min(axis=0).tolist(), box.max(axis=0).tolist()
    return Piece(readable(text).strip(), left, top, right, bottom, (bottom - top) * _PRINT_RATIO)


def _in_rows(pieces: list[Piece]) -> list[Row]:
    """Return ``pieces`` as rows; sizes that were measured a little differently are the usual one."""
    if not pieces:
        return []
    usual = round(median(piece.size for piece in pieces) * 2) / 2
    rows: list[Row] = []
    for piece in sorted(pieces, key=lambda piece: piece.top + piece.bottom):
        is_usual = usual / _SAME_SIZE_RATIO <= piece.size <= usual * _SAME_SIZE_RATIO
        piece = replace(piece, size=usual if is_usual else float(round(piece.size / 2) * 2))
        middle = (piece.top + piece.bottom) / 2
        if rows and middle - (rows[-1][0].top + rows[-1][0].bottom) / 2 < _SAME_ROW_RATIO * piece.size:
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [_ordered(row) for row in rows]


def _ordered(row: Row) -> Row:
    """Return a row from left to right; boxes are drawn a little larger than print, so that neighbours overlap."""
    ordered = sorted(row, key=lambda piece: piece.left)
    ends = [min(before.right, after.left) for before, after in pairwise(ordered)] + [ordered[-1].right]
    return [replace(piece, right=end) for piece, end in zip(ordered, ends, strict=True)]
