"""The systemd units keep their doors shut and restart only what a restart can help."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from bot.__main__ import EXIT_FAILED
from bot.settings import Settings

ROOT = Path(__file__).parent.parent
BOT, SERVE = (ROOT / "deploy" / f"springboard-{name}.service" for name in ("assistant", "serve"))
_MOST_EXPOSED = 3.0  # of 10, as systemd-analyze counts

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")


@pytest.fixture(params=[BOT, SERVE], ids=["bot", "serve"])
def unit(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture
def service(unit: Path) -> dict[str, str]:
    """The service's settings; of one that is there several times, the last."""
    return settings_in(unit)


def settings_in(path: Path) -> dict[str, str]:
    unit = configparser.ConfigParser(strict=False, interpolation=None, comment_prefixes=("#",))
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read_string(path.read_text("utf-8"))
    return dict(unit["Service"])


def analyzed(unit: Path, *arguments: str) -> str:
    done = subprocess.run(["systemd-analyze", *arguments, unit], capture_output=True, text=True)
    return done.stdout + done.stderr


@needs_systemd
def test_the_unit_exposes_little(unit: Path) -> None:
    told = analyzed(unit, "security", "--offline=true")
    exposed = re.search(r"exposure level for \S+: ([\d.]+)", told)
    assert exposed, told
    assert float(exposed[1]) < _MOST_EXPOSED


@needs_systemd
def test_the_unit_has_no_line_that_systemd_does_not_know(unit: Path) -> None:
    assert not re.findall(r".*(?:Unknown|Failed to parse|Invalid|ignoring).*", analyzed(unit, "verify"))


def test_what_has_to_be_mended_first_is_not_started_again(service: dict[str, str]) -> None:
    assert service["Restart"] == "on-failure"
    assert service["RestartPreventExitStatus"] == str(EXIT_FAILED)


def test_the_end_of_one_process_that_reads_does_not_stop_the_bot() -> None:
    assert settings_in(BOT)["OOMPolicy"] == "continue"


def test_what_the_service_keeps_is_its_users_alone(service: dict[str, str]) -> None:
    assert service["StateDirectoryMode"] == "0700"
    assert service["UMask"] == "0077"


def test_the_token_may_come_as_a_credential_or_in_the_environment() -> None:
    service = settings_in(BOT)
    name, _, file = service["LoadCredential"].partition(":")
    assert name == "telegram_token"
    assert name in Settings.model_fields
    assert not file.startswith("/")  # systemd would not start the service without a file at an absolute path
    assert service["EnvironmentFile"].startswith("-/")
