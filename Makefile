# make chat   set everything up, build the index if there is none, and ask questions in the terminal
# make bot    set everything up and run the Telegram bot (TELEGRAM_TOKEN in .env)
# make test   set everything up and run all tests
# make check  lint and types, as CI does
# make audit  are the lock files what pyproject.toml asks for, and is a vulnerability known of what they install?

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Three files of tests at a time (much of a test is waiting), in the order in which tests/conftest.py puts them.
SIDE_BY_SIDE := -n 3 --dist loadfile --no-loadscope-reorder

.PHONY: chat bot test check audit quick clean

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

audit: $(VENV)/ready-dev
	locks/make --check
	$(BIN)/python -m scripts.audit

# Only what is locked is installed, and only if it has the checksum that it had when it was locked.
LOCKED := $(BIN)/pip install --quiet --disable-pip-version-check --no-deps --require-hashes

# Of torch, the build for the CPU alone where it is offered; else the package index's, with what that needs.
$(VENV)/ready: pyproject.toml $(wildcard locks/*.txt)
	$(PYTHON) -m venv $(VENV)
	$(LOCKED) -r locks/bot.txt
	$(LOCKED) -r locks/torch-cpu.txt || $(LOCKED) -r locks/torch.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --check-build-dependencies -e .
	$(BIN)/pip check
	$(BIN)/python -m compileall -q knowledge index bot scripts
	@touch $@

$(VENV)/ready-dev: $(VENV)/ready
	$(LOCKED) -r locks/dev.txt
	$(BIN)/pip check
	@touch $@

clean:
	rm -rf $(VENV) var
