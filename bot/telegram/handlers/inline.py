"""Inline mode: offer people with access passages to share in any chat."""

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)

from bot.answering.assistant import Answer, clean_question
from bot.answering.outline import Outline
from bot.answering.quotes import Quote
from bot.answering.wording import heading, key_words, note
from bot.i18n import say
from bot.telegram.access import HELP_LINK
from bot.telegram.context import Context
from bot.telegram.delivery import to_entities
from bot.telegram.rendering import quote_text
from bot.telegram.rich import Rich, join

_CACHE_S = 10  # seconds; short, since an index may be swapped and access revoked
_TITLE_CHARACTERS = 64  # characters that clients show


async def on_inline_query(update: Update, context: Context) -> None:
    """Offer the passages that answer what was typed so far, or say that there are none."""
    query = update.inline_query
    assert query is not None
    question = clean_question(query.query)
    if not question:
        await query.answer([], cache_time=_CACHE_S, is_personal=True, button=_button(context, "inline.type"))
        return
    answer = await context.services.ask(context.person.user_id, context.assistant, question)
    outline = context.snapshot.outline
    if answer.status == "refused":
        await query.answer([], cache_time=_CACHE_S, is_personal=True, button=_button(context, "inline.none"))
        return
    quotes = answer.overview or answer.quotes
    results = [_result(quote, answer, outline, context) for quote in quotes]
    shown = [result for result in results if result is not None]
    await query.answer(shown, cache_time=_CACHE_S, is_personal=True)


def _result(quote: Quote, answer: Answer, outline: Outline, context: Context) -> InlineQueryResultArticle | None:
    """Return a passage to share, or None if it does not fit into the one message that can be shared."""
    text = quote_text(quote, context.language, context.script)
    if answer.status == "hedged":
        text = join([Rich(note(answer, context.language)).styled("italic"), text], "\n\n")
    if not text.fits():
        return None
    title = f"{quote.label}  {heading(quote, context.script)}"
    return InlineQueryResultArticle(
        outline.ids[quote.number],
        title[:_TITLE_CHARACTERS],
        InputTextMessageContent(
            text.text, entities=to_entities(text), link_preview_options=LinkPreviewOptions(is_disabled=True)
        ),
        description=key_words(quote, context.script),
    )


def _button(context: Context, key: str) -> InlineQueryResultsButton:
    return InlineQueryResultsButton(say(context.language, key), start_parameter=HELP_LINK)
