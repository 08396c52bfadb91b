"""What is said now to the question that a message answered, since no button holds all of an answer."""

from telegram import MaybeInaccessibleMessage

from bot.answering.asides import Aside
from bot.answering.assistant import Answer
from bot.state.questions import Asked, question_answered_by
from bot.telegram.context import Context


async def question_above(context: Context, message: MaybeInaccessibleMessage) -> Asked | None:
    """Return the question that a message answered; None if that is not known, or no longer kept."""
    return await question_answered_by(context.services.database, message.chat.id, message.message_id)


async def said_again(context: Context, asked: Asked | None) -> Answer | Aside | None:
    """Return what is said to that question now, when the person's turn has come; None if there is no question."""
    if asked is None:
        return None
    return await context.services.say_again(context.person.user_id, context.assistant, asked)
