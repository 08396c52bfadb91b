"""A way to write a suite file and read it, and a runner on the small report."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.answering.assistant import Assistant
from bot.errors import explain
from bot.suites.cases import Case, Suite
from bot.suites.errors import SuiteError
from bot.suites.loading import read_suite
from bot.suites.running import Runner

ReadText = Callable[..., Suite]
Mistakes = Callable[..., list[str]]


@pytest.fixture
def read_text(tmp_path: Path) -> ReadText:
    """Read a suite from its text, as a file of that name."""

    def read(text: str | bytes, name: str = "suite.yaml") -> Suite:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return read_suite(path)

    return read


@pytest.fixture
def mistakes(read_text: ReadText) -> Mistakes:
    """The lines that a bad suite's message has for its mistakes, in English."""

    def find(text: str | bytes, name: str = "suite.yaml") -> list[str]:
        with pytest.raises(SuiteError) as caught:
            read_text(text, name)
        return [line.strip() for line in explain(caught.value, "en", "terminal").split("\n")[1:]]

    return find


@pytest.fixture(scope="session")
def runner(assistant: Assistant) -> Runner:
    return Runner(assistant)


def make_case(**keys: object) -> Case:
    return Case.model_validate({"id": "c"} | keys)
