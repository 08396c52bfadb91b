"""Answer members in chats that the bot is not in: Telegram's guest mode, which is off unless a setting turns it on."""

from telegram import InlineQueryResultArticle, InputTextMessageContent, Update

from bot.answering.assistant import clean_question
from bot.answering.wording import citation, key_words, note
from bot.i18n import say
from bot.telegram.addressing import question_in
from bot.telegram.context import Context
from bot.telegram.handlers.inline import kept_links, offered
from bot.telegram.rich import Rich, join


async def on_guest_message(update: Update, context: Context) -> None:
    """Answer with the sentence that answers and its place, since the chat is others', and a link to the rest."""
    message = update.guest_message
    assert message is not None
    question = clean_question(question_in(message, context.bot) or "")
    if not question:
        await message.answer_guest_query(_words(say(context.language, "inline.type")))
        return
    answer = await context.services.ask(context.person.user_id, context.assistant, question)
    if not answer.quoted:
        await message.answer_guest_query(_words(note(answer, context.language)))
        return
    best = max(answer.quoted, key=lambda quote: quote.score)
    key = Rich(key_words(best, context.script)).styled("expandable_blockquote")
    place = Rich(citation(best, context.language, context.script)).styled("italic")
    (link,) = await kept_links([best], context)
    result = offered(best, link, answer, context, join([key, place], "\n"))
    await message.answer_guest_query(result or _words(say(context.language, "guest.too-long")))


def _words(text: str) -> InlineQueryResultArticle:
    return InlineQueryResultArticle("words", text[:64], InputTextMessageContent(text))
