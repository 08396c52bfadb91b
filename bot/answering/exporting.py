"""Write what was asked and quoted as a Word document."""

import io
from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from bot.answering.headings import MOST_HEADINGS
from bot.answering.wording import dated_title, heading, labelled, parts_of, written
from bot.i18n import moment, say
from bot.languages import Language
from bot.state.quotations import Quotation, Recorded
from knowledge.script import Script
from knowledge.table_text import cells_of
from knowledge.types import CELL_BORDER

if TYPE_CHECKING:
    from docx.document import Document

_FONTS = {"zh-Hans": "Microsoft YaHei", "zh-Hant": "Microsoft JhengHei", "en": "Microsoft YaHei"}  # of Chinese text
_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32)))  # what XML cannot hold


def export_document(
    title: str, records: Sequence[Recorded], language: Language, script: Script | None, note: str = ""
) -> bytes:
    """Return a .docx of ``records``: each question with its verdict and quotes, then the sources with their SHA-256.

    A ``note`` stands below the title.
    """
    import docx

    document = docx.Document()
    _set_fonts(document, language)
    document.core_properties.title = title
    document.core_properties.author = ""
    document.add_heading(title, 0)
    if note:
        document.add_paragraph(note)
    for record in records:
        document.add_heading(record.question.translate(_CONTROL), 2)
        verdict = say(language, f"export.{record.status}")
        document.add_paragraph(f"{verdict} · {moment(record.asked_at)}")
        _add_headings(document, [each for each in record.quotations if each.heading], language, script)
        for quotation in record.quotations:
            if not quotation.heading:
                _add_quotation(document, quotation, language, script)
    _add_sources(document, records, language, script)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _add_headings(
    document: "Document", headings: Sequence[Quotation], language: Language, script: Script | None
) -> None:
    """Add the headings of each document below its title."""
    if headings:
        document.add_paragraph(say(language, "export.headings"))
    of_each = [list(same) for _, same in groupby(headings, key=lambda each: (each.document, each.version))]
    for listed in of_each:
        document.add_paragraph().add_run(_dated(listed[0], language, script)).bold = True
        for each in listed:
            line = " · ".join(filter(None, [labelled(each.label, written(each.text, script)), _page(each, language)]))
            document.add_paragraph(line.translate(_CONTROL), "List Bullet")
    if any(len(listed) >= MOST_HEADINGS for listed in of_each):  # how many there were besides was not kept
        document.add_paragraph(say(language, "export.first-headings"))


def _add_quotation(document: "Document", quotation: Quotation, language: Language, script: Script | None) -> None:
    """Add a quote, its key sentences in bold; rows of cells in it become a table."""
    text = quotation.text
    start = 0
    for is_row, lines in groupby(text.splitlines(keepends=True), key=lambda line: CELL_BORDER in line):
        part = "".join(lines)
        end = start + len(part)
        inside = [
            (max(a, start) - start, min(b, end) - start) for a, b in quotation.key_sentences if a < end and b > start
        ]
        if is_row:
            _add_rows(document, part, inside, script)
        else:
            _add_text(document, part, inside, script)
        start = end
    document.add_paragraph(_place(quotation, language, script))


def _add_text(document: "Document", text: str, key: Sequence[tuple[int, int]], script: Script | None) -> None:
    quoted = document.add_paragraph(style="Quote")
    for part, is_key in parts_of(text.removesuffix("\n"), key, script):
        run = quoted.add_run(part.translate(_CONTROL))
        run.bold, run.italic = is_key, False


def _add_rows(document: "Document", text: str, key: Sequence[tuple[int, int]], script: Script | None) -> None:
    rows = text.splitlines(keepends=True)
    width = max(len(cells_of(row)) for row in rows)
    table = document.add_table(rows=0, cols=width, style="Table Grid")
    start = 0
    for row in rows:
        is_key = any(first < start + len(row) and last > start for first, last in key)
        for cell, words in zip(table.add_row().cells, cells_of(row), strict=False):
            cell.paragraphs[0].add_run(written(words, script).translate(_CONTROL)).bold = is_key
        start += len(row)


def _place(quotation: Quotation, language: Language, script: Script | None) -> str:
    """Return the document, its date, the place and the page of a quote in one line."""
    parts = (_dated(quotation, language, script), quotation.label, heading(quotation, script))
    return "— " + " · ".join(filter(None, (*parts, _page(quotation, language))))


def _page(quotation: Quotation, language: Language) -> str:
    return "" if quotation.page is None else say(language, "citation.page", page=quotation.page)


def _dated(quotation: Quotation, language: Language, script: Script | None) -> str:
    return dated_title(quotation.document, quotation.dated, quotation.added, language, script)


def _add_sources(document: "Document", records: Sequence[Recorded], language: Language, script: Script | None) -> None:
    """Add a table of the files that were quoted, so that a reader can check that a file at hand is the same."""
    sources = {each.sha256: each for record in records for each in record.quotations}
    if not sources:
        return
    document.add_heading(say(language, "export.sources"), 1)
    table = document.add_table(rows=1, cols=3, style="Light Grid Accent 1")
    for cell, key in zip(table.rows[0].cells, ("document", "file-name", "sha256"), strict=True):
        cell.text = say(language, f"export.{key}")
    for source in sources.values():
        named = (_dated(source, language, script), source.name, source.sha256)
        for cell, text in zip(table.add_row().cells, named, strict=True):
            cell.text = text


def _set_fonts(document: "Document", language: Language) -> None:
    """Have Word show Chinese text in a font that has it in bold, too; by default it takes one for Japanese."""
    from docx.oxml.ns import qn

    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        fonts = document.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), _FONTS[language])
