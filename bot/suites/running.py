"""Ask an assistant the questions of suites and judge the answers, without randomness and without a model as judge."""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from statistics import median

from bot.answering.asides import Aside
from bot.answering.assistant import Answer, Assistant, Turn
from bot.answering.quotes import Quote
from bot.answering.reply import next_turn, reply
from bot.answering.shown import Shown
from bot.suites.cases import Case, CaseTurn, Expectation, Suite
from bot.suites.matching import PassageFinder
from bot.suites.outcomes import MAX_RANK, Found, Outcome, Pieces, Reply, Unmet
from index.evidence import Verdict
from knowledge.script import comparable

_MAX_PASSAGES_SHOWN = 3
_TRIES = 3  # Another process may have slowed down an answer, so the quickest of so many tries counts.


class Runner:
    """A runner of cases against the index version of ``assistant``.

    It prepares the passages of the index for searching once, when it is made.
    """

    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self._finder = PassageFinder(assistant.snapshot.index.passages)

    def run(self, suites: Iterable[Suite]) -> Iterator[Outcome]:
        """Yield the outcomes in the order of the suites; `judge_times` judges answer times when all are there."""
        for suite in suites:
            for case in suite.cases:
                outcome = self.ask(suite.name, case)
                yield replace(outcome, partly=True) if case.id in suite.partly else outcome
            for case in suite.skipped:
                yield Outcome(suite.name, case, (), (), skipped=True)

    def ask(self, suite: str, case: Case) -> Outcome:
        """Ask one case as a conversation of its own."""
        before: Turn | Shown | None = None
        replies: list[Reply] = []
        unmet: list[Unmet] = []
        for number, turn in enumerate(case.conversation, start=1):
            expect = turn.expect or Expectation.model_construct()
            started = time.perf_counter()
            answer = reply(self.assistant, turn.question, before, max(MAX_RANK, expect.within))
            if isinstance(answer, Aside):
                replies.append(self._aside_reply(turn, expect, answer, (time.perf_counter() - started) * 1000))
                unmet.extend(self._judge_aside(number, expect, answer, replies[-1]))
            else:
                replies.append(self._reply(turn, expect, answer))
                unmet.extend(self._judge(number, expect, answer, replies[-1]))
            before = next_turn(before, answer)
        return Outcome(suite, case, tuple(replies), tuple(unmet))

    def judge_times(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """Return ``outcomes`` with answers that took too long, compared with their suite's median, counted as unmet."""
        times: dict[str, list[float]] = defaultdict(list)
        for outcome in outcomes:
            times[outcome.suite].extend(reply.took_ms for reply in outcome.replies)
        typical = {suite: median(taken) for suite, taken in times.items() if taken}
        return [outcome if outcome.skipped else self._timed(outcome, typical[outcome.suite]) for outcome in outcomes]

    def _timed(self, outcome: Outcome, typical: float) -> Outcome:
        limits = time_limits(outcome.case)
        times = {turn: outcome.replies[turn - 1].took_ms for turn in limits}
        for _ in range(_TRIES - 1):
            if not _slow(times, limits, typical):
                break
            again = self.ask(outcome.suite, outcome.case)
            times = {turn: min(time, again.replies[turn - 1].took_ms) for turn, time in times.items()}
        late = [
            Unmet(turn, "time", f"{limits[turn]:g}", f"{times[turn] / typical:.1f}")
            for turn in _slow(times, limits, typical)
        ]
        return replace(outcome, unmet=(*outcome.unmet, *late)) if late else outcome

    def _aside_reply(self, turn: CaseTurn, expect: Expectation, said: Aside, took_ms: float) -> Reply:
        return self._boiled_down(turn, expect, "answered", said.quotes, blank=False, missing=(), took_ms=took_ms)

    def _judge_aside(self, turn: int, expect: Expectation, said: Aside, found: Reply) -> Iterator[Unmet]:
        came = f"{said.kind} {said.place}".strip()
        if expect.intent != came:
            yield Unmet(turn, "intent", expect.intent or "", came)
        if expect.allowed and "answered" not in expect.allowed:
            yield Unmet(turn, "status", " / ".join(expect.allowed), "answered")
        yield from _misplaced(turn, expect, found)

    def _reply(self, turn: CaseTurn, expect: Expectation, answer: Answer) -> Reply:
        summary = self._boiled_down(
            turn,
            expect,
            answer.status,
            answer.quotes,
            blank=answer.blank,
            missing=answer.missing,
            took_ms=answer.took_ms,
        )
        return replace(summary, pieces=_pieces(expect, answer)) if expect.pieces else summary

    def _boiled_down(
        self,
        turn: CaseTurn,
        expect: Expectation,
        status: Verdict,
        quotes: Sequence[Quote],
        *,
        blank: bool,
        missing: tuple[str, ...],
        took_ms: float,
    ) -> Reply:
        expected = frozenset[int]().union(*map(self._finder.find, expect.passages))
        came = ((rank, quote.number) for rank, quote in enumerate(quotes, start=1) if quote.number in expected)
        rank, number = next(came, (None, None))
        return Reply(
            question=turn.question,
            status=status,
            blank=blank,
            missing=missing,
            top=tuple(Found(q.ref, q.headings, q.score, q.number) for q in quotes[:_MAX_PASSAGES_SHOWN]),
            expected=tuple(sorted(expected)),
            rank=rank,
            number=number,
            took_ms=took_ms,
        )

    def _judge(self, turn: int, expect: Expectation, answer: Answer, found: Reply) -> Iterator[Unmet]:
        if expect.intent:
            yield Unmet(turn, "intent", expect.intent, "")
        if expect.allowed and answer.status not in expect.allowed:
            yield Unmet(turn, "status", " / ".join(expect.allowed), answer.status)
        yield from _misplaced(turn, expect, found)
        quoted = [comparable(quote.text) for quote in answer.quoted]
        for text in expect.contains:
            if not any(comparable(text) in whole for whole in quoted):
                yield Unmet(turn, "contains", text, "")
        for text in expect.lacks:
            if any(comparable(text) in whole for whole in quoted):
                yield Unmet(turn, "lacks", text, "")
        if found.pieces and found.pieces.found < expect.least * found.pieces.wanted:
            pairs = [(text, places) for texts, places in _expected(expect, answer) for text in texts]
            lacking = [text for text, places in pairs if not _holding(text, places)]
            got = f"{found.pieces.found}/{found.pieces.wanted}"
            yield Unmet(turn, "sides" if expect.sides else "sentences", " / ".join(lacking), got)
        elif () in expect.sides:
            said = sum(len(places) for texts, places in _expected(expect, answer) if not texts)
            if answer.sides is None or said:
                yield Unmet(turn, "side-empty", "", str(said))
        if expect.blank is not None and answer.blank != expect.blank:
            yield Unmet(turn, "blank", str(expect.blank).lower(), str(answer.blank).lower())


def _pieces(expect: Expectation, answer: Answer) -> Pieces:
    """Count the pieces of text in the places of an answer; those of each side in the places of that side."""
    wanted = found = places = right = 0
    for texts, there in _expected(expect, answer):
        holding = [_holding(text, there) for text in texts]
        wanted += len(texts)
        found += sum(map(bool, holding))
        places += len({quote.number for quote in there})
        right += len({number for numbers in holding for number in numbers})
    return Pieces(wanted, found, places, right)


def _expected(expect: Expectation, answer: Answer) -> list[tuple[Sequence[str], tuple[Quote, ...]]]:
    """Return the pieces that are expected together, with the places to look for them.

    Those of an evidence sheet are its places, else those quoted in full. An answer that sets nothing side by side has
    no places for a side.
    """
    if not expect.sides:
        return [(expect.sentences, answer.gathered.quotes if answer.gathered else answer.quoted)]
    sides = answer.sides
    of_each = [(*sides.both, *side.quotes) for side in (sides.first, sides.second)] if sides else [(), ()]
    return list(zip(expect.sides, of_each, strict=True))


def _holding(text: str, places: Sequence[Quote]) -> frozenset[int]:
    """Return those of the places that hold a piece of text."""
    return frozenset(quote.number for quote in places if comparable(text) in comparable(quote.text))


def _misplaced(turn: int, expect: Expectation, found: Reply) -> Iterator[Unmet]:
    if not expect.passages:
        return
    described = " / ".join(map(str, expect.passages))
    if not found.expected:
        yield Unmet(turn, "nowhere", described, "")
    elif found.rank is None or found.rank > expect.within:
        yield Unmet(turn, "passages", described, str(found.rank or ""))


def select(suites: Iterable[Suite], tags: Sequence[str]) -> list[Suite]:
    """Return the suites with only the cases that have one of ``tags``, or with all if ``tags`` is empty."""
    chosen = (
        replace(suite, cases=tuple(case for case in suite.cases if not tags or set(tags) & set(case.tags)))
        for suite in suites
    )
    return [suite for suite in chosen if suite.cases]


def time_limits(case: Case) -> dict[int, float]:
    """Return the largest allowed time ratios of a case by the number of the turn."""
    turns = enumerate(case.conversation, start=1)
    return {number: turn.expect.max_time_ratio for number, turn in turns if turn.expect and turn.expect.max_time_ratio}


def _slow(times: dict[int, float], limits: dict[int, float], typical: float) -> list[int]:
    return [turn for turn, time in times.items() if time > limits[turn] * typical]
