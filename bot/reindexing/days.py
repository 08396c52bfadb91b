"""Since when documents are in the index: a file that is read again was added when it was indexed first."""

from collections.abc import Sequence
from dataclasses import replace

from index.errors import SearchIndexError
from index.store import VersionStore
from knowledge.types import Document


def since_first(documents: Sequence[Document], store: VersionStore, base: str | None) -> list[Document]:
    """Return ``documents`` with the day on which the version ``base`` says that each was added."""
    try:
        held = store.documents(base) if base else ()
    except SearchIndexError:  # what a damaged version knew is lost, and no reason to build nothing
        held = ()
    known = {document.sha256: document.added for document in held}
    return [replace(each, added=each.added or known.get(each.sha256, "")) for each in documents]
