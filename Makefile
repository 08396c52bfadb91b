# make chat   set everything up, build the index if there is none, and ask questions in the terminal
# make bot    set everything up and run the Telegram bot (TELEGRAM_TOKEN in .env)
# make test   set everything up and run all tests
# make check  lint and types, as CI does

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Two files of tests at a time.
SIDE_BY_SIDE := -n 2 --dist loadfile

.PHONY: chat bot test check quick clean

chat: $(VENV)/ready
	@$(BIN)/python -m scripts.chat

bot: $(VENV)/ready
	@$(BIN)/python -m bot

test: $(VENV)/ready-dev
	$(BIN)/python -m pytest $(SIDE_BY_SIDE)

quick: $(VENV)/ready-dev
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) -m "not slow"

check: $(VENV)/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(VENV)/ready: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	$(BIN)/python -m compileall -q knowledge index bot scripts
	@touch $@

$(VENV)/ready-dev: $(VENV)/ready
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@

clean:
	rm -rf $(VENV) var
