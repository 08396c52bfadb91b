"""The bot in Telegram: all that speaks with its servers."""
