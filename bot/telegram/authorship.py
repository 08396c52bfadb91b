"""Tell whose words a message holds: only what a person wrote as themself may be carried out."""

from telegram import Message, MessageEntity


def is_passed_on(message: Message) -> bool:
    """Say whether a message holds words that its sender did not write: it was forwarded, or a program made it.

    Such a program is an inline bot, a linked channel's automatic forward, or a bot that writes for an account.
    """
    automatic = message.is_automatic_forward or message.via_bot or message.sender_business_bot
    return bool(message.forward_origin or automatic)


def holds_command(message: Message) -> bool:
    """Say whether the text or the caption of a message begins with a command."""
    return any(
        entity.type == MessageEntity.BOT_COMMAND and entity.offset == 0
        for entity in (*message.entities, *message.caption_entities)
    )
