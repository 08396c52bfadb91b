"""Read what pandoc needs little help with: OpenDocument texts, rich text, e-books."""

from dataclasses import replace

from knowledge.errors import DocumentError
from knowledge.readers.archive import DAMAGE, check_archive
from knowledge.readers.office import book
from knowledge.readers.office.open_text import prepare
from knowledge.readers.office.rich_text import with_unicode
from knowledge.readers.office.rich_text_groups import with_groups_changed
from knowledge.readers.office.rich_text_tables import take_marks, with_marks
from knowledge.readers.pandoc import Parse
from knowledge.readers.text import Content
from knowledge.readers.tree import read_tree
from knowledge.types import Note

_RICH_TEXT = b"{\\rtf"


def read(data: bytes, name: str, parse: Parse) -> Content:
    """Return the document's blocks and title. Raises `DocumentError` ("damaged", "password")."""
    title = ""
    notes: tuple[Note, ...] = ()
    marked = False
    if data.lstrip().startswith(_RICH_TEXT):
        text, contents = with_groups_changed(with_unicode(data).decode())
        data, notes = with_marks(text).encode(), (Note("contents", contents),) if contents else ()
        marked = data != text.encode()
    else:
        try:
            check_archive(data, name)
            if name.lower().endswith(".odt"):
                data, title, notes = prepare(data)
            else:
                data = book.prepare(data)
        except DAMAGE as error:
            raise DocumentError("damaged", name=name) from error
    tree = parse(data, name)
    if marked:
        take_marks(tree)
    content = read_tree(tree)
    return replace(content, title=title or content.title, notes=(*notes, *content.notes))
