"""What tests of the process that reads documents share."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.knowledge.hostile import write_hostile


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Put a program that runs the code that is given in the place of the one that reads documents."""

    def put(code: str, given: Mapping[str, object] = {}) -> Path:
        program = write_hostile(tmp_path / "hostile", code, given)
        monkeypatch.setattr(sys, "executable", str(program))
        return program

    return put
