"""Complete a question that cannot be understood alone, such as "为什么？", by the words that it leans on."""

import re

from bot.answering.assistant import MAX_QUESTION_CHARACTERS
from bot.answering.intents import intent_of
from bot.state.questions import Asked
from index.conversation import leans
from knowledge.script import fold

_NO_WORD = re.compile(r"\W+")
# These have no word of their own to search for. They are matched against folded words.
_BARE = re.compile(
    r"(?:那|那么|这|这个|这是|那是|所以|是|又)?(?:为什么|为何|为啥|怎么(?:回事|说|讲|做|办|样)?|如何|什么意思|具体怎么做"
    r"|具体|举个?例子?|比如说?|例如)(?:呢|啊|呀|吗|嘛)?"
    r"|(?:and |but |so )?(?:why|how)(?: so| come| is (?:that|this|it))?"
    r"|what (?:does|do) (?:this|that|it|you) mean|(?:for )?example|(?:give me )?an example"
)


def is_bare(question: str) -> bool:
    """Say whether ``question`` only asks on, such as "why?", so that nothing can be found by its own words."""
    return _BARE.fullmatch(_NO_WORD.sub(" ", fold(question)).strip()) is not None


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
