"""Complete a question that cannot be understood alone, such as "为什么？", by the words that it leans on."""

from bot.answering.assistant import MAX_QUESTION_CHARACTERS
from bot.answering.intents import intent_of
from bot.state.questions import Asked
from index.conversation import leans
from knowledge.script import fold


def needs_words(question: str) -> bool:
    """Say whether ``question`` leans on something before it; a greeting does not, however short it is."""
    return leans(fold(question)) and intent_of(question) is None


def completed(words: str, question: str) -> str:
    """Return ``question`` after the ``words`` that it leans on, of which as many are taken as there is room for."""
    room = MAX_QUESTION_CHARACTERS - len(question) - 1
    return f"{words[:room]} {question}" if words and room > 0 else question


def in_full(asked: Asked) -> str:
    """Return a question as the one that follows it up needs it: with what it leans on itself."""
    return completed(asked.previous or "", asked.text) if needs_words(asked.text) else asked.text
