"""Inline mode: offer people with access passages to share in any chat."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)

from bot.answering.assistant import Answer, clean_question
from bot.answering.linking import link_to
from bot.answering.quotes import Quote
from bot.answering.wording import heading, key_words, note
from bot.i18n import say
from bot.state.database import NotKeptError
from bot.state.links import Link, keep_links
from bot.telegram.access import HELP_LINK
from bot.telegram.context import Context
from bot.telegram.delivery import to_entities
from bot.telegram.handlers.links import link_url
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
    if answer.status == "refused":
        await query.answer([], cache_time=_CACHE_S, is_personal=True, button=_button(context, "inline.none"))
        return
    quotes = answer.quoted if answer.gathered or answer.overview else answer.quotes
    links = await kept_links(quotes, context)
    results = [
        offered(quote, link, answer, context, quote_text(quote, context.language, context.script))
        for quote, link in zip(quotes, links, strict=True)
    ]
    shown = [result for result in results if result is not None]
    await query.answer(shown, cache_time=_CACHE_S, is_personal=True)


async def kept_links(quotes: Sequence[Quote], context: Context) -> list[Link]:
    """Return the links to these passages, and keep what they open.

    As long as a passage stays as it is, its link works also if that could not be kept.
    """
    links = await asyncio.to_thread(lambda: [link_to(context.snapshot, quote.number) for quote in quotes])
    with suppress(NotKeptError):
        await keep_links(context.services.database, links)
    return links


def offered(quote: Quote, link: Link, answer: Answer, context: Context, text: Rich) -> InlineQueryResultArticle | None:
    """Return a passage to share as that ``text``, with its ``link``, or None if it does not fit into one message."""
    if answer.status == "hedged":
        text = join([Rich(note(answer, context.language)).styled("italic"), text], "\n\n")
    if not text.fits():
        return None
    url = link_url(context, link)
    title = f"{quote.label}  {heading(quote, context.script)}"
    return InlineQueryResultArticle(
        context.snapshot.outline.ids[quote.number],
        title[:_TITLE_CHARACTERS],
        InputTextMessageContent(
            text.text, entities=to_entities(text), link_preview_options=LinkPreviewOptions(is_disabled=True)
        ),
        description=key_words(quote, context.script),
        reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton(say(context.language, "inline.open"), url=url)]]),
    )


def _button(context: Context, key: str) -> InlineQueryResultsButton:
    return InlineQueryResultsButton(say(context.language, key), start_parameter=HELP_LINK)
