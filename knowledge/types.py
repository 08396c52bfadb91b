"""The data types of this package: what readers return, and what the index takes."""

from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["heading", "paragraph", "list", "table"]
CELL_BORDER = " | "
NoteCode = Literal[
    "as-told",  # an older program's own words
    "charts",
    "comments",
    "contents",  # lines of a table of contents, left out
    "diagrams",
    "formulas-uncounted",
    "furniture",  # lines of the page around the text, left out
    "hidden-columns",
    "hidden-rows",
    "hidden-sheets",
    "hidden-slides",
    "hidden-text",  # characters of a page
    "install-ocr",
    "menus",  # characters of what surrounds the text of a page
    "other-format",
    "page-empty",
    "page-picture",
    "page-unclear",
    "pages-from-pictures",
    "pictures",
    "pinyin",  # in brackets, taken out
    "restored",  # torn characters
    "struck-out",
    "unmapped",  # characters that a font does not name
    "wide-columns",
]


@dataclass(frozen=True, slots=True)
class Note:
    """What people are told about the reading of a document, for a front end to word in its reader's language.

    ``code`` says what; ``count`` how many there are, ``page`` on which page, ``pages`` of how many; ``text`` is quoted.
    """

    code: NoteCode
    count: int = 0
    page: int = 0
    pages: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a document in reading order, its text as written.

    ``level`` is a heading's depth (1 is the highest, 0 for everything that is not a heading). The rows of a list or a
    table are lines of ``text``; `CELL_BORDER` stands between the cells of a row, and the first ``heads`` rows of a
    table head its columns. ``page`` counts from 1 where the format has pages.
    """

    kind: BlockKind
    text: str
    level: int = 0
    page: int | None = None
    heads: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """A file as read: its ``name``, the SHA-256 of its bytes, its title if it states one, its blocks.

    On ``date`` see `knowledge.dates`.
    """

    name: str
    sha256: str
    title: str | None
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...] = ()
    date: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is found and quoted.

    ``ref`` is its place in the outline as dotted ordinals ("5.2.1"; "5.2.1/2" is the second part of a long passage),
    ``label`` is that place as the document writes it ("五、2 (1)"). ``headings`` are those above it from the highest
    down, ``heading_labels`` their places as the document writes them ("五、", "五、2"). ``text`` is as written.
    ``sentences`` are spans of ``text``, in a table its rows. ``table`` is where in ``text`` a table begins and where
    its first row does behind the heads of its columns, None where there is none. ``page`` counts from 1. ``incomplete``
    says that the document breaks off in it.
    """

    document: str
    ref: str
    label: str
    headings: tuple[str, ...]
    text: str
    sentences: tuple[tuple[int, int], ...]
    page: int | None = None
    incomplete: bool = False
    heading_labels: tuple[str, ...] = ()
    table: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A cleaned document cut into passages, with what was mended in it and what could not be.

    ``date`` is that of its edition, see `knowledge.dates`; ``added`` is when it was indexed first (UTC, ISO 8601),
    empty if that is to come. ``formerly`` are the titles that it had, or that documents had whose place it took, the
    latest first.
    """

    title: str
    name: str
    sha256: str
    passages: tuple[Passage, ...]
    mended: tuple[Note, ...] = ()
    unmended: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    date: str = ""
    added: str = ""
    formerly: tuple[str, ...] = ()
