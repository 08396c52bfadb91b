"""Understand a question by what its message points at: words marked as a quote, or the message that it replies to."""

from telegram import Message

from bot.answering.assistant import clean_question
from bot.answering.following import completed, in_full, needs_words
from bot.answering.intents import intent_of
from bot.state.questions import find_question, question_answered_by
from bot.telegram.addressing import is_from, passages_in, words_pointed_at
from bot.telegram.context import Context
from index.conversation import is_bare
from knowledge.script import fold
from knowledge.sentences import split_sentences


async def understand(message: Message, question: str, context: Context) -> tuple[str, str | None]:
    """Return ``question`` with the words that it leans on, and the question that it follows up.

    The latter is empty if there is none, and None if it is what this person asked before.
    """
    words = clean_question(words_pointed_at(message, context.bot))
    if question == words:
        return question, ""
    if message.quote is None:
        followed = await _followed(message, context)
        if followed is not None:
            return (completed(followed, question), "") if is_bare(fold(question)) else (question, followed)
    if not words or (message.quote is None and _is_below_the_bot(message, context)):
        return question, None
    if needs_words(question):
        return completed(_around(words, message, context), question), ""
    # Words that were marked tell what a question is about; what another person wrote may have little to do with it.
    return question, words if message.quote else ""


async def _followed(message: Message, context: Context) -> str | None:
    """Return what ``message`` replies to, None if nothing is known of that.

    It is a question, also by its answer, or the passages that a button or a place that was named has opened.
    """
    above = message.reply_to_message
    if above is None:
        return None
    database, own = context.services.database, is_from(above, context.bot)
    asked = await question_answered_by(database, message.chat_id, above.message_id) if own else None
    # A question that a button asked stands in a message of the bot's own.
    asked = asked or await find_question(database, message.chat_id, above.message_id)
    shown = clean_question(passages_in(above)) if own else ""
    if shown and (asked is None or intent_of(asked.text)):
        return shown
    return in_full(asked) if asked else None


def _around(words: str, message: Message, context: Context) -> str:
    """Return the sentence of a passage in which ``words`` were marked, so that it is found; else ``words``."""
    above = message.reply_to_message
    shown = passages_in(above) if above and is_from(above, context.bot) else ""
    sentences = (clean_question(shown[start:end]) for start, end in split_sentences(shown))
    return next((sentence for sentence in sentences if words in sentence), words)


def _is_below_the_bot(message: Message, context: Context) -> bool:
    return message.reply_to_message is not None and is_from(message.reply_to_message, context.bot)
