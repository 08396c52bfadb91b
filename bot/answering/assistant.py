"""From a question to an `Answer`: what every front end shows."""

import re
import time
from dataclasses import dataclass, replace

from bot.answering.snapshot import Snapshot
from index.blanks import asks_no_figure, figure_is_blank
from index.conversation import follow_up, leans, points_back
from index.encoder import Encoder
from index.evidence import SAME_QUESTION_COSINE, Evidence, Verdict, is_off_theme, is_plain, judge, lead_of, weigh
from index.mentions import unmentioned_topics
from index.question_kinds import Kind, kind_asked_for
from index.reading import read_best
from index.search import Question, Ranking, SearchIndex, prepare
from index.types import Hit
from index.typos import read_as
from knowledge.errors import UserError
from knowledge.script import encodable, has_chinese

MAX_QUESTION_CHARACTERS = 500  # characters
DEFAULT_LIMIT = 5
_PLAINLY_ELSEWHERE = -0.01  # theme; see `index.evidence.Evidence`

_BEST_LAST: tuple[Verdict, ...] = ("refused", "hedged", "answered")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class EmptyQuestionError(UserError):
    """There is nothing in the question to look up."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage as quoted: ``text`` as written, spans of its key sentences (the best first), its place.

    ``number`` and ``version`` find it again; ``score`` compares the passages of one answer only.
    """

    document: str
    ref: str
    label: str
    headings: tuple[str, ...]
    page: int | None
    text: str
    key_sentences: tuple[tuple[int, int], ...]
    score: float
    number: int
    version: str
    incomplete: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """What a follow-up needs to know of the question before it, as index ``version`` understood it."""

    ranking: Ranking
    theme: float
    version: str


@dataclass(frozen=True, slots=True)
class Lacking:
    """What an answer lacks, as far as it can be said.

    ``names`` in the question that the documents never mention, and its other ``words`` that they do not have; ``thing``
    that was asked for, in few words, as somebody noted of ``asked_before``, a question much like this one that nothing
    answers; ``kind`` of thing asked for. All may be empty.
    """

    names: tuple[str, ...]
    words: tuple[str, ...]
    thing: str
    asked_before: str
    kind: Kind | None


@dataclass(frozen=True, slots=True)
class Answer:
    """``quotes`` best first: the answer, or for "hedged" and "refused" only the nearest there is.

    ``blank``: the report leaves the figure that is asked for blank, which only an answer can say. ``lacking``: what of
    the question is not there, of an answer that stands only names. ``overview``: where the question is on a whole
    section, its passages in outline order. ``read_as``: what a mistyped question was taken for, else empty.
    ``shortened``: only the beginning of a very long question was read. ``reading``: the reader's word on the best
    passages, None where they were not read.
    """

    question: str
    status: Verdict
    quotes: tuple[Quote, ...]
    blank: bool
    lacking: Lacking
    overview: tuple[Quote, ...]
    read_as: str
    shortened: bool
    reading: float | None
    took_ms: float
    turn: Turn

    @property
    def version(self) -> str:
        """The index version that answered."""
        return self.turn.version

    @property
    def missing(self) -> tuple[str, ...]:
        """Names in the question that the documents never mention."""
        return self.lacking.names

    @property
    def quoted(self) -> tuple[Quote, ...]:
        """The passages to show in full: a whole section's or the best one, none where the question is refused."""
        if self.status == "refused":
            return ()
        return self.overview or self.quotes[:1]


@dataclass(frozen=True, slots=True)
class Assistant:
    """Answers questions from one index version, safe to call from many threads."""

    snapshot: Snapshot
    encoder: Encoder

    def warm_up(self) -> None:
        """Load all that the first question would wait for. Raises `EncoderError`."""
        self.ask("?")

    def ask(self, question: str, previous: Turn | str | None = None, limit: int = DEFAULT_LIMIT) -> Answer:
        """Answer ``question``; ``previous`` is the turn before, or its question.

        Where it is not answered and may have been mistyped, it is asked as it may be meant, and the better answer
        counts. Raises `EmptyQuestionError` where there is no text in it.
        """
        started = time.perf_counter()
        index = self.snapshot.index
        whole = clean_question(question)
        if not whole:
            raise EmptyQuestionError("question-empty")
        text = whole[:MAX_QUESTION_CHARACTERS]
        answer = self._ask(index, text, previous, limit)
        if answer.status != "answered":
            meant = read_as(text, (index.sample_text or index.text).vocabulary)
            if meant != text:
                corrected = self._ask(index, meant, previous, limit)
                if _is_better(corrected, answer):
                    answer = replace(corrected, read_as=meant)
        took_ms = (time.perf_counter() - started) * 1000
        return replace(answer, question=question, shortened=text != whole, took_ms=took_ms)

    def _ask(self, index: SearchIndex, text: str, previous: Turn | str | None, limit: int) -> Answer:
        current, before = self._prepare(index, text[:MAX_QUESTION_CHARACTERS], previous)
        ranking = index.rank(current)
        evidence = weigh(index, ranking)
        if before:
            ranking = follow_up(index, ranking, before.ranking)
            evidence = _in_context(evidence, ranking, before)
        understood = _understood(current, before, evidence)
        reading: float | None = None
        status: Verdict = "refused"
        if is_plain(evidence):
            status = "answered"
        elif not is_off_theme(evidence):
            reordered, reading = read_best(index, ranking, understood)
            status = judge(evidence, reading)
            # Read with the question before it, that one's passage looks best.
            ranking = ranking if before else reordered
        hits = index.hits(ranking, limit)
        lacking = _lacking(index, ranking, evidence, status)
        return Answer(
            question=text,
            status=status,
            quotes=tuple(_quote(hit, index.manifest.version) for hit in hits),
            blank=status == "answered" and not lacking.names and _blank(understood, hits[0]),
            lacking=lacking,
            overview=_overview(index, ranking, evidence) if status == "answered" else (),
            read_as="",
            shortened=False,
            reading=reading,
            took_ms=0.0,
            turn=Turn(ranking, evidence.theme, index.manifest.version),
        )

    def _prepare(self, index: SearchIndex, text: str, previous: Turn | str | None) -> tuple[Question, Turn | None]:
        if isinstance(previous, Turn) and previous.version != index.manifest.version:
            previous = previous.ranking.question.text  # its passages are those of another version
        earlier = clean_question(previous)[:MAX_QUESTION_CHARACTERS] if isinstance(previous, str) else ""
        texts = [text, earlier] if earlier else [text]
        questions = [prepare(t, v) for t, v in zip(texts, self.encoder.queries(texts), strict=True)]
        if earlier:
            ranking = index.rank(questions[1])
            return questions[0], Turn(ranking, weigh(index, ranking).theme, index.manifest.version)
        return questions[0], previous if isinstance(previous, Turn) else None


def _is_better(corrected: Answer, answer: Answer) -> bool:
    """Whether a question is better answered as it may be meant than as it was typed.

    What is on another subject may look or sound like one on this: only an answer shows that it was meant.
    """
    standing = _BEST_LAST.index(corrected.status), corrected.reading or 0.0
    before = _BEST_LAST.index(answer.status), answer.reading or 0.0
    return standing > before and (corrected.status == "answered" or answer.status == "hedged")


def next_turn(before: Turn | None, answer: Answer) -> Turn | None:
    """What the next question of a conversation follows up: a stray question that was refused is no ground for it."""
    return before if answer.status == "refused" else answer.turn


def clean_question(question: str) -> str:
    """``question`` without control and invisible characters; lone surrogates, which no text has, become ?."""
    return " ".join(_CONTROL.sub(" ", encodable(question)).split())


def quote_passage(index: SearchIndex, number: int) -> Quote:
    """The passage in that row as quoted without a question: no sentence of it is key."""
    return _quote(Hit(index.passages[number], number, 0.0, ()), index.manifest.version)


def _in_context(evidence: Evidence, ranking: Ranking, before: Turn) -> Evidence:
    """The evidence of a question that may lean on the one before it, and then shares its theme.

    A short question without a pointing word does so only if it is not plainly about something else. What it says
    of a name that the documents lack is its own affair.
    """
    folded = ranking.question.folded
    shares = points_back(folded) or (leans(folded) and evidence.theme > _PLAINLY_ELSEWHERE)
    earlier = before.ranking
    as_before = shares and earlier.nearest - earlier.unanswered > evidence.nearest - evidence.unanswered
    return replace(
        evidence,
        theme=max(evidence.theme, before.theme) if shares else evidence.theme,
        nearest=earlier.nearest if as_before else evidence.nearest,
        unanswered=earlier.unanswered if as_before else evidence.unanswered,
        lead=evidence.lead if evidence.names else lead_of(ranking),
    )


def _understood(question: Question, before: Turn | None, evidence: Evidence) -> list[str]:
    """The question alone and, where it is short or points back, with the one before it: it may be meant either way.

    What it says of a name that the documents lack is its own affair.
    """
    if before is None or not leans(question.folded) or evidence.names:
        return [question.text]
    return [question.text, f"{before.ranking.question.text} {question.text}"]


def _lacking(index: SearchIndex, ranking: Ranking, evidence: Evidence, status: Verdict) -> Lacking:
    names = evidence.names
    if status == "answered":
        return Lacking(names, (), "", "", None)
    question = ranking.question
    kind = kind_asked_for(question.text)
    # What was noted in another language says nothing to whoever asks, nor how many of something there are to whoever
    # asks its price.
    alike = [
        known
        for known in index.unanswered_like(question, SAME_QUESTION_COSINE)
        if has_chinese(known.missing or known.question) == question.chinese and kind_asked_for(known.question) == kind
    ]
    thing = next((known.missing for known in alike if known.missing), "")
    text = index.text.vocabulary
    topics = unmentioned_topics(question.text, text, index.sample_text.vocabulary if index.sample_text else text)
    return Lacking(names, topics, thing, alike[0].question if alike else "", kind)


def _blank(understood: list[str], hit: Hit) -> bool:
    passage = hit.passage
    # Figures are often given in evidence of what the sentence before says.
    near = {number + step for number in hit.key_sentences for step in (0, 1)}
    sentences = [passage.text[start:end] for n, (start, end) in enumerate(passage.sentences) if n in near]
    texts = understood[:1] if asks_no_figure(understood[0]) else understood
    return any(figure_is_blank(text, sentence) for text in texts for sentence in sentences)


def _overview(index: SearchIndex, ranking: Ranking, evidence: Evidence) -> tuple[Quote, ...]:
    """The best passages of the section that the question is on, as the document orders them."""
    hits = index.hits(ranking, DEFAULT_LIMIT, among=evidence.overview) if evidence.overview else []
    hits.sort(key=lambda hit: hit.number)
    return tuple(_quote(hit, index.manifest.version) for hit in hits)


def _quote(hit: Hit, version: str) -> Quote:
    passage = hit.passage
    return Quote(
        document=passage.document,
        ref=passage.ref,
        label=passage.label,
        headings=passage.headings,
        page=passage.page,
        text=passage.text,
        key_sentences=tuple(passage.sentences[i] for i in hit.key_sentences),
        score=hit.score,
        number=hit.number,
        version=version,
        incomplete=passage.incomplete,
    )
