"""Handle the thumbs that people give answers, by button and as a reaction, and why one is down."""

from collections.abc import Sequence
from contextlib import suppress

from telegram import InlineKeyboardMarkup, MaybeInaccessibleMessage, Message, ReactionType, ReactionTypeEmoji, Update
from telegram.error import BadRequest, Forbidden

from bot.i18n import say
from bot.state.groups import group_access
from bot.state.questions import question_answered_by
from bot.state.ratings import Ratings, give_reason, rate, ratings_of, take_back_rating, thumb_of
from bot.telegram.callbacks import RateButton, ReasonButton, WhyDownButton
from bot.telegram.context import Context
from bot.telegram.delivery import acknowledge, edit_buttons, send
from bot.telegram.guards import pressed_button
from bot.telegram.hearing import hear
from bot.telegram.rating_buttons import FACES, THUMBS, noted_row, reason_rows, with_ratings
from bot.telegram.rich import Rich


async def on_rate(update: Update, context: Context) -> None:
    """Keep a thumb up or down on an answer, and mark the button, so that it shows that the thumb was counted."""
    pressed = await pressed_button(update, context, RateButton)
    if pressed is None:
        return
    button, message = pressed.button, pressed.message
    thumb = THUMBS[button.action]
    passage = button.passages[0] if button.passages else ""
    database, user_id = context.services.database, context.person.user_id
    ratings = await rate(database, message.chat.id, message.message_id, user_id, thumb, button.version, passage)
    await acknowledge(pressed.query, say(context.language, f"button.thanks-{button.action}"))
    await _show_ratings(context, message, ratings)


async def on_reason(update: Update, context: Context) -> None:
    """Keep why the presser's thumb is down; everyone gives a reason for their own alone."""
    pressed = await pressed_button(update, context, ReasonButton)
    if pressed is None:
        return
    reason, message, database = pressed.button.reason, pressed.message, context.services.database
    here = message.chat.id, message.message_id
    if reason == "ask":
        await acknowledge(pressed.query)
        await _show_ratings(context, message, await ratings_of(database, *here), asking=True)
        return
    ratings = await give_reason(database, *here, context.person.user_id, reason)
    if ratings is None:
        await acknowledge(pressed.query, say(context.language, "reason.no-thumb"), alert=True)
        return
    await acknowledge(pressed.query, say(context.language, "reason.thanks"))
    await _show_ratings(context, message, ratings)


async def _show_ratings(
    context: Context, message: MaybeInaccessibleMessage, ratings: Ratings, *, asking: bool = False
) -> None:
    if isinstance(message, Message) and message.reply_markup:
        shown = with_ratings(message.reply_markup, ratings, context.language, asking=asking)
        await edit_buttons(context.bot, message, shown)


async def on_reaction(update: Update, context: Context) -> None:
    """Keep a reaction 👍 or 👎 on an answer as a thumb; one that was removed takes the thumb back."""
    change = update.message_reaction
    assert change is not None
    before, now = _thumbs_in(change.old_reaction), _thumbs_in(change.new_reaction)
    if before == now:
        return
    database, user_id, chat_id = context.services.database, context.person.user_id, change.chat.id
    asked = await question_answered_by(database, chat_id, change.message_id)
    if asked is None:
        return
    answer = asked.answers[-1]  # has the buttons, which rate the same answer
    if now:
        thumb = next(iter(now - before or now))
        was = await thumb_of(database, chat_id, answer, user_id)
        await rate(database, chat_id, answer, user_id, thumb, version="", passage="")
        if thumb < 0 <= was:
            await _ask_why(context, chat_id, answer, asked.text)
    else:
        await take_back_rating(database, chat_id, answer, user_id, next(iter(before)))


async def _ask_why(context: Context, chat_id: int, answer: int, question: str) -> None:
    """Ask who gave an answer a 👎 by a reaction for the reason, in private, as far as they have written to the bot.

    Telegram does not tell with a reaction which buttons stand below the answer, so none can be added there.
    """
    user_id, language = context.person.user_id, context.language
    rows = reason_rows(language, lambda reason: WhyDownButton(reason=reason, chat=chat_id, answer=answer))
    text = Rich(say(language, "reason.of-reaction", question=question))
    below = answer if chat_id == user_id else None
    with suppress(Forbidden, BadRequest):
        await send(context.bot, user_id, text, reply_to=below, buttons=InlineKeyboardMarkup(rows))


async def on_why_down(update: Update, context: Context) -> None:
    """Keep why the presser's reaction on an answer is a thumb down, if they may still ask where it stands."""
    pressed = await pressed_button(update, context, WhyDownButton)
    if pressed is None:
        return
    services, person, held = context.services, context.person, pressed.button
    if not services.access.allows(person, await group_access(services.database, held.chat)):
        await acknowledge(pressed.query, say(context.language, "access.none"), alert=True)
        return
    hear(services.database, services.access, person.user_id, held.chat)  # members of groups may not ask here
    if held.reason == "ask":
        await acknowledge(pressed.query)
        rows = reason_rows(context.language, lambda reason: held.model_copy(update={"reason": reason}))
    elif await give_reason(services.database, held.chat, held.answer, person.user_id, held.reason) is None:
        await acknowledge(pressed.query, say(context.language, "reason.no-thumb"), alert=True)
        return
    else:
        await acknowledge(pressed.query, say(context.language, "reason.thanks"))
        rows = [noted_row(context.language, held.model_copy(update={"reason": "ask"}))]
    await edit_buttons(context.bot, pressed.message, InlineKeyboardMarkup(rows))


def _thumbs_in(reactions: Sequence[ReactionType]) -> set[int]:
    """Return the thumbs among ``reactions``; there may be both."""
    faces = {face: THUMBS[action] for action, face in FACES.items()}
    return {faces[each.emoji] for each in reactions if isinstance(each, ReactionTypeEmoji) and each.emoji in faces}
