"""Answer questions: the `Answer` is what every front end shows."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from bot.answering.lacking import Lacking, lacking_in
from bot.answering.quotes import Quote, leaves_blank, quote_hit
from bot.answering.sheet import Sheet, several, sheet_of
from bot.answering.shown import Shown, shown_rows
from bot.answering.sides import Sides, sides_of
from bot.answering.snapshot import Snapshot
from bot.answering.whole import Whole, overview_of, whole_of
from index.conversation import follow_up, leans, points_back
from index.documents_asked import compared_in
from index.editions import Earlier
from index.encoder import Encoder
from index.evidence import Evidence, Verdict, in_context, is_off_theme, is_plain, judge, lead_of, weigh
from index.mentions import unmentioned_names
from index.passage_reading import read_best
from index.search import Question, Ranking, SearchIndex, prepare_all, with_first
from index.sides import Found, find_sides
from index.suggesting import Past
from index.typos import read_as
from knowledge.errors import UserError
from knowledge.script import beginning, encodable, fold

MAX_QUESTION_CHARACTERS = 500
DEFAULT_LIMIT = 5
_ASKED_AGAIN_COSINE = 0.95  # of two questions; of 210 follow-ups and the questions before them none has more than 0.92
# A short question without a pointing word depends on the one before it only if its theme is larger than this: else it
# is plainly about something else. See `index.evidence.Evidence`.
_PLAINLY_ELSEWHERE = -0.01
_BEST_LAST: tuple[Verdict, ...] = ("refused", "hedged", "answered")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class EmptyQuestionError(UserError):
    """The question has no text to search for."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What a follow-up needs to know about the question before it, which index ``version`` ranked.

    ``shown`` is what was shown last, which need not be the answer to that question. ``past`` has that question and
    what was shown, and those before.
    """

    ranking: Ranking
    theme: float
    version: str
    shown: Shown
    past: Past


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer in ``quotes``, best first; for the verdicts "hedged" and "refused" only the nearest passages.

    ``blank``: the report leaves the figure asked for blank, never True without an answer. ``lacking``: what is not in
    the documents, only names if the verdict is "answered". ``overview``: the best passages, in outline order, of the
    section that the question is on as a ``whole``. ``sheet``: what answers in place of both if several passages do,
    ``sides``: if it compares two things. ``only_edition``: it asks for an earlier edition, and none is kept.
    ``read_as``: how a mistyped question was read, else empty. ``shortened``: only the beginning of a very long question
    was read. ``reading``: the reader's score of the best passages, None if they were not read.
    """

    question: str
    status: Verdict
    quotes: tuple[Quote, ...]
    blank: bool
    lacking: Lacking
    overview: tuple[Quote, ...]
    whole: Whole | None
    read_as: str
    shortened: bool
    reading: float | None
    took_ms: float
    turn: Turn
    sheet: Sheet | None = None
    sides: Sides | None = None
    only_edition: bool = False

    @property
    def version(self) -> str:
        """The index version that answered."""
        return self.turn.version

    @property
    def missing(self) -> tuple[str, ...]:
        """Names in the question that the documents never mention."""
        return self.lacking.names

    @property
    def gathered(self) -> Sheet | Sides | None:
        """What several passages say in single sentences, None if passages are quoted as a whole."""
        return self.sheet or self.sides

    @property
    def quoted(self) -> tuple[Quote, ...]:
        """The passages to show: those that are ``gathered`` or the ``overview``, else the best one; none if refused."""
        if self.status == "refused":
            return ()
        if self.gathered:
            # Of an earlier edition nothing can be opened.
            return tuple(quote for quote in self.gathered.shown if quote.version == self.version)
        return self.overview or self.quotes[:1]


@dataclass(frozen=True, slots=True)
class Assistant:
    """An assistant that answers from one index version, and ``earlier`` editions; many threads can call it.

    ``today`` is the day of the question, by which "last year's report" is told; without it, that is the edition before.
    """

    snapshot: Snapshot
    encoder: Encoder
    earlier: Earlier | None = field(default=None, kw_only=True)
    today: date | None = field(default=None, kw_only=True)

    def on(self, day: date) -> "Assistant":
        """Return an assistant that is asked on that ``day``."""
        return replace(self, today=day)

    def within(self, titles: Sequence[str]) -> "Assistant":
        """Return an assistant that answers only from the documents of these ``titles``."""
        return replace(self, snapshot=replace(self.snapshot, index=self.snapshot.index.within(titles)))

    def warm_up(self) -> None:
        """Load everything that the first question would have to wait for. Raises `EncoderError`."""
        self.ask("?")

    def ask(self, question: str, previous: Turn | str | None = None, limit: int = DEFAULT_LIMIT) -> Answer:
        """Answer ``question``; ``previous`` is the turn before it, or the question of that turn.

        If a question that may be mistyped is not answered, ask it again corrected, and return the better answer.
        Raises `EmptyQuestionError` if it has no text.
        """
        started = time.perf_counter()
        index = self.snapshot.index
        whole = clean_question(question)
        if not whole:
            raise EmptyQuestionError("question-empty")
        text = beginning(whole, MAX_QUESTION_CHARACTERS)
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
        asked = compared_in(index.manifest, text)
        current, before, of_each = self._prepare(index, text, previous, asked.questions if asked else ())
        ranking = index.rank(current)
        evidence = weigh(index, ranking)
        understood = [text]
        decided = index.decision_on(current)
        if asked and decided is None and not points_back(fold(" ".join(asked.names))):
            beside = find_sides(index, ranking, evidence, asked, of_each)
            if beside:
                return _side_by_side(index, beside, ranking, evidence, before, limit)
        if decided:
            ranking = with_first(ranking, decided)
        elif before and not _is_asked_again(current, before):
            both = f"{before.ranking.question.text} {text}"
            joined = None if index.sampled else self._rank(index, both)
            ranking = follow_up(index, ranking, before.ranking, joined)
            # A question with names that the documents lack stands by itself.
            if not evidence.names and leans(current.folded):
                understood.append(both)
                evidence = replace(evidence, lead=lead_of(ranking))
                if points_back(current.folded) or evidence.theme > _PLAINLY_ELSEWHERE:
                    evidence = in_context(evidence, weigh(index, joined or self._rank(index, both)), before.theme)
        reading: float | None = None
        status: Verdict = "refused"
        found = several(index, self.encoder, ranking, evidence, alone=len(understood) == 1) if not decided else None
        # No single passage answers a question for everything on a subject.
        of_all = found.numbers if found and found.broadly.asked.in_so_many_words else ()
        if decided or is_plain(evidence):
            status = "answered"
        elif not is_off_theme(evidence):
            ranking, reading = read_best(index, ranking)
            status = judge(replace(evidence, overview=of_all) if of_all else evidence, reading)
        if found and found.named and status != "answered" and not evidence.names and not decided:
            status = "answered"  # What the documents say on a subject is what they say where they name it.
            if found.is_named_once:
                ranking, found = with_first(ranking, found.named), None
        if decided == () and status == "answered":
            status = "hedged"
        hits = index.hits(ranking, limit)
        answered = status == "answered"
        sheet = sheet_of(index, found, understood) if answered and found else None
        overview = overview_of(index, ranking, understood, evidence) if answered and not sheet else ()
        shown = tuple(quote.number for quote in (sheet.shown if sheet else overview)) or (hits[0].number,)
        lacking = lacking_in(index, ranking, evidence, status)
        return Answer(
            question=text,
            status=status,
            quotes=tuple(quote_hit(hit, understood, index.manifest) for hit in hits),
            blank=answered and not sheet and not lacking.names and leaves_blank(understood, hits[0]),
            lacking=lacking,
            overview=overview,
            whole=whole_of(index, evidence) if overview else None,
            read_as="",
            shortened=False,
            reading=reading,
            took_ms=0.0,
            turn=_turn(index, ranking, evidence, shown, before),
            sheet=sheet,
        )

    def _prepare(
        self, index: SearchIndex, text: str, previous: Turn | str | None, of_each: tuple[str, ...]
    ) -> tuple[Question, Turn | None, tuple[Question, ...]]:
        """Return the question, the turn before it, and the questions ``of_each`` side; all are encoded in one call."""
        asked: tuple[Question, ...] = ()
        if isinstance(previous, Turn) and previous.version != index.manifest.version:
            # The ranked passages are those of another version.
            asked, previous = previous.past.questions, previous.ranking.question.text
        earlier = beginning(clean_question(previous), MAX_QUESTION_CHARACTERS) if isinstance(previous, str) else ""
        texts = [text, *of_each, *([earlier] if earlier else [])]
        questions = prepare_all(index, self.encoder, texts)
        before = previous if isinstance(previous, Turn) else None
        if earlier:
            question = questions.pop()
            ranking, version = index.rank(question), index.manifest.version
            best = (int(ranking.numbers[ranking.scores.argmax()]),)
            past = Past(asked).with_more([question], best)
            before = Turn(ranking, weigh(index, ranking).theme, version, shown_rows(version, best), past)
        return questions[0], before, tuple(questions[1:])

    def _rank(self, index: SearchIndex, text: str) -> Ranking:
        return index.rank(prepare_all(index, self.encoder, [text])[0])


def _turn(
    index: SearchIndex, ranking: Ranking, evidence: Evidence, shown: tuple[int, ...], before: Turn | None
) -> Turn:
    """Return the turn of a question; ``shown`` are the passages that answer it."""
    version, past = index.manifest.version, Past()
    if before:
        # Of a long chapter only headings were shown; its first passage stands for it.
        past = before.past.with_more([], before.shown.rows or (before.shown.first,))
    past = past.with_more([ranking.question], shown)
    return Turn(ranking, evidence.theme, version, shown_rows(version, shown), past)


def _is_asked_again(question: Question, before: Turn) -> bool:
    """Say whether ``question`` is the one before again, perhaps in other words; then it does not follow it up."""
    return float(question.vector @ before.ranking.question.vector) >= _ASKED_AGAIN_COSINE


def _is_better(corrected: Answer, answer: Answer) -> bool:
    """Say whether the answer to the ``corrected`` question is better than the ``answer`` to the question as typed.

    A refused question may be on another subject and only look mistyped, so then the corrected one must be answered.
    """
    standing = _BEST_LAST.index(corrected.status), corrected.reading or 0.0
    before = _BEST_LAST.index(answer.status), answer.reading or 0.0
    return standing > before and (corrected.status == "answered" or answer.status == "hedged")


def clean_question(question: str) -> str:
    """Return ``question`` without control and invisible characters, and with ``?`` for each lone surrogate."""
    return " ".join(_CONTROL.sub(" ", encodable(question)).split())


def _side_by_side(
    index: SearchIndex, found: Found, ranking: Ranking, evidence: Evidence, before: Turn | None, limit: int
) -> Answer:
    """Return the answer that sets two things side by side; ``ranking`` is that of the whole question.

    What documents are named by need not stand in them, such as a year.
    """
    text, sides = ranking.question.text, sides_of(index, found)
    names = unmentioned_names(found.asked.common, index.text.vocabulary) if found.asked.titles else evidence.names
    return Answer(
        question=text,
        status="answered",
        quotes=tuple(quote_hit(hit, [text], index.manifest) for hit in index.hits(ranking, limit)),
        blank=False,
        lacking=Lacking(names, (), "", "", None),
        overview=(),
        whole=None,
        read_as="",
        shortened=False,
        reading=None,
        took_ms=0.0,
        turn=_turn(index, ranking, evidence, tuple(quote.number for quote in sides.shown), before),
        sides=sides,
    )
