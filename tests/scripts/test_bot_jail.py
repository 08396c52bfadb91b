"""The bot's log says what the machine lacks to shut hostile files in."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bot.i18n import say
from knowledge import jail
from tests.bot.telegram.api.model import TOKEN
from tests.scripts.conftest import ROOT, environment

_ON_AN_OLD_KERNEL = """
import sys
from bot.__main__ import main
from tests.knowledge.old_kernel import take_away
take_away(sys.argv[1:])
main()
"""
NOWHERE = "http://127.0.0.1:9"


def warnings_without(*features: str, home: Path) -> list[str]:
    """What a bot warns of, on a kernel without those features, until it has tried to reach Telegram."""
    command = [sys.executable, "-c", _ON_AN_OLD_KERNEL, *features]
    settings = environment(home) | {"TELEGRAM_TOKEN": TOKEN, "TELEGRAM_API_URL": NOWHERE}
    told = []
    with subprocess.Popen(command, cwd=ROOT, env=settings, stderr=subprocess.PIPE, text=True) as bot:
        assert bot.stderr is not None
        for line in bot.stderr:
            entry = json.loads(line)
            if "cannot be reached" in entry["event"]:
                break
            told.append(entry.get("why"))
        bot.kill()
    return told


@pytest.mark.slow
def test_the_log_says_what_the_machine_lacks(home: Path) -> None:
    for taken in ("landlock", "seccomp"):
        told = warnings_without(taken, home=home)
        lacking = {taken, *jail.missing()}
        for feature in ("landlock", "seccomp"):
            assert (say("en", f"status.no-{feature}") in told) == (feature in lacking), told
