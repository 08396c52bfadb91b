"""The data types of this package."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Annotated, Any, Protocol

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from knowledge.types import Note, Passage

FORMAT_VERSION = 6


def _note(written: object) -> object:
    """Return a note as it is written now; versions made before notes had codes hold sentences."""
    return Note("as-told", text=written) if isinstance(written, str) else written


_Told = Annotated[Note, BeforeValidator(_note)]


class IndexedDocument(BaseModel):
    """A document of an index: title, file name, SHA-256 of the file, number of passages, remarks from reading it.

    ``date``, ``added`` and ``formerly`` are as in `knowledge.types.Document`; older programs kept none of them, and can
    read no version in which a document has former titles.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    name: str
    sha256: str
    passages: int
    mended: tuple[_Told, ...] = ()
    unmended: tuple[str, ...] = ()
    notes: tuple[_Told, ...] = ()
    date: str = ""
    added: str = ""
    formerly: tuple[str, ...] = Field(default=(), exclude_if=lambda titles: not titles)

    @property
    def titles(self) -> tuple[str, ...]:
        """All titles by which it is, or was, known."""
        return self.title, *self.formerly


def documents_in(manifest: dict[str, Any]) -> tuple[IndexedDocument, ...]:
    """Return the documents of a manifest as it was written; what has no day was there when the index was made."""
    return tuple(
        IndexedDocument.model_validate({"added": manifest["created"]} | held) for held in manifest["documents"]
    )


class Manifest(BaseModel):
    """What an index holds and how it was made.

    ``version`` names the index. ``created`` is UTC, ISO 8601. ``content`` is the SHA-256 of everything that went in, so
    equal content is recognised without building; ``resources`` is that of the word lists. ``files`` maps each file to
    its SHA-256. ``engine`` is what ran the ``model``, as far as the vectors depend on it. ``base`` is the version from
    which it was made, ``by`` is who made it and ``why`` the reason.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    format_version: int
    version: str
    created: str
    content: str
    resources: str
    model: str
    engine: str
    dimension: int
    passages: int
    sentences: int
    samples: int
    unanswered: int
    documents: tuple[IndexedDocument, ...]
    files: dict[str, str]
    base: str | None = None
    by: str = ""
    why: str = ""

    def document(self, title: str) -> IndexedDocument | None:
        """Return the document with that title, None if there is none; no two have the same."""
        return next((document for document in self.documents if document.title == title), None)

    def successor(self, title: str) -> IndexedDocument | None:
        """Return the document with that title, else one that took the place of such a document; None if none did."""
        formerly = (document for document in self.documents if title in document.formerly)
        return self.document(title) or next(formerly, None)

    def rows(self, titles: Sequence[str]) -> list[int]:
        """Return the rows in the index, ascending, of the passages of the documents with these ``titles``."""
        return [
            row
            for document, end in zip(self.documents, self._ends(), strict=True)
            if document.title in titles
            for row in range(end - document.passages, end)
        ]

    def document_at(self, row: int) -> IndexedDocument | None:
        """Return the document of the passage in that row of the index, None if there is no such row."""
        ends = zip(self.documents, self._ends(), strict=True)
        return next((document for document, end in ends if row < end), None)

    def _ends(self) -> Iterator[int]:
        return accumulate(document.passages for document in self.documents)


class Readable(Protocol):
    """What quotes and pages are made of: an index, or a version of which only the passages were read."""

    @property
    def passages(self) -> Sequence[Passage]:
        """All passages, by their rows."""

    @property
    def manifest(self) -> Manifest:
        """What the version says of itself."""


@dataclass(frozen=True, slots=True)
class ReadVersion:
    """The passages of a version without what finds them; see `Readable`."""

    passages: Sequence[Passage]
    manifest: Manifest


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample question and the numbers (rows in the index) of the passages that answer it."""

    question: str
    passages: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question that nothing in the index answers.

    ``missing`` says in few words what it asks for, empty if nobody said so. ``passage`` is the row of the nearest
    passage. ``elsewhere`` says that the question is on another subject altogether.
    """

    question: str
    missing: str
    passage: int
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """Questions that a passage is known to answer, and not to answer; those nearest to the question asked."""

    answered: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question.

    ``number`` is its row in the index. ``score`` is the sum of its standardised scores, so only differences within one
    question mean something. ``key_sentences`` are positions in ``passage.sentences``, best first.
    """

    passage: Passage
    number: int
    score: float
    key_sentences: tuple[int, ...]
