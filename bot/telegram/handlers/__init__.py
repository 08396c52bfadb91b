"""Handlers: what the bot does with each kind of update."""
