"""Understand a question by what its message points at: words marked as a quote, or the message that it replies to."""

from telegram import Message

from bot.answering.assistant import clean_question
from bot.answering.following import completed, in_full, needs_words
from bot.state.questions import find_question, question_answered_by
from bot.telegram.addressing import is_from, words_pointed_at
from bot.telegram.context import Context
from index.conversation import is_bare
from knowledge.script import fold


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
        return completed(words, question), ""
    # Words that were marked tell what a question is about; what another person wrote may have little to do with it.
    return question, words if message.quote else ""


async def _followed(message: Message, context: Context) -> str | None:
    """Return the question that ``message`` replies to or to whose answer it replies, None if there is none."""
    above = message.reply_to_message
    if above is None:
        return None
    find = question_answered_by if is_from(above, context.bot) else find_question
    asked = await find(context.services.database, message.chat_id, above.message_id)
    return in_full(asked) if asked else None


def _is_below_the_bot(message: Message, context: Context) -> bool:
    return message.reply_to_message is not None and is_from(message.reply_to_message, context.bot)
