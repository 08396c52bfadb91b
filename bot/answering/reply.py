"""Reply to a message: with an answer, or with an aside if it does not ask about the documents."""

from functools import lru_cache

import numpy as np

from bot.answering.asides import Aside, aside
from bot.answering.assistant import DEFAULT_LIMIT, Answer, Assistant, EmptyQuestionError, Turn, clean_question
from bot.answering.intents import examples, intent_like, intent_of
from index.encoder import Encoder, Vectors


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
        return aside(intent, index)
    answer = assistant.ask(message, previous, limit)
    if answer.status == "refused":
        vector = answer.turn.ranking.question.vector
        if intent := intent_like(vector, _example_vectors(assistant.encoder)):
            return aside(intent, index)
    return answer


@lru_cache(maxsize=1)
def _example_vectors(encoder: Encoder) -> Vectors:
    """Return the vectors of all examples of intents, shape (examples, dimension)."""
    texts = [text for _, text in examples()]
    known = encoder.known_questions(texts)
    missing = [text for text in texts if text not in known]
    if missing:
        known |= dict(zip(missing, encoder.questions(missing), strict=True))
    return np.stack([known[text] for text in texts])
