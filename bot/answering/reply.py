"""Reply to a message: with an answer, or with an aside if it does not ask about the documents."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from bot.answering.asides import ON_THE_LAST, Aside, aside, going_on, on_the_last, titled
from bot.answering.assistant import (
    DEFAULT_LIMIT,
    MAX_QUESTION_CHARACTERS,
    Answer,
    Assistant,
    EmptyQuestionError,
    Turn,
    clean_question,
)
from bot.answering.clauses import clause
from bot.answering.documents import on_documents
from bot.answering.editions import on_editions, with_years_of_reports
from bot.answering.intents import Intent, examples, intent_like, intent_of
from bot.answering.numbered_rows import numbered_row
from bot.answering.shown import GOING_ON, Shown
from bot.answering.suggestions import heading_asked_about
from index.conversation import is_bare, points_back
from index.encoder import Encoder, Vectors
from knowledge.script import fold


@dataclass(frozen=True, slots=True)
class Resumed:
    """A question that another process answered, and what was shown last, by its answer or after it."""

    question: str
    shown: Shown


Previous = Turn | Shown | Resumed | str | None  # a str is a question or a passage's text; Shown: nothing was asked


def reply(assistant: Assistant, message: str, previous: Previous = None, limit: int = DEFAULT_LIMIT) -> Answer | Aside:
    """Return the reply to ``message``, which may follow up what is ``previous``.

    Raises `EmptyQuestionError` if ``message`` has no text.
    """
    text = clean_question(message)
    if not text:
        raise EmptyQuestionError("question-empty")
    if opened := titled(heading_asked_about(text) or text, assistant.snapshot):
        return opened
    if opened := clause(text, assistant.snapshot) or numbered_row(text, assistant.snapshot):
        return opened
    if intent := intent_of(text):
        return _reply_to(intent, assistant, previous)
    before, passage = _asked_before(assistant, previous)
    if is_bare(fold(text)) and not before:
        if not passage:
            return going_on("whole", assistant.snapshot, None)  # There is nothing that it can ask on about.
        asked = f"{passage[: MAX_QUESTION_CHARACTERS - len(text) - 1]} {text}"
        return replace(assistant.ask(asked, None, limit), question=message)
    points = passage if points_back(fold(text)) else None
    asked_after = before or points
    asked = with_years_of_reports(assistant, message)
    said = on_documents(assistant, asked, asked_after, limit) or on_editions(assistant, asked, asked_after, limit)
    answer = said or assistant.ask(asked, asked_after, limit)
    if asked != message and isinstance(answer, Answer):
        answer = replace(answer, question=message)
    if isinstance(answer, Answer) and answer.status == "refused":
        vector = answer.turn.ranking.question.vector
        if intent := intent_like(vector, _example_vectors(assistant.encoder)):
            return aside(intent, assistant.snapshot)
    return answer


def next_turn(before: Turn | Shown | None, said: Answer | Aside) -> Turn | Shown | None:
    """Return what the next message of a conversation follows up.

    What was refused leaves it unchanged, since it may be on another subject; after a new topic there is none.
    """
    if isinstance(said, Answer):
        return before if said.status == "refused" else said.turn
    if said.kind == "topic":
        return None
    shown = shown_by(said)
    return moved_to(before, shown) if shown else before


def shown_by(said: Aside) -> Shown | None:
    """Return what an aside shows from which the next message goes on, None if it changes nothing of that."""
    if said.first is None or said.kind in ("topic", "complete"):
        return None
    return Shown(said.version, tuple(quote.number for quote in said.quotes), said.first)


def moved_to(before: Turn | Shown | None, shown: Shown) -> Turn | Shown:
    """Return what the next message follows up when something else was ``shown`` without a question."""
    return replace(before, shown=shown) if isinstance(before, Turn) else shown


def _reply_to(intent: Intent, assistant: Assistant, previous: Previous) -> Aside:
    snapshot = assistant.snapshot
    if intent.kind in GOING_ON:
        return going_on(intent.kind, snapshot, _shown(assistant, previous))
    if intent.kind in ON_THE_LAST:
        turn = _turn(assistant, previous)
        return on_the_last(intent.kind, snapshot, _shown(assistant, previous), turn if isinstance(turn, Turn) else None)
    opened = titled(intent.place, snapshot) if intent.kind == "place" else None
    return opened or aside(intent, snapshot)


def _asked_before(assistant: Assistant, previous: Previous) -> tuple[Turn | str | None, str]:
    """Return the question that a message may follow up, or if there is none the text of the passage that was shown."""
    if isinstance(previous, Resumed):
        previous = previous.question
    if isinstance(previous, str) and intent_of(previous):
        previous = _turn(assistant, previous)
    if not isinstance(previous, Shown):
        return previous, ""
    is_known = previous.version == assistant.snapshot.version and previous.rows
    return None, assistant.snapshot.index.passages[previous.rows[0]].text if is_known else ""


def _shown(assistant: Assistant, previous: Previous) -> Shown | None:
    """Return what was shown last, None if nothing was."""
    turn = _turn(assistant, previous)
    return turn.shown if isinstance(turn, Turn) else turn


def _turn(assistant: Assistant, previous: Previous) -> Turn | Shown | None:
    """Return what is ``previous`` in the index that answers now; a question is asked again for it."""
    if isinstance(previous, Resumed):
        turn = _turn(assistant, previous.question)
        return moved_to(turn, previous.shown) if previous.shown.version == assistant.snapshot.version else turn
    if isinstance(previous, Turn | Shown):
        shown = previous.shown if isinstance(previous, Turn) else previous
        if shown.version == assistant.snapshot.version:
            return previous
        previous = previous.ranking.question.text if isinstance(previous, Turn) else None
    if not previous or not clean_question(previous):
        return None
    said = reply(assistant, previous)
    return said.turn if isinstance(said, Answer) else next_turn(None, said)


@lru_cache(maxsize=1)
def _example_vectors(encoder: Encoder) -> Vectors:
    """Return the vectors of all examples of intents, shape (examples, dimension)."""
    texts = [text for _, text in examples()]
    known = encoder.known_questions(texts)
    missing = [text for text in texts if text not in known]
    if missing:
        known |= dict(zip(missing, encoder.questions(missing), strict=True))
    return np.stack([known[text] for text in texts])
