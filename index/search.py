"""Find the passages that answer a question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from index.analysis import analyse, words
from index.candidates import candidates
from index.dense import NO_SIMILARITY, Rows, best_in_each, inner_products
from index.encoder import Encoder, Vectors
from index.fusion import Components, Scores, fuse
from index.key_sentences import QuestionWords, key_sentences, score_sentences
from index.parts import DensePart, FetchedPassages, LexicalPart
from index.rarity import rarity
from index.samples import SampleIndex, mean_of_best
from index.types import Beside, Hit, Manifest, Sample, Unanswered
from index.unanswered import UnansweredIndex
from knowledge.script import comparable, fold, has_chinese
from knowledge.types import Passage

_CENTRING = 0.5
_CENTRING_WITHOUT_HEADINGS = 0.4
_SAMPLES_A_PASSAGE = 1.0  # sample questions per passage
# Cosine from which a question is one that is listed for a section, but for a word or a sign. Of 6,130 questions that
# people typed before they had opened the report 9 are this near to one; each is answered by several points.
_LISTED_COSINE = 0.98
_MAX_QUESTIONS_BESIDE = 2  # questions of each kind read with a passage


@dataclass(frozen=True, slots=True)
class Question:
    """A question ready to be looked up.

    ``tokens`` are all its tokens, ``words`` those without thesaurus tokens, each once; ``vector`` has shape
    (dimension,), float32, unit length, and so has ``search_vector``, by which passages are looked up; None if that is
    ``vector`` too.
    """

    text: str
    folded: str
    tokens: list[str]
    words: tuple[str, ...]
    vector: Vectors
    search_vector: Vectors | None = None

    @property
    def chinese(self) -> bool:
        return has_chinese(self.folded)


def prepare(text: str, vector: Vectors, search_vector: Vectors | None = None) -> Question:
    """Return the question with ``text`` folded and cut into tokens, and with its vectors."""
    folded = fold(text)
    return Question(text, folded, analyse(folded), tuple(dict.fromkeys(words(folded))), vector, search_vector)


def prepare_all(index: "SearchIndex", encoder: Encoder, texts: Sequence[str]) -> list[Question]:
    """Return the questions ``texts`` ready to be looked up in ``index``. Raises `EncoderError`."""
    vectors = encoder.queries(texts)
    searching = None if index.sampled else encoder.search_vectors(texts)
    if searching is None:
        return [prepare(text, vector) for text, vector in zip(texts, vectors, strict=True)]
    return [prepare(text, *both) for text, *both in zip(texts, vectors, searching, strict=True)]


@dataclass(frozen=True, slots=True)
class Background:
    """The vectors of everyday sentences, shape (sentences, dimension), and their mean, in each language."""

    chinese: Vectors
    english: Vectors
    chinese_mean: Vectors
    english_mean: Vectors


@dataclass(frozen=True, slots=True)
class Ranking:
    """Passages scored for a question: ``numbers`` ascending, ``scores`` in the same order.

    ``nearest`` is the largest cosine with a passage, a sentence or a sample question, ``everyday`` that with a
    background sentence or a question on another subject, ``unanswered`` that with an unanswered question (-1 if there
    is none). ``section`` holds the passages of the section or chapter that the question is on as a whole, none if it is
    on a single passage. ``asks_section``: it is a sample question of that section.
    """

    question: Question
    numbers: Rows
    scores: Scores
    nearest: float
    everyday: float
    unanswered: float
    section: tuple[int, ...]
    asks_section: bool = False


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """A loaded index version; it never changes, so threads can share it, and a newer one replaces it.

    ``sample_text`` indexes the words of each passage and its sample questions. ``samples`` are the sample questions of
    single passages, ``places`` those of whole sections and chapters, with ``place_vectors`` (places, dimension).
    ``unanswered`` are the questions that nothing in the index answers. ``headed``: passages have headings above them.
    ``decided``: for questions that people decided on, by their comparable text, the passages that answer them, none if
    nothing does; see `knowledge.script.comparable`. ``among``: the passages that are searched, None for all.
    """

    manifest: Manifest
    passages: Sequence[Passage]
    vectors: DensePart
    sentences: DensePart
    text: LexicalPart
    samples: SampleIndex | None
    sample_text: LexicalPart | None
    places: tuple[Sample, ...]
    place_vectors: Vectors
    unanswered: UnansweredIndex
    background: Background
    headed: bool
    decided: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    among: Rows | None = None

    def within(self, titles: Sequence[str]) -> "SearchIndex":
        """Return this index with only the documents of these ``titles`` searched."""
        return replace(self, among=np.array(self.manifest.rows(titles), np.int64))

    @property
    def sampled(self) -> bool:
        """Whether there are enough sample questions to compare a question with them."""
        return self.samples is not None and len(self.samples.questions) >= _SAMPLES_A_PASSAGE * len(self.passages)

    def rank(self, question: Question) -> Ranking:
        """Score the candidates: all passages searched, or if they are many the nearest by each kind of score."""
        query, searching = self.centred(question), self._searching(question)
        # With sample questions, the words that people ask with are in the index, and their weights were fitted to that.
        text = self.text.score(question.tokens) if self.sampled else self.text.score(question.tokens, rarity)
        sample_text = self.sample_text.score(question.tokens) if self.sample_text else None
        cosines = self.samples.similarities(query) if self.samples else None
        numbers = self._candidates(query, searching, sample_text.scores if sample_text else text.scores)
        components = Components(
            passage=_best(self.vectors, searching, numbers),
            sentence=_best(self.sentences, searching, numbers),
            text=text.scores[numbers],
            text_coverage=text.coverage,
            headed=self.headed,
            samples=self.samples.by_passage(cosines, numbers) if self.samples and cosines is not None else None,
            all_text=sample_text.scores[numbers] if sample_text else None,
            all_text_coverage=sample_text.coverage if sample_text else 0.0,
        )
        places = inner_products(self.place_vectors, query)
        section = self._section(places, cosines) if cosines is not None and len(places) else ()
        nearest = [components.passage, components.sentence, cosines, places]
        if self.among is not None:
            # Questions on what is not searched say nothing of what is.
            nearest[2:] = [self.samples.best_of(cosines, numbers)] if self.samples and cosines is not None else []
            section = section if np.isin(section, self.among).all() else ()
        unanswered = self.unanswered.similarities(query)
        nearest_listed = float(inner_products(self.place_vectors, question.vector).max(initial=NO_SIMILARITY))
        everyday = [inner_products(vectors, query) for vectors in (self.background.chinese, self.background.english)]
        return Ranking(
            question=question,
            numbers=numbers,
            scores=fuse(components),
            nearest=max(float(found.max()) for found in nearest if found is not None and len(found)),
            everyday=max(
                self.unanswered.nearest(unanswered, elsewhere=True),
                *(float(found.max(initial=NO_SIMILARITY)) for found in everyday),
            ),
            unanswered=self.unanswered.nearest(unanswered, elsewhere=False),
            section=section,
            asks_section=bool(section) and nearest_listed >= _LISTED_COSINE,
        )

    def passages_at(self, numbers: Rows) -> list[Passage]:
        """Return the passages with these ``numbers``; where they are not in memory, this fetches all at once."""
        if isinstance(self.passages, FetchedPassages):
            return self.passages.at(numbers.tolist())
        return [self.passages[number] for number in numbers.tolist()]

    def hits(self, ranking: Ranking, limit: int, among: tuple[int, ...] | None = None) -> list[Hit]:
        """Return the ``limit`` best passages (of those ``among``), best first, with the sentences that answer best."""
        asked = self._words_of(ranking.question)
        query = self._searching(ranking.question)
        best = np.argsort(-ranking.scores, kind="stable")
        if among is not None:
            best = best[np.isin(ranking.numbers[best], among)]
        best = best[:limit]
        numbers, scores = ranking.numbers[best], ranking.scores[best]
        cosines, starts = self.sentences.similarities(query, np.sort(numbers))
        rows = np.searchsorted(np.sort(numbers), numbers).tolist()
        found = zip(self.passages_at(numbers), numbers.tolist(), rows, scores.tolist(), strict=True)
        return [
            Hit(passage, n, score, key_sentences(passage, cosines[starts[row] : starts[row + 1]], asked))
            for passage, n, row, score in found
        ]

    def beside(self, question: Question, number: int, *, but: str | None = None) -> Beside:
        """Return the questions nearest to ``question`` that the passage is known to answer, and known not to answer.

        The question ``but`` is left out.
        """
        query = self.centred(question)
        samples = self.samples
        return Beside(
            answered=samples.nearest_of(query, number, _MAX_QUESTIONS_BESIDE, but) if samples else (),
            unanswered=self.unanswered.nearest_of(query, number, _MAX_QUESTIONS_BESIDE, but),
        )

    def decision_on(self, question: Question) -> tuple[int, ...] | None:
        """Return the passages by which people decided to answer, none if nothing answers; None if undecided."""
        return self.decided.get(comparable(question.text))

    def unanswered_like(self, question: Question, least: float) -> list[Unanswered]:
        """Return the unanswered questions with a cosine to ``question`` of at least ``least``, the nearest first."""
        return self.unanswered.like(self.unanswered.similarities(self.centred(question)), least)

    def _section(self, places: Vectors, samples: Vectors) -> tuple[int, ...]:
        """Return the passages of the section or chapter whose question is nearest.

        Return none if the mean of the three best ``samples`` is at least that of the three best ``places``; both are
        cosines.
        """
        if mean_of_best(places) <= mean_of_best(samples):
            return ()
        return self.places[int(np.argmax(places))].passages

    def sentence_scores(self, question: Question, number: int) -> Scores:
        """Return how well each sentence of a passage answers, by meaning and words, shape (sentences,).

        What stands above a table has -inf, since its rows answer.
        """
        cosines, _ = self.sentences.similarities(self._searching(question), np.array([number]))
        return score_sentences(self.passages[number], cosines, self._words_of(question))

    def _words_of(self, question: Question) -> QuestionWords:
        """Return what the words of ``question`` say of a sentence; without sample questions, other words as well."""
        return QuestionWords(self.text.weights(question.words), "" if self.sampled else question.folded)

    def centred(self, question: Question) -> Vectors:
        """Return the vector of ``question`` as `centred_vector` does."""
        return self.centred_vector(question.vector, chinese=question.chinese)

    def _searching(self, question: Question) -> Vectors:
        """Return the vector to look up passages and sentences with, less the same mean."""
        vector = question.vector if question.search_vector is None else question.search_vector
        return self.centred_vector(vector, chinese=question.chinese)

    def centred_vector(self, vector: Vectors, *, chinese: bool) -> Vectors:
        """Return a question's vector less part of the mean of all everyday sentences in its language.

        Inner products then say less about language and tone, and more about the subject.
        """
        mean = self.background.chinese_mean if chinese else self.background.english_mean
        return vector - np.float32(_CENTRING if self.headed else _CENTRING_WITHOUT_HEADINGS) * mean

    def _candidates(self, query: Vectors, searching: Vectors, lexical: Scores) -> Rows:
        lookups: list[tuple[DensePart, Vectors]] = [(self.vectors, searching), (self.sentences, searching)]
        if self.samples:
            lookups.append((self.samples.dense, query))
        return candidates(lexical, lookups, len(self.passages), self.among)


def with_first(ranking: Ranking, numbers: tuple[int, ...]) -> Ranking:
    """Return ``ranking`` with the passages ``numbers`` before all others, and in a large index added to it."""
    missing = np.setdiff1d(numbers, ranking.numbers)
    everything = np.concatenate([ranking.numbers, missing])
    scores = np.concatenate([ranking.scores, np.full(len(missing), ranking.scores.min())])
    scores += np.isin(everything, numbers) * (1.0 + np.ptp(ranking.scores))
    order = np.argsort(everything)
    return replace(ranking, numbers=everything[order], scores=scores[order])


def _best(dense: DensePart, query: Vectors, passages: Rows) -> Scores:
    similarities, starts = dense.similarities(query, passages)
    return best_in_each(similarities, starts, missing=NO_SIMILARITY).astype(np.float64)
