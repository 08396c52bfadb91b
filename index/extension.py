"""Add sample questions and unanswered questions to an existing index without building it anew."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from index.analysis import analyse
from index.build import passage_tokens, texts_with_samples
from index.dense import build_dense
from index.encoder import Encoder, Vectors
from index.samples import index_samples
from index.search import SearchIndex
from index.types import Sample, Unanswered
from index.unanswered import index_unanswered
from knowledge.script import comparable, fold


def with_samples(index: SearchIndex, samples: Sequence[Sample], encoder: Encoder) -> SearchIndex:
    """Return ``index`` as if it had been built with these ``samples`` too; skip those that it already has.

    Return the same object if there is nothing to add. Raises `EncoderError`.
    """
    known = set(samples_in(index))
    new = [sample for sample in dict.fromkeys(samples) if sample not in known]
    if not new:
        return index
    vectors = encoder.questions([sample.question for sample in new])
    points = [(sample, vector) for sample, vector in zip(new, vectors, strict=True) if len(sample.passages) == 1]
    places = [(sample, vector) for sample, vector in zip(new, vectors, strict=True) if len(sample.passages) > 1]
    manifest = index.manifest.model_copy(update={"samples": index.manifest.samples + len(new)})
    extended = replace(index, manifest=manifest)
    if places:
        added = np.stack([vector for _, vector in places])
        here = index.place_vectors if len(index.places) else added[:0]
        extended = replace(
            extended,
            places=(*index.places, *(sample for sample, _ in places)),
            place_vectors=np.concatenate([here, added]),
        )
    return _with_points(extended, points) if points else extended


def with_unanswered(index: SearchIndex, unanswered: Sequence[Unanswered], encoder: Encoder) -> SearchIndex:
    """Return ``index`` as if it had been built with these ``unanswered`` questions too; skip those it already has.

    Return the same object if there is nothing to add. Raises `EncoderError`.
    """
    known = {asked.question for asked in index.unanswered.questions}
    new = [asked for asked in unanswered if asked.question not in known]
    if not new:
        return index
    added = encoder.questions([asked.question for asked in new])
    here = index.unanswered.vectors if len(index.unanswered) else added[:0]
    everything = (*index.unanswered.questions, *new)
    return replace(
        index,
        manifest=index.manifest.model_copy(update={"unanswered": len(everything)}),
        unanswered=index_unanswered(everything, np.concatenate([here, added])),
    )


def with_decisions(index: SearchIndex, samples: Sequence[Sample], unanswered: Sequence[Unanswered]) -> SearchIndex:
    """Return ``index`` with the word of people on these questions: it counts more than what ranking says of them."""
    decided: dict[str, tuple[int, ...]] = {comparable(asked.question): () for asked in unanswered}
    for sample in samples:
        question = comparable(sample.question)
        decided[question] = tuple(dict.fromkeys((*decided.get(question, ()), *sample.passages)))
    return replace(index, decided=decided)


def samples_in(index: SearchIndex) -> list[Sample]:
    """Return all sample questions of an index."""
    points: list[Sample] = []
    if index.samples:
        owners = index.samples.dense.owners.tolist()
        points = [Sample(text, (owner,)) for text, owner in zip(index.samples.questions, owners, strict=True)]
    return [*points, *index.places]


def _with_points(index: SearchIndex, points: Sequence[tuple[Sample, Vectors]]) -> SearchIndex:
    """Add questions of single passages, in the passages' order, and add their words to the lexical index."""
    new = [sample for sample, _ in points]
    added = np.stack([vector for _, vector in points])
    owners = np.array([sample.passages[0] for sample in new])
    questions = [sample.question for sample in new]
    if index.samples:
        added = np.concatenate([index.samples.dense.vectors, added])
        owners = np.concatenate([index.samples.dense.owners, owners])
        questions = [*index.samples.questions, *questions]
    order = np.argsort(owners, kind="stable")
    dense = build_dense(added[order], owners[order], len(index.passages))
    texts = tuple(questions[row] for row in order.tolist())
    everything = [Sample(text, (owner,)) for text, owner in zip(texts, owners[order].tolist(), strict=True)]
    return replace(
        index,
        samples=index_samples(texts, dense),
        sample_text=(index.sample_text or index.text).extended(
            _tokens_of(new), lambda: texts_with_samples(passage_tokens(index.passages), everything)
        ),
    )


def _tokens_of(samples: Sequence[Sample]) -> dict[int, list[str]]:
    """Return the tokens of sample questions of single passages, by the passages' numbers."""
    tokens: dict[int, list[str]] = {}
    for sample in samples:
        tokens.setdefault(sample.passages[0], []).extend(analyse(fold(sample.question)))
    return tokens
