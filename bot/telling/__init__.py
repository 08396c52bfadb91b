"""What the bot tells people by itself: that a question is answered now, and that what they were quoted has changed.

Nothing in here knows Telegram.
"""
