"""Reply to a message: with an answer, or with an aside if it does not ask about the documents."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from bot.answering.asides import GOING_ON, Aside, aside, going_on
from bot.answering.assistant import DEFAULT_LIMIT, Answer, Assistant, EmptyQuestionError, Turn, clean_question
from bot.answering.intents import examples, intent_like, intent_of
from index.conversation import is_bare
from index.encoder import Encoder, Vectors
from knowledge.script import fold


def reply(
    assistant: Assistant, message: str, previous: Turn | str | None = None, limit: int = DEFAULT_LIMIT
) -> Answer | Aside:
    """Return the reply to ``message``; ``previous`` is the turn before it, or the question of that turn.

    Raises `EmptyQuestionError` if ``message`` has no text.
    """
    index = assistant.snapshot.index
    text = clean_question(message)
    if not text:
        raise EmptyQuestionError("question-empty")
    if intent := intent_of(text):
        if intent.kind in GOING_ON:
            return going_on(intent.kind, assistant.snapshot, _shown(assistant, previous))
        return aside(intent, index)
    if not previous and is_bare(fold(text)):
        return going_on("whole", assistant.snapshot, None)  # There is nothing that it can ask on about.
    answer = assistant.ask(message, previous, limit)
    if answer.status == "refused":
        vector = answer.turn.ranking.question.vector
        if intent := intent_like(vector, _example_vectors(assistant.encoder)):
            return aside(intent, index)
    return answer


def next_turn(before: Turn | None, said: Answer | Aside) -> Turn | None:
    """Return the turn that the next message of a conversation follows up.

    What was refused leaves it unchanged, since it may be on another subject; after a new topic there is none.
    """
    if isinstance(said, Answer):
        return before if said.status == "refused" else said.turn
    if said.kind == "topic":
        return None
    if before is None or not said.quotes or before.version != said.version:
        return before
    return replace(before, shown=said.quotes[-1].number)


def _shown(assistant: Assistant, previous: Turn | str | None) -> int | None:
    """Return the row of the passage that was shown last, None if nothing was."""
    if isinstance(previous, Turn) and previous.version == assistant.snapshot.version:
        return previous.shown
    text = previous.ranking.question.text if isinstance(previous, Turn) else previous
    return assistant.ask(text).turn.shown if text else None


@lru_cache(maxsize=1)
def _example_vectors(encoder: Encoder) -> Vectors:
    """Return the vectors of all examples of intents, shape (examples, dimension)."""
    texts = [text for _, text in examples()]
    known = encoder.known_questions(texts)
    missing = [text for text in texts if text not in known]
    if missing:
        known |= dict(zip(missing, encoder.questions(missing), strict=True))
    return np.stack([known[text] for text in texts])
