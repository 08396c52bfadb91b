"""What is known of files that are read again: since when they are in the index, and under which titles they were."""

from collections.abc import Sequence
from dataclasses import replace

from index.errors import SearchIndexError
from index.store import VersionStore
from index.types import IndexedDocument
from knowledge.types import Document


def as_known_before(documents: Sequence[Document], store: VersionStore, base: str | None) -> list[Document]:
    """Return ``documents`` with what the version ``base`` knows of each: the day it was added, former titles."""
    try:
        held = store.documents(base) if base else ()
    except SearchIndexError:  # what a damaged version knew is lost, and no reason to build nothing
        held = ()
    known = {document.sha256: document for document in held}
    return [_as_known(each, known[each.sha256]) if each.sha256 in known else each for each in documents]


def _as_known(document: Document, held: IndexedDocument) -> Document:
    return replace(document, added=document.added or held.added, formerly=document.formerly or held.formerly)
