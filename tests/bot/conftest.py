"""How the bot's tests run the Telegram library."""

import os

# Durations as the library's next major version gives them: the present way warns, and warnings are errors here.
os.environ.setdefault("PTB_TIMEDELTA", "true")
