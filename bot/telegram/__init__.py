"""The Telegram bot: all code that talks to Telegram's servers.

`bot.telegram.serving.serve` starts it; `bot.telegram.app` lists all handlers.
"""
