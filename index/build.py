"""Build an index from documents: encode the texts that are new and put all parts together."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.analysis import analyse
from index.cache import cached_passages, cached_questions
from index.dense import build_dense
from index.encoder import Encoder, Vectors, engine_of
from index.lexical import build_lexical
from index.resources import background_sentences, fingerprint
from index.samples import SampleIndex, index_samples
from index.search import Background, SearchIndex
from index.types import FORMAT_VERSION, IndexedDocument, Manifest, Sample, Unanswered
from index.unanswered import index_unanswered
from knowledge.samples import SamplePlace, place_samples, place_unanswered, renumbered
from knowledge.script import fold, simplified
from knowledge.table_text import encoded_text, sentence_text
from knowledge.types import Document, Passage

Advance = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything that goes into an index: documents, and the sample and unanswered questions with a place in them.

    ``places`` are all places given with these documents, which have them as they say or lack them. ``unplaced`` are the
    places that were not found, curated ones included.
    """

    documents: tuple[Document, ...]
    samples: tuple[Sample, ...]
    unanswered: tuple[Unanswered, ...]
    places: tuple[SamplePlace, ...]
    unplaced: tuple[SamplePlace, ...]

    @property
    def passages(self) -> tuple[Passage, ...]:
        return tuple(passage for document in self.documents for passage in document.passages)

    def digest(self, model: str) -> str:
        """Return the SHA-256 of all that decides the index: texts, places, questions, model, word lists, format."""
        described = {
            "format": FORMAT_VERSION,
            "model": model,
            "resources": fingerprint(),
            "documents": [(d.title, d.name, d.sha256, *filter(None, [d.date])) for d in self.documents],
            "passages": [
                (p.ref, p.label, p.headings, p.heading_labels, p.text, p.page, p.incomplete, p.table, *_shortened(p))
                for p in self.passages
            ],
            "samples": [(s.question, s.passages) for s in self.samples],
            "unanswered": [(u.question, u.missing, u.passage, u.elsewhere) for u in self.unanswered],
        }
        return hashlib.sha256(json.dumps(described, ensure_ascii=False).encode("utf-8", "replace")).hexdigest()


def gather(
    documents: Sequence[Document], places: Sequence[SamplePlace] = (), curated: Sequence[SamplePlace] = ()
) -> Contents:
    """Combine documents with the questions of their places.

    The ``curated`` places are stored elsewhere: they go into the index, but are not kept with it for the next one.
    """
    passages = [passage for document in documents for passage in document.passages]
    samples, unplaced = samples_of([*places, *curated], passages)
    unanswered = unanswered_of([*places, *curated], passages)
    return Contents(
        tuple(documents), tuple(samples), tuple(unanswered), tuple(renumbered(places, passages)), tuple(unplaced)
    )


def samples_of(places: Sequence[SamplePlace], passages: Sequence[Passage]) -> tuple[list[Sample], list[SamplePlace]]:
    """Return each sample question once, with the passages of its place, and the places that were not found."""
    placed, unplaced = place_samples(places, passages)
    samples = {
        Sample(question.question, numbers): None
        for question in placed
        for numbers in ([(number,) for number in question.passages] if question.of_point else [question.passages])
    }
    return sorted(samples, key=lambda sample: sample.passages[0]), unplaced


def unanswered_of(places: Sequence[SamplePlace], passages: Sequence[Passage]) -> list[Unanswered]:
    """Return each unanswered question once, if its place is found in ``passages``."""
    placed = place_unanswered(places, passages)
    found = (Unanswered(asked.question, asked.missing, asked.passage, asked.elsewhere) for asked in placed)
    return list({asked.question: asked for asked in found}.values())


def documents_of(index: SearchIndex) -> tuple[Document, ...]:
    """Return the documents of an index as they were read."""
    documents = []
    first = 0
    for held in index.manifest.documents:
        passages = tuple(index.passages[first : first + held.passages])
        first += held.passages
        documents.append(Document(**held.model_dump() | {"passages": passages}))
    return tuple(documents)


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts to encode, in the order of their rows."""

    passages: list[str]
    sentences: list[str]
    samples: list[str]
    places: list[str]
    unanswered: list[str]
    chinese: tuple[str, ...]
    english: tuple[str, ...]

    @property
    def questions(self) -> list[str]:
        return [*self.samples, *self.places, *self.unanswered, *self.chinese, *self.english]


def build(
    contents: Contents, version: str, created: str, encoder: Encoder, cache: Path, advance: Advance
) -> SearchIndex:
    """Encode ``contents`` and index them in memory.

    ``advance`` is called with (texts encoded, texts in all). ``cache`` is the file of embeddings by content. Raises
    `EncoderError` if the model cannot be loaded.
    """
    passages = contents.passages
    points, places = _split(contents.samples)
    texts = _texts(passages, points, places, contents.unanswered)
    documents, questions = _encode(texts, encoder, cache, advance)
    sentence_owners = np.repeat(np.arange(len(passages)), [len(passage.sentences) for passage in passages])
    words = passage_tokens(passages)
    ends = np.cumsum([len(points), len(places), len(contents.unanswered), len(texts.chinese)])
    point_vectors, place_vectors, unanswered_vectors, chinese, english = np.split(questions, ends)
    return SearchIndex(
        manifest=_manifest(contents, version, created, encoder, questions.shape[1]),
        passages=passages,
        vectors=build_dense(documents[: len(passages)], np.arange(len(passages)), len(passages)),
        sentences=build_dense(documents[len(passages) :], sentence_owners, len(passages)),
        text=build_lexical(words),
        samples=_samples(points, point_vectors, len(passages)) if points else None,
        sample_text=build_lexical(texts_with_samples(words, points)) if points else None,
        places=tuple(places),
        place_vectors=place_vectors,
        unanswered=index_unanswered(contents.unanswered, unanswered_vectors),
        background=background_of(chinese, english),
        headed=any(passage.headings for passage in passages),
    )


def texts_of(contents: Contents) -> tuple[list[str], list[str]]:
    """Return all texts that an index of ``contents`` encodes as passages, and all that it encodes as questions."""
    points, places = _split(contents.samples)
    texts = _texts(contents.passages, points, places, contents.unanswered)
    return [*texts.passages, *texts.sentences], texts.questions


def _shortened(passage: Passage) -> list[str]:
    """Return what is encoded of rows that are not encoded whole, none of other sentences."""
    spans = passage.sentences if passage.table else ()
    return [text for span in spans if (text := encoded_text(passage, span)) != sentence_text(passage, span)]


def passage_tokens(passages: Sequence[Passage]) -> list[list[str]]:
    """Return the tokens of each passage and the headings above it."""
    return [analyse(fold("\n".join([*passage.headings, passage.text]))) for passage in passages]


def texts_with_samples(words: Sequence[list[str]], points: Sequence[Sample]) -> list[list[str]]:
    """Return the tokens ``words`` of passages, each with those of its sample questions."""
    extended = [list(tokens) for tokens in words]
    for sample in points:
        extended[sample.passages[0]].extend(analyse(fold(sample.question)))
    return extended


def background_of(chinese: Vectors, english: Vectors) -> Background:
    """Return the background made of the vectors of Chinese and of English everyday sentences."""
    return Background(chinese, english, chinese.mean(axis=0), english.mean(axis=0))


def _texts(
    passages: Sequence[Passage], points: Sequence[Sample], places: Sequence[Sample], unanswered: Sequence[Unanswered]
) -> _Texts:
    everyday = background_sentences()
    return _Texts(
        passages=[passage.text for passage in passages],
        sentences=[encoded_text(passage, span) for passage in passages for span in passage.sentences],
        samples=[sample.question for sample in points],
        places=[sample.question for sample in places],
        unanswered=[asked.question for asked in unanswered],
        chinese=everyday["zh-Hans"] + everyday["zh-Hant"],
        english=everyday["en"],
    )


def _split(samples: Sequence[Sample]) -> tuple[list[Sample], list[Sample]]:
    """Split samples into those of single passages and those of whole sections and chapters."""
    points = [sample for sample in samples if len(sample.passages) == 1]
    return points, [sample for sample in samples if len(sample.passages) > 1]


def _encode(texts: _Texts, encoder: Encoder, cache: Path, advance: Advance) -> tuple[Vectors, Vectors]:
    documents = [simplified(text) for text in (*texts.passages, *texts.sentences)]  # as questions are encoded
    total = len(documents) + len(texts.questions)
    done = 0

    def count(more: int) -> None:
        nonlocal done
        done += more
        advance(done, total)

    return cached_passages(cache, encoder, documents, count), cached_questions(cache, encoder, texts.questions, count)


def _samples(points: Sequence[Sample], vectors: Vectors, passages: int) -> SampleIndex:
    owners = np.array([sample.passages[0] for sample in points])
    return index_samples(tuple(sample.question for sample in points), build_dense(vectors, owners, passages))


def _manifest(contents: Contents, version: str, created: str, encoder: Encoder, dimension: int) -> Manifest:
    return Manifest(
        format_version=FORMAT_VERSION,
        version=version,
        created=created,
        content=contents.digest(encoder.identity),
        resources=fingerprint(),
        model=encoder.model,
        engine=engine_of(encoder.model),
        dimension=dimension,
        passages=len(contents.passages),
        sentences=sum(len(passage.sentences) for passage in contents.passages),
        samples=len(contents.samples),
        unanswered=len(contents.unanswered),
        documents=tuple(
            IndexedDocument(
                title=document.title,
                name=document.name,
                sha256=document.sha256,
                passages=len(document.passages),
                mended=document.mended,
                unmended=document.unmended,
                notes=document.notes,
                date=document.date,
                added=document.added or created,
                formerly=document.formerly,
            )
            for document in contents.documents
        ),
        files={},
    )
