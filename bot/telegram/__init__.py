"""The bot in Telegram: all that speaks with its servers.

Its face: `bot.telegram.serving.serve`; `bot.telegram.app` lists all handlers.
"""
