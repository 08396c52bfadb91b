"""The documents of the next index version: those of the live one after additions, replacements and other changes."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.blobs.seam import Blobs
from bot.reindexing.errors import CollectionError
from bot.reindexing.store import stored
from knowledge.changes import likeness
from knowledge.documents import SHIPPED_EDITION
from knowledge.errors import DocumentError
from knowledge.isolation import load_isolated
from knowledge.readers.formats import ENDINGS, told_endings
from knowledge.script import comparable
from knowledge.types import Document

_MOST_GONE = 50  # documents; to compare each new one with more of them takes long
ALIKE_SHARE = 0.5  # Two documents with at least this share of text in common count as editions of one document.


@dataclass(frozen=True, slots=True)
class Request:
    """A request to change the documents: who makes it (``by``), why, and what to change.

    ``whole`` are files and folders that replace all documents (an empty tuple: the shipped edition). ``replace`` has
    pairs of a document's name (empty: the document that is alike) and the file that replaces it. ``remove`` has names,
    ``rename`` pairs of a name and the new title. A name is a title, a file name, or the beginning of the file's
    checksum. ``again`` reads the files of the live version again. ``although_alike`` adds a document even if a similar
    one is there.
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
    """A ``document`` that was read and a similar ``other`` one; ``share`` is the part of text in common, 0 to 1."""

    document: Document
    other: Document
    same_title: bool
    share: float


@dataclass(frozen=True, slots=True)
class Collection:
    """The documents in order.

    ``files`` are the documents that were read, with their paths; ``alike`` are those added although a similar one is
    there; ``left_out`` are links that lead out of the folder that was given.
    """

    documents: tuple[Document, ...]
    files: tuple[tuple[Document, Path], ...]
    alike: tuple[Alike, ...]
    left_out: tuple[Path, ...] = ()


@dataclass(slots=True)
class _Reading:
    max_bytes: int
    files: list[tuple[Document, Path]] = field(default_factory=list)
    left_out: list[Path] = field(default_factory=list)

    def read(self, path: Path) -> Document:
        document = load_isolated(path, max_bytes=self.max_bytes)
        self.files.append((document, path))
        return document

    def read_all(self, paths: Iterable[Path]) -> list[Document]:
        """Read files, and the files in folders."""
        documents = []
        for path in paths:
            files, left_out = files_in(path)
            self.left_out += left_out
            documents += [self.read(file) for file in files]
        return documents


def collect(request: Request, live: Callable[[], Sequence[Document]], max_bytes: int) -> Collection:
    """Return the documents after ``request``; ``live`` returns those before it.

    Each file is read in a process of its own. Raises `DocumentError` if a file cannot be used, and `CollectionError` if
    a name fits no document or several.
    """
    reading = _Reading(max_bytes)
    if request.whole is not None:
        read = reading.read_all(request.whole or (SHIPPED_EDITION,))
        documents = _instead_of_all(_distinct(read), live())
        return Collection(_told_apart(documents), tuple(reading.files), (), tuple(reading.left_out))
    replacing = [(name, reading.read(path)) for name, path in request.replace]
    adding = reading.read_all(request.add)
    documents = list(live())
    alike: list[Alike] = []
    for name in request.remove:
        documents.remove(find_document(documents, name))
    for name, title in request.rename:
        _rename(documents, name, title)
    for name, new in replacing:
        old = find_document(documents, name) if name else _only_like(new, documents)
        place = documents.index(old)
        documents[place] = _instead_of(_apart(new, [other for other in documents if other is not old]), old)
    for new in adding:
        if any(new.sha256 == other.sha256 for other in documents):
            continue
        alike.extend(find_alike(new, documents))
        documents.append(_apart(new, documents))
    if not documents:
        raise CollectionError("nothing-left")
    return Collection(_told_apart(documents), tuple(reading.files), tuple(alike), tuple(reading.left_out))


def read_again(held: Iterable[tuple[str, str, str]], kept: Blobs, max_bytes: int) -> list[Document]:
    """Read the documents with the titles, names and checksums in ``held`` again from the files that are ``kept``.

    Raises `CollectionError` if a file is no longer there or is damaged.
    """
    documents = []
    for title, name, sha256 in held:
        path = stored(kept, sha256)
        if path is None:
            raise CollectionError("no-original", name=name)
        documents.append(titled(load_isolated(path, max_bytes=max_bytes), title))
    return documents


def find_document(documents: Sequence[Document], name: str) -> Document:
    """Return the document with that title, file name or beginning of the checksum. Raises `CollectionError`."""
    wanted = comparable(name)
    found = [document for document in documents if wanted in (comparable(document.title), comparable(document.name))]
    if not found and len(name) >= 6:
        found = [document for document in documents if document.sha256.startswith(name.lower())]
    if not found and re.fullmatch("[0-9a-f]{12,}", name):  # a button's, which nobody has typed
        raise CollectionError("document-gone", documents=_names(documents))
    if not found:
        raise CollectionError("no-such-document", name=name, documents=_names(documents))
    if len(found) > 1:
        raise CollectionError("several-documents", name=name, documents=_names(found))
    return found[0]


def find_alike(document: Document, others: Sequence[Document]) -> list[Alike]:
    """Return those of ``others`` that have the same title or largely the same text, the most alike first."""
    found = []
    for other in others:
        same_title = comparable(document.title) == comparable(other.title)
        share = likeness(other.passages, document.passages)
        if same_title or share >= ALIKE_SHARE:
            found.append(Alike(document, other, same_title, share))
    return sorted(found, key=lambda alike: -alike.share)


def files_in(path: Path) -> tuple[list[Path], list[Path]]:
    """Return ``path`` itself, or the readable files in a folder, in order of name; and the links that are left out.

    A link in a folder that leads elsewhere may be of somebody else's making. Raises `DocumentError`.
    """
    if not path.is_dir():
        return [path], []
    # Hidden files, and the lock files that Word makes for open documents, are left out.
    found = sorted(each for each in path.rglob("*") if not each.name.startswith((".", "~$")))
    files = [each for each in found if each.suffix.lower() in ENDINGS and each.is_file()]
    links = [each for each in found if each.is_symlink() and (each in files or each.is_dir())]
    left_out = [link for link in links if not link.resolve().is_relative_to(path.resolve())]
    files = [file for file in files if file not in left_out]
    if not files and left_out:
        raise DocumentError("only-links", name=path.name)
    if not files:
        raise DocumentError("no-documents", name=path.name, endings=told_endings())
    return files, left_out


def titled(document: Document, title: str) -> Document:
    """Return ``document`` with another title."""
    passages = tuple(replace(passage, document=title) for passage in document.passages)
    return replace(document, title=title, passages=passages)


def _only_like(document: Document, others: Sequence[Document]) -> Document:
    """Return the one of ``others`` that ``document`` is alike, or else the one whose file has the same name."""
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
    documents[documents.index(document)] = _instead_of(titled(document, title.strip()), document)


def _told_apart(documents: Sequence[Document]) -> tuple[Document, ...]:
    """Return ``documents``, none with a former title that another has now: by that the other is known."""
    titles = {document.title for document in documents}
    return tuple(
        replace(each, formerly=tuple(title for title in each.formerly if title not in titles)) for each in documents
    )


def _instead_of_all(documents: Sequence[Document], live: Sequence[Document]) -> list[Document]:
    """Return all ``documents``, each as following the same ``live`` one, or the only one much like it that is gone."""
    titles, checksums = {each.title for each in documents}, {each.sha256 for each in documents}
    gone = [each for each in live if each.title not in titles and each.sha256 not in checksums]
    of_title, of_checksum = {each.title: each for each in live}, {each.sha256: each for each in live}

    def before(new: Document) -> Document | None:
        same = of_checksum.get(new.sha256) or of_title.get(new.title)
        if same or len(gone) > _MOST_GONE:
            return same
        alike = find_alike(new, gone)
        return alike[0].other if len(alike) == 1 else None

    return [_instead_of(new, old) if (old := before(new)) else new for new in documents]


def _instead_of(new: Document, old: Document) -> Document:
    """Return ``new`` with the titles of ``old``, whose place it takes, as former ones."""
    formerly = dict.fromkeys(title for title in (old.title, *old.formerly) if title != new.title)
    return replace(new, formerly=tuple(formerly))


def _distinct(documents: list[Document]) -> list[Document]:
    """Return each file only once, with file names added to the titles of documents with the same title."""
    once = list({document.sha256: document for document in reversed(documents)}.values())[::-1]
    titles = [document.title for document in once]
    apart: list[Document] = []
    for document in once:
        if titles.count(document.title) > 1:
            document = titled(document, f"{document.title} ({document.name})")
        apart.append(_apart(document, apart))
    return apart


def _apart(document: Document, others: Sequence[Document]) -> Document:
    """Return ``document`` with a title that none of ``others`` has."""
    taken = {other.title for other in others}
    candidates = [document.title, f"{document.title} ({document.name})"]
    candidates += [f"{document.title} ({document.name}, {number})" for number in range(2, len(taken) + 3)]
    return titled(document, next(title for title in candidates if title not in taken))


def _names(documents: Sequence[Document]) -> str:
    return "; ".join(f"{document.title} ({document.name}, {document.sha256[:8]})" for document in documents)
