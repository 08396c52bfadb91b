"""springboard bot: run the Telegram bot until it is told to stop."""

import typer

from bot.__main__ import main as run_bot

app = typer.Typer(add_completion=False)


@app.command()
def main() -> None:
    """Run the Telegram bot, by polling or by webhook as the settings say, until it is told to stop."""
    run_bot()
