"""Read what pandoc needs little help with: OpenDocument texts, rich text, e-books."""

from knowledge.errors import DocumentError
from knowledge.readers.archive import DAMAGE, check_archive
from knowledge.readers.office.rich_text import with_unicode
from knowledge.readers.pandoc import Parse
from knowledge.readers.text import Content
from knowledge.readers.tree import read_tree

_RICH_TEXT = b"{\\rtf"


def read(data: bytes, name: str, parse: Parse) -> Content:
    """Return the document's blocks and title. Raises `DocumentError` ("damaged", "password")."""
    if data.lstrip().startswith(_RICH_TEXT):
        data = with_unicode(data)
    else:
        try:
            check_archive(data, name)
        except DAMAGE as error:
            raise DocumentError("damaged", name=name) from error
    return read_tree(parse(data, name))
