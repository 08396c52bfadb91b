"""A model of the Bot API: what Telegram's server keeps, refuses and says, for tests. See core.telegram.org/bots/api."""
