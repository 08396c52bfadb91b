"""From documents on disk to a published index version."""

import logging
import shlex
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.settings import Settings
from index.build import Advance, Contents, build, gather
from index.encoder import Encoder
from index.errors import REBUILD, SearchIndexError
from index.search import SearchIndex
from index.versions import building, index_folder, load_current, new_version, publish
from knowledge.documents import SHIPPED_EDITION, SHIPPED_QUESTIONS, load_document
from knowledge.errors import DocumentError
from knowledge.readers import ENDINGS
from knowledge.samples import read_samples
from knowledge.script import encodable
from knowledge.types import Document

Stage = Callable[[str], None]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a re-indexing did: passages counted against the version before, and the documents as read.

    ``published`` is False where nothing had changed, so the live version stays. ``unplaced`` are the places of
    sample questions that the documents do not have.
    """

    version: str
    published: bool
    passages: int
    new: int
    unchanged: int
    removed: int
    samples: int
    unplaced: tuple[str, ...]
    documents: tuple[Document, ...]
    seconds: float


def reindex(
    settings: Settings, paths: Sequence[Path], sample_questions: Path | None, stage: Stage, advance: Advance
) -> Summary:
    """Index ``paths`` (files and folders; none means the shipped edition) as a new live version.

    ``stage`` hears "reading", "encoding", "publishing"; ``advance`` texts encoded and in all. Raises
    `DocumentError` before anything is written, and `SearchIndexError`; either way the live version stays.
    """
    started = time.perf_counter()
    folder = index_folder(settings.data_dir)
    stage("reading")
    contents = _read(settings, paths, sample_questions)
    encoder = Encoder(settings.encoder)
    digest = contents.digest(encoder.identity)
    with building(folder):
        live = _live(settings)
        if live is not None and live.manifest.content == digest:
            version, published = live.manifest.version, False
        else:
            version, created = new_version(digest)
            stage("encoding")
            cache = settings.data_dir / "embeddings.sqlite"
            index = build(contents, version, created, encoder, cache, advance)
            stage("publishing")
            publish(index, folder)
            published = True
    before = Counter(passage.text for passage in live.passages) if live else Counter()
    now = Counter(passage.text for passage in contents.passages)
    return Summary(
        version=version,
        published=published,
        passages=now.total(),
        new=(now - before).total(),
        unchanged=(now & before).total(),
        removed=(before - now).total(),
        samples=len(contents.samples),
        unplaced=tuple(place.ref for place in contents.unplaced),
        documents=contents.documents,
        seconds=time.perf_counter() - started,
    )


def _live(settings: Settings) -> SearchIndex | None:
    """The live index, None where there is none or it cannot be used: then all is built anew."""
    try:
        return load_current(index_folder(settings.data_dir), settings.encoder)
    except SearchIndexError as error:
        _log.info("no live index to compare with: %s", error)
        return None


def _read(settings: Settings, paths: Sequence[Path], sample_questions: Path | None) -> Contents:
    files = [file for path in paths or [SHIPPED_EDITION] for file in _files(path)]
    questions = sample_questions if paths or sample_questions else SHIPPED_QUESTIONS
    limit = settings.max_document_mb * 2**20
    documents = _distinct([load_document(file, max_bytes=limit) for file in files])
    places = read_samples(questions) if questions else []
    return gather(documents, places, _command(paths, sample_questions))


def _command(paths: Sequence[Path], sample_questions: Path | None) -> str:
    """The command line that indexes the same again, from wherever it is called."""
    options = ["--sample-questions", str(sample_questions.resolve())] if sample_questions else []
    command = shlex.join([*REBUILD.split(), *(str(path.resolve()) for path in paths), *options])
    return encodable(command)  # a file name may be no UTF-8


def _files(path: Path) -> list[Path]:
    """``path`` itself, or what a folder holds that can be read, in order of name."""
    if not path.is_dir():
        return [path]
    files = sorted(file for file in path.rglob("*") if file.suffix.lower() in ENDINGS and file.is_file())
    files = [file for file in files if not file.name.startswith((".", "~$"))]  # hidden, or Word's lock on an open one
    if not files:
        raise DocumentError("no-documents", path.name)
    return files


def _distinct(documents: list[Document]) -> list[Document]:
    """The same file only once; documents of one title told apart by their file names."""
    once = list({document.sha256: document for document in reversed(documents)}.values())[::-1]
    titles = Counter(document.title for document in once)
    return [document if titles[document.title] == 1 else _titled(document) for document in once]


def _titled(document: Document) -> Document:
    title = f"{document.title} ({document.name})"
    passages = tuple(replace(passage, document=title) for passage in document.passages)
    return replace(document, title=title, passages=passages)
