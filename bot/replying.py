"""From a message to what is said to it: an answer, or an aside where it is no question to the documents."""

from bot.asides import Aside, aside
from bot.assistant import DEFAULT_LIMIT, Answer, Assistant, EmptyQuestionError, Turn, clean_question
from bot.intents import examples, intent_like, intent_of


def reply(
    assistant: Assistant, message: str, previous: Turn | str | None = None, limit: int = DEFAULT_LIMIT
) -> Answer | Aside:
    """What to say to ``message``; ``previous`` is the turn before, or its question.

    Raises `EmptyQuestionError` where there is no text in it.
    """
    index = assistant.index
    text = clean_question(message)
    if not text:
        raise EmptyQuestionError
    if intent := intent_of(text):
        return aside(intent, index)
    answer = assistant.ask(message, previous, limit)
    if answer.status == "refused":
        vectors = assistant.encoder.questions([text for _, text in examples()])
        if intent := intent_like(answer.turn.ranking.question.vector, vectors):
            return aside(intent, index)
    return answer
