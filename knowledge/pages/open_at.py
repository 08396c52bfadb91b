"""python open_at.py FILE PAGE: print what makes a PDF open at PAGE (from 1) once it stands behind the file.

That is an incremental update (ISO 32000-1, 7.5.6): the catalog once more, with another open action, and a
cross-reference section of the same form as the file's last one, since not all viewers follow from one form to the
other. It runs in a jail, and ends with an error where it cannot be done.

pypdf reads the file but does not write the update: it would always write a cross-reference stream, leave out where the
document's title is, and repeat pages that inherit something.
"""

import re
import struct
import sys
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NullObject,
    NumberObject,
    PdfObject,
    StreamObject,
)

_END = re.compile(rb"startxref\s+(\d+)\s+%%EOF\s*\Z")
_END_BYTES = 1024  # bytes in which the end of a file is looked for
_SECTION = re.compile(rb"\s*(?:(xref)\b|\d+\s+\d+\s+obj\b)")  # a cross-reference table, or a stream
_SIGNATURE = b"/ByteRange"  # what a signature covers: an update would make it one of an older revision
_KEPT = ("/Info", "/ID")  # of the trailer


def update(file: bytes, page: int) -> bytes:
    """Return what opens ``file`` at ``page`` once it is appended.

    Raises ValueError if the file is encrypted, signed or damaged, and errors of pypdf, as where there is no such page.
    """
    reader = PdfReader(BytesIO(file))
    if reader.is_encrypted or _SIGNATURE in file:
        raise ValueError("encrypted or signed")
    end = _END.search(file[-_END_BYTES:])
    section = _SECTION.match(file, int(end[1])) if end else None
    root, target = reader.trailer.raw_get("/Root"), reader.pages[page - 1].indirect_reference
    catalog = reader.root_object
    if not section or not file.startswith(b"%PDF-") or target is None or catalog.indirect_reference != root:
        raise ValueError("damaged")
    # The upper left corner, and the zoom that the viewer has.
    catalog[NameObject("/OpenAction")] = ArrayObject([target, NameObject("/XYZ"), *[NullObject()] * 3])
    position = len(file) + 1
    changed = b"\n%d %d obj\n%b\nendobj\n" % (root.idnum, root.generation, _written(catalog))
    trailer = _trailer(reader, root, section.start())
    write = _table if section[1] else _stream
    added = write(trailer, root, position, len(file) + len(changed))
    return changed + added + b"startxref\n%d\n%%%%EOF\n" % (len(file) + len(changed))


def _trailer(reader: PdfReader, root: IndirectObject, previous: int) -> DictionaryObject:
    trailer = DictionaryObject({NameObject(key): reader.trailer.raw_get(key) for key in _KEPT if key in reader.trailer})
    trailer[NameObject("/Size")] = NumberObject(_free_number(reader))
    trailer[NameObject("/Root")] = root
    trailer[NameObject("/Prev")] = NumberObject(previous)
    return trailer


def _free_number(reader: PdfReader) -> int:
    """Return a number above those of all objects, also where the file states too small a /Size."""
    stated = reader.trailer["/Size"]
    assert isinstance(stated, int)
    known: list[int] = [*reader.xref_objStm, *(number for numbers in reader.xref.values() for number in numbers)]
    return max(stated, *(number + 1 for number in known))


def _table(trailer: DictionaryObject, root: IndirectObject, position: int, _: int) -> bytes:
    """Return a cross-reference table with one entry, that of the catalog at ``position``, and the trailer."""
    entry = b"%010d %05d n \n" % (position, root.generation)
    return b"xref\n%d 1\n%btrailer\n%b\n" % (root.idnum, entry, _written(trailer))


def _stream(trailer: DictionaryObject, root: IndirectObject, position: int, here: int) -> bytes:
    """Return a cross-reference stream, which begins ``here``, with an entry for the catalog and one for itself."""
    number = trailer["/Size"]
    assert isinstance(number, int)
    stream = StreamObject()
    stream.update(trailer)
    stream[NameObject("/Type")] = NameObject("/XRef")
    stream[NameObject("/Size")] = NumberObject(number + 1)
    stream[NameObject("/Index")] = ArrayObject(map(NumberObject, (root.idnum, 1, number, 1)))
    stream[NameObject("/W")] = ArrayObject(map(NumberObject, (1, 4, 2)))
    stream.set_data(struct.pack(">BIHBIH", 1, position, root.generation, 1, here, 0))
    return b"%d 0 obj\n%b\nendobj\n" % (number, _written(stream))


def _written(thing: PdfObject) -> bytes:
    into = BytesIO()
    thing.write_to_stream(into)
    return into.getvalue()


if __name__ == "__main__":
    sys.stdout.buffer.write(update(Path(sys.argv[1]).read_bytes(), int(sys.argv[2])))
