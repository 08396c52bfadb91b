"""Quote passages: as they are, with the sentences or the cells of a table that answer a question."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.blanks import asks_no_figure, cells_are_blank, figure_is_blank, in_context
from index.search import SearchIndex
from index.table_cells import Cells, cells_asked_for
from index.types import Hit, Manifest, Readable
from knowledge.table_text import lines_above, sentence_text, table_in
from knowledge.types import Passage


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage as quoted: its ``text`` as written, the spans of its key sentences (the best first), and its place.

    ``number`` (its row) and ``version`` identify the passage. Scores are comparable only within one answer. ``table``
    is where in ``text`` a table stands, see `knowledge.types.Passage`; ``columns`` of its key rows are asked for.
    ``date`` is that of the document's edition, ``added`` when it was indexed first, see `knowledge.types.Document`.
    """

    document: str
    ref: str
    label: str
    headings: tuple[str, ...]
    page: int | None
    text: str
    key_sentences: tuple[tuple[int, int], ...]
    score: float
    number: int
    version: str
    incomplete: bool
    table: tuple[int, int] | None = None
    columns: tuple[int, ...] = ()
    date: str = ""
    added: str = ""


def quote_passage(index: Readable, number: int) -> Quote:
    """Quote the passage in row ``number`` without a question, and so without key sentences."""
    return _unasked(index.passages[number], number, index.manifest)


def quote_passages(index: SearchIndex, numbers: Sequence[int]) -> list[Quote]:
    """Quote the passages in the rows ``numbers`` likewise; where they are not in memory, all are fetched at once."""
    passages = index.passages_at(np.array(numbers, np.int64))
    return [_unasked(passage, number, index.manifest) for passage, number in zip(passages, numbers, strict=True)]


def quote_hit(hit: Hit, understood: Sequence[str], manifest: Manifest) -> Quote:
    """Quote what was found in the index of ``manifest``; for ``understood`` see `index.table_cells.cells_asked_for`."""
    cells = _cells(hit, understood)
    if cells is None:
        return _quote(hit, hit.key_sentences, (), manifest)
    above = lines_above(hit.passage)
    return _quote(hit, [above + row for row in cells.rows], cells.columns, manifest)


def leaves_blank(understood: Sequence[str], hit: Hit) -> bool:
    """Say whether the passage leaves the figure blank that a question asks for; see `quote_hit`."""
    question, *joined = understood
    texts = [question]
    if not asks_no_figure(question):
        # "And in 2025?" asks for another year than the question before it, whose words it takes up.
        texts += [in_context(text.removesuffix(question), question) for text in joined]
    if hit.passage.table is None:
        sentences = _near(hit)
    else:
        cells = _cells(hit, understood)
        assert cells
        if cells.columns:
            rows = table_in(hit.passage.text, hit.passage.table).rows
            return cells_are_blank(question, [rows[row][column] for row in cells.rows for column in cells.columns])
        above = lines_above(hit.passage)
        sentences = [sentence_text(hit.passage, hit.passage.sentences[above + row]) for row in cells.rows[:1]]
    return any(figure_is_blank(text, sentences) for text in texts)


def _near(hit: Hit) -> list[str]:
    """Return the key sentences and those after them, where the figures for them often are."""
    near = {number + step for number in hit.key_sentences for step in (0, 1)}
    return [hit.passage.text[start:end] for n, (start, end) in enumerate(hit.passage.sentences) if n in near]


def _cells(hit: Hit, understood: Sequence[str]) -> Cells | None:
    passage = hit.passage
    if passage.table is None:
        return None
    above = lines_above(passage)
    nearest = [number - above for number in hit.key_sentences]
    return cells_asked_for(understood, table_in(passage.text, passage.table), nearest)


def _unasked(passage: Passage, number: int, manifest: Manifest) -> Quote:
    return _quote(Hit(passage, number, 0.0, ()), (), (), manifest)


def _quote(hit: Hit, key: Sequence[int], columns: tuple[int, ...], manifest: Manifest) -> Quote:
    passage = hit.passage
    document = manifest.document(passage.document)
    return Quote(
        document=passage.document,
        ref=passage.ref,
        label=passage.label,
        headings=passage.headings,
        page=passage.page,
        text=passage.text,
        key_sentences=tuple(passage.sentences[number] for number in key),
        score=hit.score,
        number=hit.number,
        version=manifest.version,
        incomplete=passage.incomplete,
        table=passage.table,
        columns=columns,
        date=document.date if document else "",
        added=document.added if document else "",
    )
