"""Ask the suggested question that a person presses, as if they had typed it."""

from telegram import Chat, Message, Update

from bot.answering.inbox import keep
from bot.i18n import say
from bot.state.questions import Conversation
from bot.telegram.addressing import thread_of
from bot.telegram.callbacks import SuggestionButton
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, reply
from bot.telegram.guards import pressed_button
from bot.telegram.handlers.questions import answer_kept
from bot.telegram.keyboards import ASKS
from bot.telegram.ordering import queued
from bot.telegram.rich import Rich
from bot.telegram.suggesting import question_held


async def on_suggestion(update: Update, context: Context) -> None:
    """Write the question into the chat, where it is the presser's, and answer it below."""
    pressed = await pressed_button(update, context, SuggestionButton)
    if pressed is None:
        return
    message, user_id = pressed.message, context.person.user_id
    question = await question_held(context.services, context.snapshot, pressed.button)
    if question is None:
        await acknowledge(pressed.query, say(context.language, "suggestion.gone"), alert=True)
        return
    if not await context.services.limits.may_ask_by_button(
        message.chat.id, message.message_id, user_id, pressed.button.key
    ):
        await acknowledge(pressed.query, say(context.language, "suggestion.asked-already"))
        return
    await acknowledge(pressed.query)
    thread_id = thread_of(message) if isinstance(message, Message) else None
    conversation = Conversation(message.chat.id, thread_id, user_id)
    with queued(context.application, message.chat.id, user_id):
        *_, asked_in = await reply(context.bot, message, Rich(f"{ASKS} {_as_asked(question, message.chat, context)}"))
        if await keep(context.services.inbox, conversation, asked_in, question, context.language, None):
            await answer_kept(context, message, asked_in, question)


def _as_asked(question: str, chat: Chat, context: Context) -> str:
    """Return what others read of a question that was asked by a press: in a group, who asks."""
    if chat.type == Chat.PRIVATE:
        return question
    return say(context.language, "suggestion.asked-by", name=context.person.name, question=question)
