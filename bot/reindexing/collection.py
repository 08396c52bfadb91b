"""The documents of the next version: those of the live one, and what is added, replaced, removed or renamed."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.reindexing.errors import CollectionError
from bot.reindexing.store import stored
from knowledge.changes import likeness
from knowledge.documents import SHIPPED_EDITION
from knowledge.errors import DocumentError
from knowledge.isolation import load_isolated
from knowledge.readers.kinds import ENDINGS, told_endings
from knowledge.script import comparable
from knowledge.types import Document

ALIKE_SHARE = 0.5  # share of text in common from which two documents are taken for editions of one


@dataclass(frozen=True, slots=True)
class Request:
    """Who wants what changed, and why.

    ``whole``: files and folders in place of all documents (an empty tuple: the shipped edition). ``replace``: the name
    of a document (empty: the one that is alike) and the file in its place. ``remove`` and ``rename`` name documents
    too, by title, file name or the beginning of the file's checksum. ``again`` reads the files of the live version
    anew. ``although_alike`` adds a document beside one much like it.
    """

    by: str
    why: str = ""
    whole: tuple[Path, ...] | None = None
    add: tuple[Path, ...] = ()
    replace: tuple[tuple[str, Path], ...] = ()
    remove: tuple[str, ...] = ()
    rename: tuple[tuple[str, str], ...] = ()
    again: bool = False
    although_alike: bool = False
    sample_questions: Path | None = None
    gate: bool = True
    trust_clock: bool = False


@dataclass(frozen=True, slots=True)
class Alike:
    """A document that was read is much like one that is there: the same title, or that share of the text, 0 to 1."""

    document: Document
    other: Document
    same_title: bool
    share: float


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents in order; ``files``: those that were read, with where; ``alike``: what was added beside its like."""

    documents: tuple[Document, ...]
    files: tuple[tuple[Document, Path], ...]
    alike: tuple[Alike, ...]


@dataclass(slots=True)
class _Reading:
    max_bytes: int
    files: list[tuple[Document, Path]] = field(default_factory=list)

    def read(self, path: Path) -> Document:
        document = load_isolated(path, max_bytes=self.max_bytes)
        self.files.append((document, path))
        return document


def collect(request: Request, live: Callable[[], Sequence[Document]], max_bytes: int) -> Collection:
    """The documents after ``request``, each file read in a process of its own; ``live`` gives those that are there.

    Raises `DocumentError` where a file cannot be used, `CollectionError` where a name fits none or several.
    """
    reading = _Reading(max_bytes)
    if request.whole is not None:
        read = [reading.read(file) for path in request.whole or (SHIPPED_EDITION,) for file in files_in(path)]
        return Collection(tuple(_distinct(read)), tuple(reading.files), ())
    replacing = [(name, reading.read(path)) for name, path in request.replace]
    adding = [reading.read(file) for given in request.add for file in files_in(given)]
    documents = list(live())
    alike: list[Alike] = []
    for name in request.remove:
        documents.remove(find_document(documents, name))
    for name, title in request.rename:
        _rename(documents, name, title)
    for name, new in replacing:
        old = find_document(documents, name) if name else _only_like(new, documents)
        place = documents.index(old)
        documents[place] = _apart(new, [other for other in documents if other is not old])
    for new in adding:
        if any(new.sha256 == other.sha256 for other in documents):
            continue
        alike.extend(find_alike(new, documents))
        documents.append(_apart(new, documents))
    if not documents:
        raise CollectionError("nothing-left")
    return Collection(tuple(documents), tuple(reading.files), tuple(alike))


def read_again(held: Iterable[tuple[str, str, str]], store: Path, max_bytes: int) -> list[Document]:
    """The documents of those titles, names and checksums, read anew from where they are kept.

    Raises `CollectionError` where one no longer is.
    """
    documents = []
    for title, name, sha256 in held:
        path = stored(store, sha256)
        if path is None:
            raise CollectionError("no-original", name=name)
        documents.append(titled(load_isolated(path, max_bytes=max_bytes), title))
    return documents


def find_document(documents: Sequence[Document], name: str) -> Document:
    """The document of that title, file name or beginning of the file's checksum. Raises `CollectionError`."""
    wanted = comparable(name)
    found = [document for document in documents if wanted in (comparable(document.title), comparable(document.name))]
    if not found and len(name) >= 6:
        found = [document for document in documents if document.sha256.startswith(name.lower())]
    if not found:
        raise CollectionError("no-such-document", name=name, documents=_names(documents))
    if len(found) > 1:
        raise CollectionError("several-documents", name=name, documents=_names(found))
    return found[0]


def find_alike(document: Document, others: Sequence[Document]) -> list[Alike]:
    """Those of ``others`` with the same title or largely the same text, the most alike first."""
    found = []
    for other in others:
        same_title = comparable(document.title) == comparable(other.title)
        share = likeness(other.passages, document.passages)
        if same_title or share >= ALIKE_SHARE:
            found.append(Alike(document, other, same_title, share))
    return sorted(found, key=lambda alike: -alike.share)


def files_in(path: Path) -> list[Path]:
    """``path`` itself, or what a folder holds that can be read, in order of name. Raises `DocumentError`."""
    if not path.is_dir():
        return [path]
    files = sorted(file for file in path.rglob("*") if file.suffix.lower() in ENDINGS and file.is_file())
    files = [file for file in files if not file.name.startswith((".", "~$"))]  # hidden, or Word's lock on an open one
    if not files:
        raise DocumentError("no-documents", name=path.name, endings=told_endings())
    return files


def titled(document: Document, title: str) -> Document:
    """``document`` under another title."""
    passages = tuple(replace(passage, document=title) for passage in document.passages)
    return replace(document, title=title, passages=passages)


def _only_like(document: Document, others: Sequence[Document]) -> Document:
    """The one that ``document`` is alike, or whose file had the same name."""
    found = [alike.other for alike in find_alike(document, others)]
    found = found or [other for other in others if other.name == document.name]
    if not found:
        raise CollectionError("not-alike", name=document.name)
    if len(found) > 1:
        raise CollectionError("several-alike", name=document.name, documents=_names(found))
    return found[0]


def _rename(documents: list[Document], name: str, title: str) -> None:
    document = find_document(documents, name)
    others = [comparable(other.title) for other in documents if other is not document]
    if not title.strip() or comparable(title) in others:
        raise CollectionError("no-title")
    documents[documents.index(document)] = titled(document, title.strip())


def _distinct(documents: list[Document]) -> list[Document]:
    """The same file only once; documents of one title told apart by their file names."""
    once = list({document.sha256: document for document in reversed(documents)}.values())[::-1]
    titles = [document.title for document in once]
    apart: list[Document] = []
    for document in once:
        if titles.count(document.title) > 1:
            document = titled(document, f"{document.title} ({document.name})")
        apart.append(_apart(document, apart))
    return apart


def _apart(document: Document, others: Sequence[Document]) -> Document:
    """``document`` under a title that none of ``others`` has."""
    taken = {other.title for other in others}
    candidates = [document.title, f"{document.title} ({document.name})"]
    candidates += [f"{document.title} ({document.name}, {number})" for number in range(2, len(taken) + 3)]
    return titled(document, next(title for title in candidates if title not in taken))


def _names(documents: Sequence[Document]) -> str:
    return "; ".join(f"{document.title} ({document.name}, {document.sha256[:8]})" for document in documents)
